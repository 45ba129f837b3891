"""Work done ahead: what the first to look after a start would wait for is done once, in the background, while others work."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread
from typing import Final

from launchkit.library.texts import gathered
from launchkit.web.pages.cases import glance
from launchkit.web.pages.definitions import problems_of
from launchkit.web.site import Site

_log = logging.getLogger(__name__)


def begin(site: Site) -> Thread:
    """Begin it; it ends with the process at the latest."""
    thread = Thread(target=all_of_it, args=(site,), name="ahead", daemon=True)
    thread.start()
    return thread


def all_of_it(site: Site) -> None:
    """One thing after the other. What fails here fails again, and says why, for whoever looks."""
    for step in _STEPS:
        try:
            step(site)
        except Exception as fault:  # noqa: BLE001  nobody waits for this, and nobody may miss the next step by it
            _log.info("not done ahead: %s: %s", step.__name__, type(fault).__name__)


def _cases(site: Site) -> None:
    """Cases are folded, and the overview knows each."""
    for row in site.office.store.cases():
        glance(site, row)


def _texts(site: Site) -> None:
    """Checklists and what belongs to them are read."""
    gathered(site.office.settings.home)


def _fonts(site: Site) -> None:
    """Fonts are taken out of the collections of the system, which takes seconds once in the life of a home."""
    from launchkit.documents.fonts import extract_fonts  # noqa: PLC0415  only here

    extract_fonts(site.office.settings.fonts)


def _problems(site: Site) -> None:
    """The files are looked through for problems."""
    problems_of(site)


_STEPS: Final[tuple[Callable[[Site], None], ...]] = (_cases, _texts, _fonts, _problems)
