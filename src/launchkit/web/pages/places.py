"""Where tasks of a case are done: the places recorded, the usual hours of those that are not, and a form for either."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.custody import RecordedPlace
from launchkit.domain.errors import BadValue
from launchkit.domain.opening_hours import DAYS, read_hours, read_lines
from launchkit.domain.places import kind_of, kinds_in, place_of, recorded_place
from launchkit.domain.rules.places import PlaceGiven
from launchkit.domain.standing import SETTLED, standing
from launchkit.domain.telling import say
from launchkit.domain.telling.places import PlaceLine, place_line
from launchkit.domain.telling.words import typed
from launchkit.web.case_pages import CasePage
from launchkit.web.objects import CaseOf, PlaceOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import BadField, Sent, SentForm
from launchkit.web.site import SiteOf

router = APIRouter()

_WORKDAYS: Final = DAYS[:5]
_CHINESE: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@router.get("/cases/{case}/places")
def places(
    page: PageOf,
    viewer: SignedIn,
    case: CaseOf,
    kind: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Every place of the case, and what is done there."""
    return _all(page, viewer, case).draw(was={"kind": kind, "holidays": "1"})


@router.post("/cases/{case}/places")
def record(page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm) -> Response:
    """A place that was not there yet."""

    def action(call: Call) -> Outcome:
        return site.office.desk.holdings.record_place(call, case.id, _given(form, case))

    said = Text(zh="地点已登记。", en="The place is recorded.")
    return _all(page, viewer, case).act(form, action, said)


@router.get("/cases/{case}/places/{place}")
def place(page: PageOf, viewer: SignedIn, case: CaseOf, place: PlaceOf) -> Response:
    """One place, to be put right."""
    return _one(page, viewer, case, place).draw(was=_was(place))


@router.post("/cases/{case}/places/{place}")
def change(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, place: PlaceOf, form: SentForm
) -> Response:
    """It is open at other hours, has another telephone, or nobody goes there any more."""

    def action(call: Call) -> Outcome:
        return site.office.desk.holdings.record_place(
            call, case.id, _given(form, case), place=place.place
        )

    said = Text(zh="地点已更新。", en="The place is up to date.")
    return _one(page, viewer, case, place).act(form, action, said, to="places")


# --- the form -----------------------------------------------------------------------------------------------


def _given(form: Sent, case: Case) -> PlaceGiven:
    return PlaceGiven(
        kind=form.one_of("kind", [one for one, _ in kinds_in(case)]),
        name=form.text("name", longest=100, required=True),
        address=form.text("address", longest=200),
        phone=form.text("phone", longest=100),
        note=form.text("note", longest=500),
        hours=_hours(form),
        holidays=form.flag("holidays"),
        items=tuple(form.many("items")),
        in_use=not form.flag("given_up"),
    )


def _hours(form: Sent) -> dict[str, str]:
    """Monday to Friday, Saturday, Sunday, and the days that are different."""
    hours: dict[str, str] = {}
    for name, days in (("workdays", _WORKDAYS), ("sat", ("sat",)), ("sun", ("sun",))):
        text = form.text(f"hours_{name}", longest=100)
        _checked(f"hours_{name}", {days[0]: text})
        hours.update(dict.fromkeys(days, text))
    lines = [one for one in form.text("hours_other", longest=400).splitlines() if one.strip()]
    try:
        # A day that is named is taken as it is, also when it is shut then.
        named = {days for one in lines for days in _days_of(one)}
        hours.update(dict.fromkeys(named, ""))
        hours.update(read_lines(lines))
    except BadValue as fault:
        raise BadField("hours_other", fault.zh, fault.en) from None
    return {day: text for day, text in hours.items() if text}


def _days_of(line: str) -> list[str]:
    """The days that a line is about, whatever hours it says."""
    days = line.strip().split(maxsplit=1)[0]
    return list(read_hours({days: "00:00-24:00"}))


def _checked(name: str, hours: Mapping[str, str]) -> None:
    try:
        read_hours(hours)
    except BadValue as fault:
        raise BadField(name, fault.zh, fault.en) from None


def _was(place: RecordedPlace) -> dict[str, str]:
    """A place as its form shows it."""
    work = [place.hours.get(day, "") for day in _WORKDAYS]
    usual = max(work, key=work.count)
    other = [
        f"{_CHINESE[number]} {text or '不开'}" for number, text in enumerate(work) if text != usual
    ]
    return {
        "kind": place.kind,
        "name": typed(place.name).zh,
        "address": typed(place.address).zh,
        "phone": typed(place.phone).zh,
        "note": typed(place.note).zh,
        "hours_workdays": usual,
        "hours_sat": place.hours.get("sat", ""),
        "hours_sun": place.hours.get("sun", ""),
        "hours_other": "\n".join(other),
        "holidays": "1" if place.holidays else "",
        "given_up": "" if place.in_use else "1",
    }


# --- what is shown ------------------------------------------------------------------------------------------


def _all(page: Page, viewer: Viewer, case: Case) -> CasePage:
    def values(known: Case) -> dict[str, Any]:
        return {
            "there": _there(page, known),
            "given_up": [
                place_line(known, recorded_place(known, one), page.site.office.clock())
                for one in known.places.values()
                if not one.in_use
            ],
            "kinds": _kinds(page, known),
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="places.html",
        path="places",
        values=values,
    )


def _one(page: Page, viewer: Viewer, case: Case, place: RecordedPlace) -> CasePage:
    def values(known: Case) -> dict[str, Any]:
        found = known.places[place.place]
        return {
            "at": place_line(known, recorded_place(known, found), page.site.office.clock()),
            "by": found.by,
            "kinds": _kinds(page, known),
            "chosen": found.items,
            "items": [
                (one.id, f"{one.code} {say(one.title, page.lang)}")
                for one in known.book.items.values()
                if kind_of(one) == found.kind
            ],
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="place.html",
        path=f"places/{place.place}",
        values=values,
    )


def _kinds(page: Page, case: Case) -> list[tuple[str, str]]:
    return [(kind, say(words, page.lang)) for kind, words in kinds_in(case)]


def _there(page: Page, case: Case) -> list[tuple[PlaceLine, int]]:
    """The places of what is still to be done, with how many tasks; those with tasks that can be taken up first."""
    now = page.site.office.clock()
    found: dict[str, PlaceLine] = {}
    tasks: dict[str, int] = {}
    for task in case.tasks.values():
        there = place_of(case, task.item)
        if there is not None and standing(case, task) not in SETTLED:
            if there.key not in found:
                found[there.key] = place_line(case, there, now)
            tasks[there.key] = tasks.get(there.key, 0) + 1
    for one in case.places.values():
        if one.in_use and one.place not in found:
            found[one.place] = place_line(case, recorded_place(case, one), now)
    return [
        (line, tasks.get(key, 0))
        for key, line in sorted(
            found.items(), key=lambda one: (one[1].place is None, one[1].online)
        )
    ]
