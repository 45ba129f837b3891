"""Opening a case, or only looking at it first: definition pinned, number taken, house values copied in as facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from launchkit.desk.calls import Call, Outcome, facts_asked
from launchkit.desk.ports import Ids, Library, Seal, Store
from launchkit.desk.reading import Reading
from launchkit.desk.shelf import Shelf, Warm
from launchkit.desk.writer import Writer, foreseen, pending, request_bytes
from launchkit.domain.ask import Ask
from launchkit.domain.book import Book, book_of
from launchkit.domain.case import Case
from launchkit.domain.checklist import FactSpec
from launchkit.domain.entries import CaseOpened, Entry, FactStated
from launchkit.domain.errors import Lack, Refused
from launchkit.domain.fold import apply, opened
from launchkit.domain.house import House, with_entries
from launchkit.domain.index import all_rows
from launchkit.domain.recorded import (
    CaseRow,
    Draft,
    Erased,
    Json,
    NumberTaken,
    StreamWrite,
    Write,
)
from launchkit.domain.rules import cases as case_rules
from launchkit.domain.rules import facts as fact_rules
from launchkit.domain.rules import people as people_rules
from launchkit.domain.rules.house import require_opener
from launchkit.domain.store_errors import NumberClash, StreamMoved
from launchkit.domain.trail import case_stream, instant_text
from launchkit.domain.values import IdentifierCheck

#: Number series of cases, one per company.
CASE_SERIES = "case"
#: How often an opening is tried when others take its number first.
_TRIES = 3
#: Id of a case that is only looked at before it is opened.
PREVIEW = "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is told when a case is opened; people, company and branch are codes of the house."""

    checklist: str
    name: str
    branch: str
    start: str
    target: str
    team: Mapping[str, tuple[str, ...]]
    #: who stands in for whom
    deputies: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    restricted: bool = False
    links: Sequence[Mapping[str, Json]] = ()
    #: refuse it where the same was opened within a day: somebody sent the form or the file twice
    once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """What an opening only reads from."""

    store: Store
    library: Library
    check: IdentifierCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A case that is ready to be written."""

    case: Case
    write: Write


class Opener:
    """Opens one case at a time."""

    def __init__(
        self,
        draws: Draws,
        *,
        shelf: Shelf,
        writer: Writer,
        reading: Reading,
        ids: Ids,
        seal: Seal,
    ) -> None:
        self._draws = draws
        self._shelf = shelf
        self._writer = writer
        self._reading = reading
        self._ids = ids
        self._seal = seal

    def open(self, call: Call, wanted: Opening) -> Outcome:
        """The case begins, under the next free number; the same request again finds the case it opened."""
        call = self._shelf.acting(call)
        digest = self._digest(call, wanted)
        repeated = self._writer.repeat(call.request, digest, "")
        if repeated is not None:
            return repeated
        now = self._writer.ask(call).now
        require_once(self._reading.cases(call.actor), wanted, now)
        for _ in range(_TRIES):
            outcome = self._try(call, wanted, digest)
            if outcome is not None:
                return outcome
        raise Refused(
            "contended",
            "同一时间有别人在开案，请再试一次。",
            "Others are opening cases right now; try again.",
        )

    def preview(self, call: Call, wanted: Opening, fresh: Iterable[Entry] = ()) -> Case:
        """The case as it would be opened now, were these entries of the house recorded before.

        Nothing is written, no number taken, no definition pinned.
        """
        draws, call = self._draws, self._shelf.acting(call)
        house, ask = with_entries(self._shelf.house(), fresh), self._writer.ask(call)
        self._require_opener(call, wanted, house)
        digest, body = draws.library.resolve(wanted.checklist)
        known = draws.store.definition(digest) is not None
        book = (
            self._shelf.book(digest)
            if known
            else book_of(draws.library.read(digest, body), digest)
        )
        return _begun(call, ask, wanted, draws, house=house, book=book, id_=PREVIEW).case

    def _digest(self, call: Call, wanted: Opening) -> str:
        asked = {
            "action": "open",
            "actor": call.actor,
            "name": wanted.name,
            "branch": wanted.branch,
            "checklist": wanted.checklist,
            "start": wanted.start,
            "facts": facts_asked(wanted.facts),
        }
        return self._seal(request_bytes(asked))

    def _try(self, call: Call, wanted: Opening, digest: str) -> Outcome | None:
        """None: somebody else was faster."""
        ask = self._writer.ask(call)
        opening = self._prepared(call, ask, wanted, digest)
        try:
            receipt = self._draws.store.append(opening.write, now=ask.now)
        except (StreamMoved, NumberClash):
            return None
        if not receipt.repeated:
            rows = {row.task: row for row in opening.write.rows.tasks}
            self._shelf.keep(Warm(case=opening.case, rows=rows))
        return Outcome(
            case=self._shelf.warm(str(receipt.answer["case"])).case,
            recorded=tuple(receipt.recorded),
            repeated=receipt.repeated,
            answer=receipt.answer,
        )

    def _prepared(self, call: Call, ask: Ask, wanted: Opening, digest: str) -> _Opened:
        """Everything of a new case in one write, on the house and the checklists as they are now."""
        draws, house = self._draws, self._shelf.house()
        self._require_opener(call, wanted, house)
        definition, body = draws.library.resolve(wanted.checklist)
        draws.store.keep_definition(definition, body)
        book = self._shelf.book(definition)
        begun = _begun(call, ask, wanted, draws, house=house, book=book, id_=self._ids())
        case, entry = begun.case, begun.entry
        stream = StreamWrite(stream=case_stream(case.id), expected_seq=0, drafts=begun.drafts)
        write = Write(
            streams=(stream,),
            actor=call.actor,
            channel=call.channel,
            request=call.request,
            request_digest=digest,
            definition=definition,
            rows=all_rows(case),
            numbers=(NumberTaken(series=begun.series, year=entry.year, serial=entry.serial),),
            answer={"case": case.id, "number": case.number, "seq": case.seq},
            checkpoint=True,
        )
        return _Opened(case=case, write=write)

    def _require_opener(self, call: Call, wanted: Opening, house: House) -> None:
        held = roles_held(self._draws.store, self._shelf, call.actor)
        require_opener(house, call.actor, held, wanted.team)


def twin_of(rows: Iterable[CaseRow], wanted: Opening, now: datetime) -> CaseRow | None:
    """A case with the same name, branch, checklist and dates that was opened within a day; None: there is none."""
    same = (wanted.checklist, wanted.branch, wanted.name, wanted.start, wanted.target)
    return next(
        (
            row
            for row in rows
            if (row.checklist, row.branch, row.name, row.start, row.target) == same
            and now - datetime.fromisoformat(row.opened_at) < timedelta(days=1)
        ),
        None,
    )


def require_once(rows: Iterable[CaseRow], wanted: Opening, now: datetime) -> None:
    """Refuse to open the same case twice within a day, unless it is meant."""
    twin = twin_of(rows, wanted, now) if wanted.once else None
    if twin is None:
        return
    number = twin.number
    raise Refused(
        "opened_twice",
        f"同样的专案一天之内已经开过：{number} {twin.name}。先看它；确实要再开一个，请说明是有意的。",
        f"The same case was opened within a day: {number} {twin.name}. Look at it; if another one is meant, say so.",
        (
            Lack(zh="看已开的那个", en="look at the first", command=f"launchkit show {number}"),
            Lack(
                zh="有意再开一个", en="open another on purpose", command="launchkit open … --again"
            ),
        ),
    )


def roles_held(store: Store, shelf: Shelf, person: str) -> Iterator[str]:
    """Roles of somebody in any case, one after the other: whoever asks stops at the first that is enough."""
    for row in store.cases():
        yield from shelf.warm(row.case).case.team.get(person, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    case: Case
    entry: CaseOpened
    drafts: tuple[Draft, ...]
    series: str


def _begun(  # noqa: PLR0913  what is asked, and on which house and book
    call: Call, ask: Ask, wanted: Opening, draws: Draws, *, house: House, book: Book, id_: str
) -> _Begun:
    """The first entries of a case and what they make it, on a house and a book that are given."""
    branch = house.branch(wanted.branch)
    company = house.company(branch.company)
    team = team_of(wanted, house)
    for person in team:
        house.person(person)
    year = ask.now.year
    series = f"{company.company}:{CASE_SERIES}"
    serial = draws.store.next_serial(series, year)
    entry = CaseOpened(
        number=f"特情〔{year}〕{serial}号",
        series=company.short_name,
        year=year,
        serial=serial,
        company=company.company,
        branch=branch.branch,
        checklist=wanted.checklist,
        name=wanted.name,
        start=wanted.start,
        target=wanted.target,
        team=tuple({"person": one, "roles": list(roles)} for one, roles in team.items()),
        zone=branch.zone,
        division_code=branch.division_code,
        restricted=wanted.restricted,
        links=tuple(wanted.links),
    )
    first = case_rules.open_case(ask, entry)
    recorded = pending(call, id_, book.digest, first, recorded_at=instant_text(ask.now), seq=1)
    case = opened(book, recorded)
    inherited = (*_deputies(case, ask, wanted), *_inherited(case, ask, house))
    given = _given(call, case, ask, inherited, wanted, draws.check)
    case = apply(case, foreseen(call, ask, case, (*inherited, *given)))
    return _Begun(case=case, entry=entry, drafts=(first, *inherited, *given), series=series)


def team_of(wanted: Opening, house: House) -> dict[str, tuple[str, ...]]:
    """The team named, and whoever has a standing role at the branch that nobody named was given."""
    team = dict(wanted.team)
    given = {role for roles in team.values() for role in roles}
    for person, roles in house.roles_at(wanted.branch).items():
        missing = tuple(role for role in roles if role not in given)
        if missing and person not in team:
            team[person] = missing
    return team


def _deputies(case: Case, ask: Ask, wanted: Opening) -> Iterator[Draft]:
    for person, deputy in wanted.deputies.items():
        yield people_rules.opening_deputy(case, ask, person=person, deputy=deputy)


def _given(
    call: Call,
    case: Case,
    ask: Ask,
    inherited: Sequence[Draft],
    wanted: Opening,
    check: IdentifierCheck,
) -> tuple[Draft, ...]:
    known = apply(case, foreseen(call, ask, case, inherited))
    return tuple(fact_rules.state(known, ask, wanted.facts, check, source=fact_rules.OPENING))


def _inherited(case: Case, ask: Ask, house: House) -> Iterator[Draft]:
    """Facts whose answer the house knows, with the house entry they come from."""
    for spec in case.book.definition.facts:
        if spec.house is None:
            continue
        found = _house_value(case, house, spec)
        if found is None:
            continue
        value, seq = found
        entry = FactStated(fact=spec.id, value=value, source=f"house:{seq}")
        yield ask.draft(entry, personal=fact_rules.personal_keys(spec, value))


def _house_value(case: Case, house: House, spec: FactSpec) -> tuple[Json, int] | None:
    kind, _, name = (spec.house or "").partition(".")
    record: object = (
        house.branches.get(case.branch) if kind == "branch" else house.companies.get(case.company)
    )
    value = getattr(record, kind if name == "code" else name, None)
    if value in (None, "") or isinstance(value, Erased):
        return None
    key = ("branch", case.branch) if kind == "branch" else ("company", case.company)
    return value, house.origins[key]
