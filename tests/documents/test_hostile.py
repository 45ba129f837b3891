"""Strings that break careless programs, in documents: printed as the text they are, or refused by name."""

from __future__ import annotations

import io
import re
import unicodedata

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from launchkit.documents import Fonts, GlyphMissing, NotPlain, Press
from launchkit.documents.guard import check_text
from tests.documents.pages import printed, read, sample
from tests.hostile import HOSTILE

#: a name for a printed page to bear whole: of fifteen signs, and of signs that many fonts lack
NAMES = ("阿卜杜热西提·买买提艾力江", "𠮷䶮㛃")
NAME, FIELD = "decision", "mandate_scope"


def refused(text: str, characters: frozenset[int]) -> bool:
    try:
        check_text(unicodedata.normalize("NFC", text), characters, field=FIELD)
    except GlyphMissing:
        return True
    return False


@pytest.mark.pdf
def test_what_can_be_printed_is_printed_as_the_text_it_is(press: Press, fonts: Fonts) -> None:
    """Nothing of it becomes a tag, a picture, a link, a script, or a value of a template."""
    given = [one for one in HOSTILE if not refused(one, fonts.characters()) and len(one) < 400]
    assert len(given) > 150
    pdf = printed(press, NAME, sample(NAME) | {FIELD: "\n".join(given)})
    text = re.sub(r"\s", "", "".join(read(pdf)))
    for one in given:
        if any(unicodedata.combining(each) for each in one):
            continue  # a mark without its letter has no place of its own in the text of a page
        shown = re.sub(r"\s", "", unicodedata.normalize("NFC", one))
        assert shown in text, one
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        words = {
            str(key)
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary)
            for key in one
        }
        assert not words & {
            "/JS",
            "/JavaScript",
            "/Launch",
            "/SubmitForm",
            "/URI",
            "/EmbeddedFiles",
        }


def test_the_rest_is_refused_and_the_field_is_named(press: Press, fonts: Fonts) -> None:
    rest = [one for one in HOSTILE if refused(one, fonts.characters())]
    assert 10 <= len(rest) <= 40
    for one in rest:
        with pytest.raises((GlyphMissing, NotPlain)) as caught:
            printed(press, NAME, sample(NAME) | {FIELD: one})
        assert "任务与拟设分公司业务" in str(caught.value)


@pytest.mark.pdf
def test_rare_names_are_on_the_page_as_letters_and_in_its_text(press: Press) -> None:
    """Each sign has a picture of its own: none is the box that stands for what a font lacks, and no two are alike."""
    pdf = printed(press, NAME, sample(NAME) | {FIELD: "\n".join(NAMES)})
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
        pictures = [_picture(document, sign) for sign in "".join(NAMES[1:]) + "阿卜"]
    finally:
        document.close()
    assert all(one in text for one in NAMES)
    assert len(set(pictures)) == len(pictures)
    assert all(_has_ink_inside(one) for one in pictures)


def _picture(document: pypdfium2.PdfDocument, sign: str) -> tuple[int, int, bytes]:
    """What is drawn where the text layer says that a sign stands."""
    for page in document:
        layer = page.get_textpage()
        # Searching knows the first plane only; here a sign is its number, or the first half of it.
        first = int.from_bytes(sign.encode("utf-16-be")[:2])
        codes = [pypdfium2.raw.FPDFText_GetUnicode(layer, at) for at in range(layer.count_chars())]
        places = [at for at, code in enumerate(codes) if code in {ord(sign), first}]
        if not places:
            continue
        left, bottom, right, top = layer.get_charbox(places[0])
        scale = 6
        drawn = page.render(
            scale=scale,
            crop=(left, bottom, page.get_width() - right, page.get_height() - top),
        ).to_pil()
        grey = drawn.convert("L").resize((32, 32))
        return grey.width, grey.height, grey.tobytes()
    raise AssertionError(f"{sign} is not in the text")


def _has_ink_inside(picture: tuple[int, int, bytes]) -> bool:
    """A box that stands for a missing sign is empty inside; a letter is not."""
    width, height, grey = picture
    inner = [
        grey[row * width + column]
        for row in range(height // 4, 3 * height // 4)
        for column in range(width // 4, 3 * width // 4)
    ]
    return sum(one < 128 for one in inner) > len(inner) // 20
