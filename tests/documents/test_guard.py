"""Characters that no face can draw, or that would mislead a reader, stop a document and name the field."""

from __future__ import annotations

import pytest

from launchkit.documents import Fonts, GlyphMissing, NotPlain
from launchkit.documents.guard import check_page, check_text, check_values
from tests.documents.made import document, field

RARE = "𠮷䶮㛃喆昇玥堃镕犇翀淼祎赟㻽𬭎𬍛𫖯"


@pytest.fixture(scope="module")
def characters(fonts: Fonts) -> frozenset[int]:
    return fonts.characters()


def test_rare_letters_of_names_can_be_printed(characters: frozenset[int]) -> None:
    check_text(RARE + "〔2026〕〇·—…“”《》、①㎡²￥¥", characters, field="姓名")


@pytest.mark.parametrize(
    ("character", "code"),
    {
        "☑": "U+2611",
        "☐": "U+2610",
        "😀": "U+1F600",
        "\U00031350": "U+31350",
        "\u202e": "U+202E",
        "\u2066": "U+2066",
        "\u200f": "U+200F",
        "\u200b": "U+200B",
        "\u200d": "U+200D",
        "\ufeff": "U+FEFF",
        "\u2028": "U+2028",
        "\x00": "U+0000",
        "\x1b": "U+001B",
        "\x85": "U+0085",
        "\ue000": "U+E000",
        "\ud800": "U+D800",
        "\uffff": "U+FFFF",
    }.items(),
)
def test_what_cannot_be_printed_is_named_with_its_field(
    characters: frozenset[int], character: str, code: str
) -> None:
    spec = document(field("name"), field("note"))
    with pytest.raises(GlyphMissing) as caught:
        check_values(spec, {"name": "张三", "note": [{"x": f"前{character}后"}]}, characters)
    assert (caught.value.field, caught.value.character, caught.value.code) == (
        "栏目note",
        character,
        code,
    )
    assert f"({code})，在「栏目note」中" in str(caught.value)
    assert str(caught.value).isprintable()
    assert "前" not in str(caught.value).replace("目前", "")


def test_line_ends_and_tabs_are_laid_out(characters: frozenset[int]) -> None:
    check_text("一\r\n二\t三", characters, field="x")


@pytest.mark.parametrize(
    "page", ["<p>☑</p>", "<p>&#x2611;</p>", "<p title='&#9745;'>", "<p>&#x202e;x</p>"]
)
def test_a_page_is_held_against_the_fonts_as_well(characters: frozenset[int], page: str) -> None:
    with pytest.raises(GlyphMissing, match="试印"):
        check_page(page, characters, title="试印")


def test_a_value_that_is_not_plain_is_refused_before_it_is_looked_at(
    characters: frozenset[int],
) -> None:
    with pytest.raises(NotPlain, match="栏目a"):
        check_values(document(field("a")), {"a": object()}, characters)
