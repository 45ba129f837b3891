"""A day at a branch that is short of hands: what is done first, what cannot be done, what others did meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.story import (
    MIDDLE,
    PHOTO,
    Walk,
    middle_home,
    pytest_generate_tests,
    site_at,
    told,
    walking,
)

__all__ = ["middle_home", "pytest_generate_tests"]

LEAD, MATE, MANAGER = "P11", "P12", "M11"


@pytest.fixture
def walk(
    middle_home: Path, tmp_path: Path, chromium: Browser, form: tuple[tuple[int, int], str]
) -> Iterator[Walk]:
    with (
        site_at(middle_home, MIDDLE, tmp_path / "home") as site,
        walking(site, chromium, form) as found,
    ):
        yield found


def task(walk: Walk, key: str) -> str:
    """Address of a task of the only case."""
    (case,) = walk.site.cases.values()
    return f"/cases/{case}/tasks/{quote(key, safe='')}"


def fold(page: Page, form: str) -> None:
    """Open the part of a task's page in which a form is folded away."""
    page.locator(f"details:has(form[action$='/{form}']) > summary").last.click()


def with_check_digit(number: str) -> str:
    """An identity number, of which the last sign checks the others (GB 11643)."""
    total = sum(int(one) * 2 ** (17 - place) for place, one in enumerate(number))
    return number + "10X98765432"[total % 11]


def finish(page: Page) -> None:
    """Press what ends a task."""
    page.locator("button[name=do][value=done]").click()


def photograph(page: Page) -> None:
    """Choose a picture for the register of parts."""
    page.locator("input[id='photo.parts_register']").set_input_files(
        FilePayload(name="台账.png", mimeType="image/png", buffer=PHOTO)
    )
    expect(page.locator("output").first).to_have_text("台账.png")


def test_the_first_thing_of_the_day_with_its_photo(walk: Walk) -> None:
    page = walk.page(MATE)
    expect(page.locator(".next")).to_contain_text(walk.say("先做这件", "Do this first"))
    closes = page.locator("section:has(#daily)")
    expect(closes.locator(".tiles > a")).to_have_count(3)
    expect(closes.locator("#daily .soft")).to_have_text("0/3")
    walk.look(page, "today")
    page.locator(".next .btn.primary").click()
    expect(page.locator("h1")).to_contain_text(walk.say("早上退还", "Return yesterday"))
    walk.look(page, "task")

    # A number that is none is said at once beside its field, and refused with everything else kept.
    field = page.locator("[name='fact.parts_not_back']")
    field.fill("两件")
    field.press("Tab")
    expect(page.locator("#q\\.parts_not_back .live")).not_to_be_empty()
    row = page.locator("[name^='fact.parts_movements.'][name$='.0.order']")
    kept = row.input_value() if row.count() else None
    photograph(page)
    finish(page)
    told(page, kind=".trouble")
    expect(page.locator("[name='fact.parts_not_back']")).to_have_value("两件")
    expect(page.locator("output").first).to_have_text("台账.png")
    walk.look(page, "refused")
    if kept is not None:
        expect(row).to_have_value(kept)

    page.locator("[name='fact.parts_not_back']").fill("0")
    finish(page)
    expect(told(page)).to_contain_text(walk.say("办结", "finished"))
    walk.look(page, "done")
    page.goto("/today")
    expect(page.locator("#daily .soft")).to_have_text("1/3")
    walk.end()


def test_what_is_typed_is_checked_beside_its_own_field(walk: Walk) -> None:
    page = walk.page(MATE, task(walk, "onboard_hire#hire-1"))
    number = page.locator("[name='fact.hire_id_number']")
    number.fill("340104199001010001")
    number.press("Tab")
    expect(page.locator("#q\\.hire_id_number .live")).not_to_be_empty()
    # What is wrong with one field is not said beside another.
    page.locator("[name='fact.first_day_on']").fill("2026-06-15")
    page.locator(".choice:has([name='fact.employment_form'])").first.click()
    phone = page.locator("[name='fact.hire_phone']")
    phone.fill("13800")
    phone.press("Tab")
    expect(page.locator("#q\\.hire_phone .live")).not_to_be_empty()
    expect(page.locator("#q\\.first_day_on .live")).to_be_empty()
    walk.look(page, "typed")
    number.fill(with_check_digit("34010419900101000"))
    phone.fill("13800000099")
    page.locator("button[name=do][value=save]").click()
    told(page)
    walk.end()


def test_what_cannot_be_done_waits_for_somebody_and_is_told(walk: Walk) -> None:
    page = walk.page(MATE, task(walk, "onboard_hire#hire-2"))
    fold(page, "block")
    page.locator("[name='block.who']").fill("前用人单位")
    page.locator("[name='block.party']").select_option(index=3)
    page.locator("[name='block.reason']").fill("离职证明还没有盖章")
    page.locator("[name='block.contact']").fill("人事 0551-65550000")
    page.locator("[name='block.again']").fill("2026-06-18")
    walk.look(page, "cannot")
    page.locator("form[action$='/block'] button.primary").click()
    expect(page.locator(".waits")).to_contain_text("前用人单位")
    fold(page, "nudge")
    page.locator(".choice:has([name='nudge.how'][value=phone])").click()
    page.locator("[name='nudge.note']").fill("答应周四寄出")
    page.locator(".waits form[action$='/nudge'] button.primary").click()
    expect(page.locator(".waits")).to_contain_text(walk.say("催过 1 次", "reminded 1×"))
    walk.look(page, "waits")

    page.goto(task(walk, "onboard_hire#hire-3"))
    fold(page, "ask-headquarters")
    page.locator("[name='hq.day']").fill("2026-06-22")
    page.locator("[name='hq.reason']").fill("本人要先退掉外地的房子")
    page.locator("form[action$='/ask-headquarters'] button.primary").click()
    expect(page.locator(".waits")).to_contain_text("请改期到 2026-06-22")

    page.goto("/today")
    waiting = page.locator("section:has(#wait)")
    expect(waiting.locator("li")).to_have_count(2)
    waiting.locator("li", has_text="前用人单位").get_by_role("button").click()
    expect(waiting).to_contain_text(walk.say("催过 2 次", "reminded 2×"))
    walk.look(page, "today")
    walk.end()


def test_two_people_at_one_task_see_each_other(walk: Walk) -> None:
    address = task(walk, "answer_complaints@2026-06-16")
    mine, theirs = walk.page(MATE, address), walk.page(LEAD, address)
    theirs.locator("[name='fact.complaints_open']").fill("3")
    theirs.locator("button[name=do][value=save]").click()
    expect(told(theirs)).to_be_visible()
    mine.locator("[name='fact.complaints_open']").fill("4")
    refund = mine.locator("[name^='fact.complaint_log.0.'][inputmode=decimal]")
    refund.fill("1,050.5")
    mine.locator("button[name=do][value=save]").click()
    others = told(mine, kind=".others")
    expect(others).to_contain_text("秦川")
    expect(mine.locator("[name='fact.complaints_open']")).to_have_value("4")
    walk.look(mine, "others")
    expect(refund).to_have_value("1,050.5")
    mine.locator("button[name=do][value=save]").click()
    told(mine)
    expect(refund).to_have_value("1050.50")

    mine.goto(task(walk, "catch_up_entry@2026-06-16"))
    fold(mine, "assign")
    mine.locator("[name='assign.to']").select_option(MANAGER)
    mine.locator("[name='assign.reason']").fill("下午要去派出所")
    walk.look(mine, "hand-over")
    mine.locator("form[action$='/assign'] button.primary").click()
    expect(told(mine)).to_contain_text(walk.say("已移交", "handed over"))
    receiver = walk.page(MANAGER)
    walk.look(receiver, "handed")
    expect(receiver.locator("main")).to_contain_text(
        walk.say("每日补录服务单", "Catch up on order entry")
    )
    walk.end()
