"""QR codes as drawings inside a page: no file, no address, no style of their own, so that the policy lets them be."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(text: str, title: str) -> Markup:
    """The code of a text, dark on light whatever the colours of the page; `title` says what it is to those who do not see it."""
    made = segno.make(text, error="m", micro=False)
    drawn = made.svg_inline(
        border=4,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        title=title,
    )
    # The title is escaped by the drawing, and nothing else of it comes from outside.
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704
