"""Small pictures of photographs: upright, with nothing of what else their files say, and none where looking leaves an entry."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from launchkit.desk import Attachment
from launchkit.domain.case import Case
from launchkit.domain.checklist import Personal
from launchkit.domain.media import JPEG, PDF, PNG
from launchkit.testing import paper
from launchkit.web import previews
from launchkit.web.previews import MOST_PIXELS, SIDE, drawn
from launchkit.web.templating import segment
from tests.web.conftest import Site
from tests.web.test_task import FACTS

SECRET = "SecretCamera"
RED, WHITE = (200, 0, 0), (255, 255, 255)


def photograph(size: tuple[int, int] = (1200, 900), *, turned: bool = True) -> bytes:
    """Red above, white below, as it was held; with a maker, a place, words and a profile of colours."""
    picture = Image.new("RGB", size, WHITE)
    picture.paste(RED, (0, 0, size[0] // 2, size[1]))
    told = Image.Exif()
    told[0x010F] = SECRET
    if turned:
        told[0x0112] = 6
    told.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 0.0)})
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=told, comment=SECRET.encode(), icc_profile=SECRET.encode() * 9)
    return made.getvalue()


def saved(picture: Image.Image, kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    picture.save(made, kind)
    return made.getvalue()


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    return Image.open(io.BytesIO(content))


def near(found: object, wanted: tuple[int, int, int]) -> bool:
    return isinstance(found, tuple) and all(
        abs(a - b) < 20 for a, b in zip(found, wanted, strict=True)
    )


def test_a_preview_is_small_and_upright_and_says_nothing_else() -> None:
    content = photograph()
    assert SECRET.encode() in content
    found = drawn(content, MOST_PIXELS[JPEG])
    assert found is not None
    assert SECRET.encode() not in found
    small = opened(found)
    assert small.format == "WEBP"
    assert small.size == (240, SIDE)
    assert not small.getexif()
    assert not {"exif", "xmp", "icc_profile"} & set(small.info)
    assert near(small.getpixel((120, 20)), RED)
    assert near(small.getpixel((120, 300)), WHITE)


def test_what_is_seen_through_is_white_and_what_is_small_stays_so() -> None:
    small = opened(drawn(saved(Image.new("RGBA", (40, 20), (0, 0, 0, 0))), MOST_PIXELS[PNG]))
    assert small.size == (40, 20)
    assert near(small.getpixel((5, 5)), WHITE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_way_of_writing_colours_is_drawn(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(drawn(saved(Image.new(mode, (640, 64)), kind), MOST_PIXELS[PNG])).size == (
        320,
        32,
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n" + b"x" * 99,
    ],
    ids=["empty", "start", "noise"],
)
def test_of_a_broken_file_there_is_none(content: bytes) -> None:
    assert drawn(content, MOST_PIXELS[JPEG]) is None


@pytest.mark.parametrize("patient", [False, True])
@pytest.mark.parametrize("kept", [900, -400])
def test_of_a_photograph_that_was_cut_off_there_is_none_or_what_came(
    kept: int, monkeypatch: pytest.MonkeyPatch, *, patient: bool
) -> None:
    """Printing sets the decoder to be patient for its whole process; either way nothing breaks."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", patient)
    found = drawn(photograph()[:kept], MOST_PIXELS[JPEG])
    assert (found is not None) == patient
    if found is not None:
        assert opened(found).size == (240, SIDE)


def test_of_a_picture_made_to_choke_there_is_none() -> None:
    """A few kilobytes that unpack to four hundred million pixels."""
    content = saved(Image.new("1", (20_000, 20_000)))
    assert len(content) < 100_000
    assert drawn(content, MOST_PIXELS[PNG]) is None
    assert drawn(saved(Image.new("1", (100, 100))), 9_999) is None
    assert drawn(saved(Image.new("1", (100, 100))), 10_000) is not None


def test_only_the_two_kinds_that_are_handed_in_are_opened() -> None:
    for kind in ("GIF", "BMP", "TIFF", "WEBP", "PPM"):
        assert drawn(saved(Image.new("RGB", (8, 8)), kind), MOST_PIXELS[PNG]) is None


def handed_in(
    site: Site,
    content: bytes,
    media: str,
    *,
    sensitive: bool = False,
    checklist: str = "open_branch",
) -> tuple[Case, str]:
    """The case, and the address of a proof of it."""
    desk, case = site.office.desk, site.office.desk.case(site.cases[checklist])
    task, rule = next(
        (task, rule)
        for task in case.tasks.values()
        for rule in task.item.evidence
        if (rule.personal is Personal.SENSITIVE) is sensitive
        and all((one.personal is Personal.SENSITIVE) is sensitive for one in task.item.evidence)
    )
    given = Attachment(content=content, name="门头.jpg", media=media, rule=rule.id)
    desk.attach(site.call(case.people_with("hq_lead")[0]), case.id, task.key, [given])
    known = desk.case(case.id)
    held = known.tasks[task.key].evidence[-1]
    return known, f"/cases/{case.id}/tasks/{segment(task.key)}/evidence/{held.seq}"


def kept(site: Site) -> list[Path]:
    folder = site.office.settings.home / "previews"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_a_photograph_is_shown_small_on_its_pages(site: Site) -> None:
    case, address = handed_in(site, photograph(), JPEG)
    browser = site.as_("H1")
    task = address.partition("/evidence/")[0]
    for page in (task, f"/cases/{case.id}/audit?part=evidence"):
        assert (
            f'<img src="{address}/preview" alt="" width="64" height="64" loading="lazy"'
            in browser.get(page).text
        )
    assert not kept(site), "drawn when it is asked for"
    answer = browser.get(f"{address}/preview")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = browser.get(f"{address}/preview", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    (file,) = kept(site)
    assert file.read_bytes() == answer.content
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert site.office.desk.case(case.id).seq == case.seq, "looking leaves no entry"


def test_whoever_decides_sees_what_it_rests_on(site: Site) -> None:
    desk, case = site.office.desk, site.cases["open_branch"]
    facts = {name.removeprefix("fact."): value for name, value in FACTS.items()}
    desk.state(site.call("H2"), case, {**facts, "articles_rule_checked": True})
    rules = ("signed_decision", "articles_page")
    given = [
        Attachment(content=photograph(), name=f"{one}.jpg", media=JPEG, rule=one) for one in rules
    ]
    desk.attach(site.call("H2"), case, "decide_to_open", given)
    desk.done(site.call("H2"), case, "decide_to_open")
    page = site.as_("H1").get("/decisions").text
    held = desk.case(case).tasks["decide_to_open"].evidence
    address = f"/cases/{case}/tasks/decide_to_open/evidence"
    assert [f'src="{address}/{one.seq}/preview"' in page for one in held] == [True, True]


def test_a_preview_that_is_kept_is_not_drawn_again(site: Site) -> None:
    _, address = handed_in(site, photograph(), JPEG)
    browser = site.as_("H1")
    browser.get(f"{address}/preview")
    (file,) = kept(site)
    file.write_bytes(b"kept")
    assert browser.get(f"{address}/preview").content == b"kept"
    file.unlink()
    assert opened(browser.get(f"{address}/preview").content).size == (240, SIDE)


def test_of_what_is_sensitive_there_is_none(site: Site) -> None:
    """Whoever opens such a file leaves an entry; a preview would go around that."""
    case, address = handed_in(site, photograph(), JPEG, sensitive=True)
    browser = site.as_("H1")
    page = browser.get(f"/cases/{case.id}/audit?part=evidence").text
    assert f'href="{address}"' in page
    assert "/preview" not in page
    assert "/preview" not in browser.get(address.partition("/evidence/")[0]).text
    answer = browser.get(f"{address}/preview")
    assert (answer.status_code, answer.content) == (204, b"")
    assert not kept(site)
    assert site.office.desk.case(case.id).seq == case.seq


def test_a_file_that_is_no_picture_has_none_and_a_broken_one_is_tried_once(site: Site) -> None:
    browser = site.as_("H1")
    _, address = handed_in(site, paper("a").content, PDF)
    assert "/preview" not in browser.get(address.partition("/evidence/")[0]).text
    assert browser.get(f"{address}/preview").status_code == 204
    assert not kept(site)
    _, address = handed_in(site, photograph()[:500], JPEG)
    for _ in range(2):
        assert browser.get(f"{address}/preview").status_code == 204
    assert [one.read_bytes() for one in kept(site)] == [b""]


def test_of_a_restricted_case_no_browser_keeps_any_and_strangers_get_none(site: Site) -> None:
    case, address = handed_in(site, photograph(), JPEG, checklist="take_over_branch")
    assert case.restricted
    mine = site.as_(case.people_with("lead")[0]).get(f"{address}/preview")
    assert mine.status_code == 200
    assert "no-store" in mine.headers["cache-control"]
    assert "etag" not in mine.headers
    assert site.as_("P1").get(f"{address}/preview").status_code == 404
    assert site.browser().get(f"{address}/preview").status_code in (303, 401)


def test_a_file_that_is_missing_in_the_vault_is_asked_for_again(site: Site) -> None:
    case, address = handed_in(site, photograph(), JPEG)
    content = photograph()
    browser = site.as_("H1")
    digest = next(
        one.file.digest for task in case.tasks.values() for one in task.evidence if one.file
    )
    site.office.vault.remove(digest)
    assert browser.get(f"{address}/preview").status_code == 204
    assert not kept(site)
    site.office.vault.put(content, media=JPEG)
    assert browser.get(f"{address}/preview").status_code == 200


def test_the_oldest_give_way(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "KEEP", 3)
    browser = site.as_("H1")
    made: list[str] = []
    for width in range(700, 706):
        _, address = handed_in(site, photograph((width, 600)), JPEG)
        known = {one.name for one in kept(site)}
        assert browser.get(f"{address}/preview").status_code == 200
        (new,) = {one.name for one in kept(site)} - known
        os.utime(site.office.settings.home / "previews" / new, (width, width))
        made.append(new)
    assert {one.name for one in kept(site)} == set(made[-3:])


def test_where_none_can_be_kept_they_are_drawn_each_time(site: Site) -> None:
    (site.office.settings.home / "previews").write_text("in the way")
    _, address = handed_in(site, photograph(), JPEG)
    for _ in range(2):
        assert site.as_("H1").get(f"{address}/preview").status_code == 200
