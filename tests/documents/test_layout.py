"""What a reader sees: pictures of real pages, because the text layer is right even where the letters are not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from launchkit.documents import Fonts, Press, Renderer, RenderFailed, Templates
from launchkit.documents.fonts import FACES
from tests.documents.made import body, document, facts, field, folder_with

pytestmark = pytest.mark.pdf

DAY = date(2026, 11, 23)
SCALE = 4
RARE = "𠮷䶮㛃喆国骨直角"


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def pictures(pdf: bytes, *, scale: float = 1) -> list[Image.Image]:
    with opened(pdf) as document:
        return [page.render(scale=scale).to_pil().convert("L") for page in document]


def texts(pdf: bytes) -> list[str]:
    with opened(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def glyph(font: ImageFont.FreeTypeFont, character: str) -> Image.Image:
    """Character as black ink on white, cut to its ink."""
    drawn = Image.new("L", (400, 400), 255)
    ImageDraw.Draw(drawn).text((100, 100), character, font=font, fill=0)
    return cut(drawn)


def cut(drawn: Image.Image) -> Image.Image:
    box = ImageChops.invert(drawn).point(lambda level: 255 if level > 60 else 0).getbbox()
    assert box is not None, "nothing was drawn"
    return drawn.crop(box).resize((64, 64))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures, 0 (same) to 1."""
    levels = ImageChops.difference(one, other).tobytes()
    return sum(levels) / len(levels) / 255


def test_rare_letters_are_drawn_as_the_font_has_them(worker: Renderer, fonts: Fonts) -> None:
    """Each letter on a page of its own is compared with the font's drawing of it and of all the others."""
    html = "<style>@page{size:100pt 100pt;margin:10pt}html{font:60pt 'Noto Serif CJK SC'}p{margin:0;break-after:page}</style>"
    html = f'<html lang="zh-CN">{html}' + "".join(f"<p>{letter}</p>" for letter in RARE)
    pages = pictures(worker.render(html, document_date=DAY, title="字"), scale=SCALE)
    font = ImageFont.truetype(str(fonts.folder / FACES[2].file), 60 * SCALE)
    drawn = {letter: cut(page) for letter, page in zip(RARE, pages, strict=False)}
    for letter, picture in drawn.items():
        distances = {other: difference(picture, glyph(font, other)) for other in RARE}
        assert min(distances, key=distances.__getitem__) == letter, distances
        assert distances[letter] < 0.06, distances


def test_a_table_of_four_hundred_rows_repeats_its_head_and_cuts_no_row(press: Press) -> None:
    spec = document(field("keys"), page=False)
    rows = [{"door": f"第{number}扇门\n两行字", "price": number} for number in range(1, 401)]
    values = {
        "keys": rows,
        "document_number": "特修测〔2026〕1号",
        "check_code": "3f2a9bd01c77e6aa",
    }
    printed = press.print(spec, values, DAY, facts())
    pages = texts(printed.pdf)
    assert 8 < len(pages) < 40
    numbers = [
        number
        for number in range(1, 401)
        for page in pages
        if f"第{number}扇门 两行字" in page.replace("\r\n", " ")
    ]
    assert numbers == list(range(1, 401)), "a row is missing, doubled or cut in two"
    for at, page in enumerate(pages, start=1):
        assert f"第 {at} 页" in page
        assert f"共 {len(pages)} 页" in page
        assert "特修测〔2026〕1号" in page
        assert "校验码 3f2a9bd01c77e6aa" in page
        assert "资料表" in page
        assert "扇门" not in page or "单价" in page, "the head is not repeated"


def test_boxes_are_drawn_because_the_font_has_none(
    fonts: Fonts, worker: Renderer, tmp_path: Path
) -> None:
    inked: dict[str, int] = {}
    for name, inner in {"empty": "false", "ticked": "true"}.items():
        templates = folder_with(tmp_path / name, body("<p>{{ m.checkbox(" + inner + ") }}</p>"))
        press = Press(templates, fonts, worker)
        (page,) = pictures(press.print(document(), {}, DAY).pdf, scale=SCALE)
        inked[name] = sum(page.point(lambda level: 1 if level < 128 else 0).tobytes())
    assert inked["ticked"] > inked["empty"] + 40


def test_a_draft_says_so_across_every_page(press: Press) -> None:
    spec = document(field("story"), page=False)
    values = {"story": "字\n" * 120}
    drafted = press.print(spec, {**values, "draft": True}, DAY, facts()).pdf
    final = press.print(spec, values, DAY, facts()).pdf
    assert len(texts(drafted)) == len(texts(final)) > 1
    for page in texts(drafted):
        assert page.count("草") == page.count("稿") == 2, "once in the head, once across"
    assert not any("草稿" in page for page in texts(final))


def test_every_block_of_a_page_is_laid_out_without_a_warning(
    fonts: Fonts, worker: Renderer, tmp_path: Path
) -> None:
    """The blocks that page authors build with, all on one page, in the order of the reference."""
    inner = """
    <p class="to">某某市市场监督管理局：</p><p>{{ m.amount_inline(rent) }}</p>{{ m.amount(rent) }}
    {{ m.kv([['甲', name], ['租', rent, 'money'], ['日', day, 'date']], columns=2) }}
    {% call m.form(columns=2) %}{{ m.row2('甲', name, '乙', day, as2='date') }}{{ m.row('丙', name, span=3) }}{% endcall %}
    {{ m.table(rows, [{'key': 'n', 'title': '名'}, {'key': 'p', 'title': '价', 'as': 'money'}], total=['p'], at_least=4) }}
    <p>{{ m.choices('b', [['a', '甲类'], ['b', '乙类']]) }}{{ m.blank(name) }}{{ m.blank(none, '9em') }}</p>
    {% call m.clause(1, '标的') %}<p>房屋。</p>{% endcall %}{{ m.clauses([['价款', '每月。']], start=2) }}
    {{ m.points(['甲', '乙']) }}{{ m.list(['丙']) }}{{ m.attachments(['附件甲', '附件乙']) }}
    {{ m.signatures([{'title': '甲方（盖章）', 'name': '某公司', 'seal': '盖章处', 'lines': ['签字', ['日期', '2026年']]}]) }}
    {{ m.closing('某公司', day) }}{{ m.basis(['《民法典》第七百零七条']) }}{{ m.notes(['一式两份。']) }}{{ m.text(name) }}
    """
    press = Press(folder_with(tmp_path, body(inner)), fonts, worker)
    spec = document(*(field(name) for name in ("name", "rent", "day", "rows")))
    rows = [{"n": "钥匙", "p": 150}, {"n": "门禁卡", "p": 250}]
    printed = press.print(
        spec, {"name": "𠮷川", "rent": 10700053, "day": "2027-02-03", "rows": rows}, DAY
    )
    seen = "".join(texts(printed.pdf))
    for expected in (
        "人民币壹拾万柒仟元零伍角叁分（¥107,000.53）", "2027年2月3日", "合计", "¥4.00", "乙类", "第一条", "第二条",
        "一、甲", "1. 丙", "2. 附件乙", "（盖章处）", "《民法典》第七百零七条",
    ):  # fmt: skip
        assert expected in seen


def test_a_page_that_is_unreasonably_wide_is_no_way_out(worker: Renderer) -> None:
    for html in ("<style>@page{size:1e9mm}</style>x", "<table><tr><td rowspan=99999999>x</table>"):
        try:
            pdf = worker.render(html, document_date=DAY, title="x")
        except RenderFailed:
            continue
        assert len(pdf) < 1_000_000


def test_a_page_is_a4_and_its_template_is_known(press: Press, shipped: Templates) -> None:
    pdf = press.print(document(field("name"), page=False), {"name": "张三"}, DAY, facts()).pdf
    (page,) = pictures(pdf)
    assert page.size == (596, 842)
    assert io.BytesIO(pdf).read(8) == b"%PDF-1.7"
    assert shipped.digest("data_sheet.html") == press.template_digest(document(page=False))
