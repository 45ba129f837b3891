"""Where tasks of a case are done: record a place with its hours, change it, list."""

from __future__ import annotations

from collections.abc import Iterator

from launchkit.cli.acting import finish
from launchkit.cli.app import NestedGroup
from launchkit.cli.base import SaidArgument, argument, case_argument, command, option
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Run
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.opening_hours import read_lines
from launchkit.domain.places import kinds_in, place_of, recorded_place
from launchkit.domain.rules.places import PlaceGiven, place_named
from launchkit.domain.telling import as_json
from launchkit.domain.telling.places import PlaceLine, place_line
from launchkit.domain.telling.words import typed


def _place() -> SaidArgument:
    return argument("place", zh="地点，如 place-1", en="place, like place-1")


_HOURS = option(
    "--hours",
    "hours",
    multiple=True,
    metavar="HOURS",
    zh="开放时间，可写几次：'周一至周五 09:00-12:00 13:30-17:00'",
    en="hours, several times: 'mon-fri 09:00-12:00 13:30-17:00'",
)


@command(
    case_argument(),
    option("--kind", required=True, zh="地点种类，见 place list", en="kind of place; place list names them"),
    option("--name", required=True, zh="是哪一处", en="which one"),
    option("--address", default="", zh="地址", en="address"),
    option("--phone", default="", zh="电话", en="telephone"),
    _HOURS,
    option("--no-holidays", "no_holidays", is_flag=True, zh="不随法定节假日", en="open on public holidays too"),
    option("--note", default="", zh="提醒，如 要提前预约", en="remark, like by appointment"),
    option("--item", "items", multiple=True, metavar="ITEM", zh="只给这项任务用，可写几次", en="for this task alone; several times"),
    zh="登记一处办事地点：在哪里、电话、几点开门。",
    en="Record where tasks are done: where it is, its telephone, when it is open.",
    examples=("launchkit place add 3 --kind bank --name 建行铁西支行 --hours '周一至周五 09:00-12:00 13:30-16:30' --as P1",),
)  # fmt: skip
def place_add(  # noqa: PLR0913, PLR0917  the parts of a place
    run: Run,
    case: str,
    kind: str,
    name: str,
    address: str,
    phone: str,
    hours: tuple[str, ...],
    note: str,
    items: tuple[str, ...],
    *,
    no_holidays: bool,
) -> int:
    """A place that was not there yet."""
    given = PlaceGiven(
        kind=kind,
        name=name,
        address=address,
        phone=phone,
        note=note,
        hours=read_lines(hours),
        holidays=not no_holidays,
        items=items,
    )
    outcome = run.office.desk.holdings.record_place(run.call(), run.case_id(case), given)
    newest = next(reversed(tuple(outcome.case.places)), "")
    return finish(run, outcome, Text(zh=f"已登记地点 {newest}", en=f"place {newest} recorded"))


@command(
    case_argument(),
    _place(),
    option("--name", zh="是哪一处", en="which one"),
    option("--address", zh="地址", en="address"),
    option("--phone", zh="电话", en="telephone"),
    _HOURS,
    option("--note", zh="提醒", en="remark"),
    option("--given-up", "given_up", is_flag=True, zh="不再去这里", en="nobody goes there any more"),
    zh="改一处地点；没有写的照旧。",
    en="Change a place; what is not named stays.",
    examples=("launchkit place change 3 place-1 --hours '周一至周五 08:30-11:30 13:00-17:00' --as P1",),
)  # fmt: skip
def place_change(  # noqa: PLR0913, PLR0917  the parts of a place
    run: Run,
    case: str,
    place: str,
    name: str | None,
    address: str | None,
    phone: str | None,
    hours: tuple[str, ...],
    note: str | None,
    *,
    given_up: bool,
) -> int:
    """Other values."""
    desk = run.office.desk
    known = desk.case(run.case_id(case))
    was = place_named(known, place)
    given = PlaceGiven(
        kind=was.kind,
        name=typed(was.name).zh if name is None else name,
        address=typed(was.address).zh if address is None else address,
        phone=typed(was.phone).zh if phone is None else phone,
        note=typed(was.note).zh if note is None else note,
        hours=read_lines(hours) if hours else was.hours,
        holidays=was.holidays,
        items=was.items,
        in_use=not given_up,
    )
    outcome = desk.holdings.record_place(run.call(), known.id, given, place=place)
    return finish(run, outcome, Text(zh=f"地点 {place} 已更新", en=f"place {place} is up to date"))


@command(
    case_argument(),
    zh="办事地点：现在开不开、几点关，没有登记的按通常时间。",
    en="Places: open or not, until when; those not recorded by their usual hours.",
    examples=("launchkit place list 3",),
)
def place_list(run: Run, case: str) -> int:
    """Places."""
    known = run.office.desk.case(run.case_id(case))
    lines = list(_lines(run, known))
    if run.json:
        put_json({"case": known.id, "number": known.number, "places": as_json(lines)})
        return 0
    if not lines:
        put(run.say("本案没有要去别处办的事。", "Nothing of this case is done elsewhere."))
    for one in lines:
        put(run.text(one.title), first=f"{one.place or one.kind}  ")
        for said in place_words(run, one):
            put(said, first="    ")
    return 0


def _lines(run: Run, case: Case) -> Iterator[PlaceLine]:
    """Recorded places in use, then the kinds of which none is recorded."""
    now = run.office.clock()
    for one in case.places.values():
        if one.in_use:
            yield place_line(case, recorded_place(case, one), now)
    for kind, _ in kinds_in(case):
        items = [task.item for task in case.tasks.values()]
        found = (place_of(case, one) for one in (*items, *case.book.items.values()))
        there = next((one for one in found if one is not None and one.key == kind), None)
        if there is not None:
            yield place_line(case, there, now)


def place_words(run: Run, one: PlaceLine) -> Iterator[str]:
    """`今天开到 17:00` and how to reach it."""
    if one.online:
        yield run.say("网上办", "online")
    if one.state is not None:
        usual = run.say("（通常时间，未核实）", " (usual hours, unchecked)") if one.usual else ""
        yield run.text(one.now) + usual
        yield run.text(one.hours)
    about = [run.text(text) for text in (one.address, one.phone, one.note) if text.zh]
    if about:
        yield " · ".join(about)


place = NestedGroup(
    "place",
    {str(one.name).removeprefix("place-"): one for one in (place_add, place_change, place_list)},
    zh="办事地点：在哪里、几点开门。",
    en="Places: where tasks are done, and when it is open.",
)
