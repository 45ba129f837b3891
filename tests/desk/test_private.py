"""What people write about people is found in the one table that can be emptied, and nowhere else.

A case is told with a word of its own in every place that takes free text; then everything that the program keeps, logs, says
and sends is searched for these words. A kind of entry that this story leaves out fails a test.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from launchkit.desk import Attachment, Opening
from launchkit.desk.webhooks import WantedWebhook
from launchkit.domain.checklist import FactSpec, FactType, Option, Text
from launchkit.domain.crisis import ReportForm
from launchkit.domain.entries import (
    KINDS,
    BranchAdded,
    CompanyAdded,
    ItemAdded,
    PersonAdded,
    draft_of,
)
from launchkit.domain.errors import BadValue, LaunchkitError, Refused
from launchkit.domain.rules.places import PlaceGiven
from launchkit.domain.values import normal_value
from launchkit.domain.webhook_events import TOLD
from launchkit.library.identifiers import checked_identifier
from tests.databases import Databases, every_table, opened
from tests.desk.made import definition
from tests.desk.post import PostDesk
from tests.faults.edits import Edit, planted

YAML = """
retentions: [{id: case_file, title: {zh: 案卷, en: file}, years: 0, counted_from: case_start, basis: S1}]
statutes: [{id: S1}]
places: [{id: counter}]
collections: [{id: hire, min: 0}]
facts:
  - {id: landlord, type: text, personal: ordinary}
  - {id: landlord_phone, type: text, personal: ordinary}
  - {id: bank_account, type: text, personal: sensitive}
  - {id: id_number, type: text, personal: sensitive, per: hire}
items:
  - {id: sign, facts: [landlord], optional_facts: [landlord_phone, bank_account], evidence: [{id: lease, personal: sensitive}], approval: {by: [hq_lead]}, documents: [D02]}
  - {id: hire_one, per: hire, facts: [id_number]}
  - {id: wait, owner: mate, place_kind: counter, due: [{id: P1, after: {case: start}, within: 3}]}
  - {id: other, owner: mate, approval: {by: [hq_lead]}}
documents:
  - {code: D02, series: 授, fields: [{name: landlord, fact: landlord}]}
"""
TEAM = {
    "P1": ("lead",),
    "P2": ("mate",),
    "H1": ("hq_lead",),
    "H2": ("hq_leg", "administrator"),
    "H3": ("hq_lead",),
}
DAY = date(2026, 3, 2)
LATER = date(2026, 3, 9)
#: the shapes that numbers of people have
NUMBERS = ("210106199505050008", "13800000021", "6200000000000000021")


class Secrets:
    """Words that nothing else contains, each remembered with the place it was written into."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self._numbers = count(1)

    def __call__(self, place: str) -> str:
        """A word for a place."""
        word = f"密语{next(self._numbers):03}号{NUMBERS[len(self.places) % 3]}"
        self.places[word] = place
        return word

    def found_in(self, text: str) -> list[str]:
        """The places whose words stand in a text; a number alone is found under its own name."""
        return [place for word, place in self.places.items() if word in text] + [
            number for number in NUMBERS if number in text
        ]


@dataclass(frozen=True, slots=True)
class Story:
    """What was told, and what the program said on the way."""

    desk: PostDesk
    secret: Secrets
    #: everything logged, arguments and tracebacks included
    logged: list[str]


class Ear(logging.Handler):
    """Keeps everything that anything logs."""

    def __init__(self, kept: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record with all that a handler could print of it."""
        self._kept.append(f"{self.format(record)} {record.args}")


@pytest.fixture(scope="module")
def story(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The whole story, told once; what the tests try afterwards is refused and changes nothing."""
    logged: list[str] = []
    loggers = [logging.getLogger(name) for name in ("", "sqlalchemy.engine")]
    before, ear = [one.level for one in loggers], Ear(logged)
    loggers[0].addHandler(ear)
    for one in loggers:
        one.setLevel(logging.DEBUG)
    folder = tmp_path_factory.mktemp("private")
    store = opened(databases.sqlite(), folder / "keys")
    desk, secret = PostDesk(definition(YAML), store, folder), Secrets()
    house(desk, secret)
    wanted = WantedWebhook(url="https://hooks.example.org/launchkit")
    desk.webhooks().add(desk.call("H1"), wanted)
    for chapter in (work, decisions, standing_in, custody, crisis, handover, erasing):
        chapter(desk, secret)
        desk.sweep()
    for when in ("2026-03-05T08:30", "2026-03-09T08:30", "2026-03-20T08:30"):
        desk.at(when)
        desk.sweep()
    while desk.announce().sent:
        pass
    yield Story(desk, secret, logged)
    loggers[0].removeHandler(ear)
    for one, level in zip(loggers, before, strict=True):
        one.setLevel(level)
    store.close()


def house(desk: PostDesk, secret: Secrets) -> None:
    desk.desk.registry.add(
        desk.call("H1"),
        CompanyAdded(
            company="RX",
            name="锐修科技有限公司",
            short_name="锐修",
            uscc="91",
            legal_representative=secret("legal representative"),
        ),
        BranchAdded(branch="SY", company="RX", name="分公司", city="沈阳"),
        *(
            PersonAdded(
                person=one,
                name=secret(f"name of {one}"),
                phone=secret("phone"),
                id_number=secret("id number"),
                email=secret("mail"),
            )
            for one in TEAM
        ),
    )
    for person in TEAM:
        address = secret(f"address of {person}")
        desk.desk.reach.set_channel(
            desk.call(person), person=person, channel="email", address=address
        )
    registry = desk.desk.registry
    registry.suspend_rights(desk.call("H1"), person="P2", reason=secret("suspended"))
    registry.restore_rights(desk.call("H1"), person="P2", reason=secret("restored"))
    opening = Opening(
        checklist="test",
        name="测试专案",
        branch="SY",
        start="2026-03-02",
        target="2026-05-01",
        team=TEAM,
        facts={"landlord_phone": secret("fact at the opening")},
    )
    desk.id = desk.desk.open(desk.call("H1"), opening).case.id


def file(secret: Secrets, rule: str) -> Attachment:
    return Attachment(
        content=secret("content of a file").encode(),
        name=f"{secret('name of a file')}.jpg",
        media="image/jpeg",
        rule=rule,
        note=secret("note on a file"),
    )


def work(desk: PostDesk, secret: Secrets) -> None:
    do, case = desk.desk, desk.id
    do.state(
        desk.call("P1"), case, {"landlord": secret("fact"), "bank_account": secret("account")}
    )
    do.add_instance(desk.call("P1"), case, "hire", label=secret("label"))
    do.done(desk.call("P1"), case, "hire_one", stated={"id_number": secret("fact of a hire")})
    do.attach(desk.call("P1"), case, "sign", [file(secret, "lease")])
    do.block(
        desk.call("P2"),
        case,
        "wait",
        waiting_on=secret("waits on"),
        reason=secret("why it waits"),
        contact=secret("contact"),
    )
    do.people.nudge(desk.call("P2"), case, "wait", how="phone", note=secret("nudge"))
    do.assign(desk.call("H1"), case, "other", to="P2", reason=secret("why assigned"))
    entry = ItemAdded(
        item="extra",
        title=secret("title"),
        owner="mate",
        reason=secret("why added"),
        due_on="2026-03-04",
    )
    do.add_item(desk.call("P1"), case, entry)


def decisions(desk: PostDesk, secret: Secrets) -> None:
    do, case = desk.desk, desk.id
    do.done(desk.call("P1"), case, "sign")
    do.reject(desk.call("H1"), case, "sign", reason=secret("why rejected"))
    do.done(desk.call("P1"), case, "sign")
    do.approve(desk.call("H1"), case, "sign", note=secret("note of an approval"))
    do.waive(desk.call("P2"), case, "extra", reason=secret("why waived"))
    do.approve(desk.call("H1"), case, "extra")
    do.reopen(desk.call("P2"), case, "extra", reason=secret("why reopened"))
    do.extend(desk.call("H1"), case, "wait", to="2026-03-08", reason=secret("why extended"))
    do.suspend(desk.call("H1"), case, "wait", since="2026-03-02", reason=secret("why suspended"))
    do.resume(desk.call("H1"), case, "wait", on="2026-03-02")
    do.change_team(
        desk.call("H1"), case, person="P2", roles=("mate", "hq_ops"), reason=secret("why joined")
    )
    do.issue(desk.call("P1"), case, "D02")


def standing_in(desk: PostDesk, secret: Secrets) -> None:
    do, case = desk.desk.people, desk.id
    do.delegate(
        desk.call("H1"),
        case,
        to="H2",
        begins=DAY,
        ends=LATER,
        roles=("hq_lead",),
        reason=secret("why lent"),
    )
    do.end_delegation(desk.call("H1"), case, "d-1", reason=secret("why taken back"))
    do.state_absence(
        desk.call("P2"), case, person="P2", begins=DAY, deputy="P1", reason=secret("why away")
    )
    do.break_glass(desk.call("P1"), case, "other", reason=secret("emergency"))
    desk.desk.answer_finding(
        desk.call("H1"), case, "break_glass:g-1", answer=secret("answer to a finding")
    )


def custody(desk: PostDesk, secret: Secrets) -> None:
    do, case = desk.desk.holdings, desk.id
    for kind in ("seal", "cash"):
        do.take(
            desk.call("P1"),
            case,
            kind=kind,
            label=secret("label of a thing"),
            source=secret("where it came from"),
            place=secret("where it lies"),
            count="100.00" if kind == "cash" else None,
        )
    do.count(desk.call("P1"), case, "cash-1", count="99.00", reason=secret("why it differs"))
    do.move(desk.call("P1"), case, "seal-1", to="P2", reason=secret("why it moved"))
    do.end(
        desk.call("P2"),
        case,
        "seal-1",
        outcome="returned",
        to=secret("who has it now"),
        reason=secret("why it went"),
    )
    do.promise(
        desk.call("P1"),
        case,
        to=secret("promised to"),
        what=secret("what was promised"),
        by=LATER,
        contact=secret("how to reach them"),
    )
    do.move_promise(desk.call("P1"), case, "p-1", by=LATER, note=secret("another day"))
    do.settle_promise(desk.call("P1"), case, "p-1", outcome="kept", note=secret("how it ended"))
    do.record_place(
        desk.call("P1"),
        case,
        PlaceGiven(
            kind="counter",
            name=secret("name of a place"),
            address=secret("address of a place"),
            phone=secret("telephone of a place"),
            note=secret("note on a place"),
            hours={"mon-fri": "09:00-17:00"},
        ),
    )
    do.send_out(desk.call("P1"), case, "D02", to=secret("who signs"), expected=LATER)
    do.take_back(
        desk.call("P1"),
        case,
        "D02",
        content=secret("signed scan").encode(),
        note=secret("note on the return"),
    )


def crisis(desk: PostDesk, secret: Secrets) -> None:
    do, case = desk.desk.crisis, desk.id
    do.set_severity(desk.call("H1"), case, 2, reason=secret("why so severe"))
    do.note_happening(
        desk.call("P1"),
        case,
        at="2026-03-01",
        what=secret("what happened"),
        source=secret("who says"),
    )
    do.withdraw_happening(desk.call("P1"), case, "h-1", reason=secret("why withdrawn"))
    do.ask_counsel(desk.call("P1"), case, text=secret("question"), due=LATER)
    do.answer_counsel(desk.call("H2"), case, "q-1", answer=secret("answer of counsel"))
    parts = {one: secret(one) for one in ("conditions", "actions", "needs")}
    do.file_report(desk.call("P1"), case, ReportForm.SITUATION, parts)


def handover(desk: PostDesk, secret: Secrets) -> None:
    do, case = desk.desk.handovers, desk.id
    do.begin(desk.call("P1"), case, receiver="P2", stays=True, reason=secret("why handed over"))
    do.cancel(desk.call("P1"), case, "handover-1", reason=secret("why cancelled"))
    do.begin(desk.call("H1"), case, giver="P1", receiver="P2", stays=True, reason=secret("again"))
    for side in ("P1", "P2"):
        do.sign(
            desk.call(side),
            case,
            "handover-2",
            counts={"cash-1": "99.00"},
            notes=secret("note of a signature"),
        )


def erasing(desk: PostDesk, secret: Secrets) -> None:
    do, case = desk.desk.people, desk.id
    do.ask_erasure(desk.call("P1"), case, "bank_account", reason=secret("why erased"))
    do.decide_erasure(desk.call("H1"), case, "e-1", agreed=False, reason=secret("why not erased"))
    do.show_personal(desk.call("H1"), case, "bank_account", reason=secret("why looked at"))
    proof = next(one for one in desk.case.tasks["sign"].evidence if one.rule == "lease")
    do.fetch_evidence(
        desk.call("H1"), case, "sign", evidence=proof.seq, reason=secret("why fetched")
    )
    desk.desk.void(desk.call("H1"), case, "D02", reason=secret("why void"))
    desk.desk.complete_collection(desk.call("P1"), case, "hire")


def tables(desk: PostDesk) -> dict[str, str]:
    """Every table of the database as text."""
    return every_table(desk.sql.database.engine.url.database or "")


def test_the_search_finds_what_a_bug_lets_out(databases: Databases, tmp_path: Path) -> None:
    """With personal fields written like all others, the entries are found to name people."""
    store = opened(databases.sqlite(), tmp_path / "keys")
    desk, secret = PostDesk(definition(YAML), store, tmp_path), Secrets()
    with planted(Edit(draft_of, "entry.PERSONAL | personal", "personal")):
        house(desk, secret)
        work(desk, secret)
    found = secret.found_in(tables(desk)["entries"])
    store.close()
    assert {"phone", "contact", "label", "nudge"} <= set(found)


#: what ends the story, and what nothing writes yet
NOT_TOLD = {"case_closed", "definition_rebased"}


def test_every_kind_that_can_name_people_is_in_the_story(story: Story) -> None:
    written = {one.envelope.kind for one in story.desk.store.tail(after=0, limit=10_000)}
    personal = {name for name, kind in KINDS.items() if kind.PERSONAL}
    assert personal - written - NOT_TOLD == set()


def test_free_text_of_a_kind_is_personal() -> None:
    """A field that takes any text is declared `Json`; the value of a fact is personal if its definition says so."""
    open_ = {
        f"{name}.{field.name}"
        for name, kind in KINDS.items()
        for field in fields(kind)  # type: ignore[arg-type]
        if field.type == "Json" and field.name not in kind.PERSONAL
    }
    assert open_ == {"fact_stated.value"}


def test_the_trail_and_the_rows_know_nobody(story: Story) -> None:
    told, found = story.secret, tables(story.desk)
    kept = told.found_in(found["personal"])
    files = {"content of a file", "signed scan"}
    assert set(told.places.values()) - set(kept) - files == set(), "each word is kept"
    for name in found.keys() - {"personal"}:
        assert told.found_in(found[name]) == [], name


def test_the_log_knows_nobody(story: Story) -> None:
    assert any("SELECT" in line for line in story.logged), "the database says what it does"
    for line in story.logged:
        assert story.secret.found_in(line) == [], line


def test_messages_name_nobody_but_whom_they_are_for(story: Story) -> None:
    told, sent = story.secret, story.desk.boxes["email"].taken
    assert sent, "messages went out"
    for _address, message in sent:
        assert told.found_in(f"{message.title} {message.text} {message}") == []
    assert told.found_in(story.desk.written()) == []


def test_webhooks_name_nobody(story: Story) -> None:
    """Neither in what is posted nor in its headers; and every kind of entry that is an event was among them."""
    desk = story.desk
    for url, headers, body in desk.ear.heard:
        assert story.secret.found_in(f"{url} {headers} {body.decode()} {json.loads(body)}") == []
    told = {one["data"]["kind"] for one in desk.ear.said}
    written = {one.envelope.kind for one in desk.store.tail(after=0, limit=10_000)}
    assert told == (set(TOLD) & written - {"case_opened"}) | {"notice_queued"}
    assert len(told) > 30


BAD: tuple[tuple[str, Callable[[PostDesk, str], object]], ...] = (
    ("not a member", lambda d, s: d.desk.state(d.call("X1"), d.id, {"landlord": s})),
    ("no such fact", lambda d, s: d.desk.state(d.call("P1"), d.id, {"id_number": s})),
    ("done already", lambda d, s: d.desk.waive(d.call("P1"), d.id, "sign", reason=s)),
    ("nothing pending", lambda d, s: d.desk.reject(d.call("H1"), d.id, "wait", reason=s)),
    ("not done", lambda d, s: d.desk.reopen(d.call("P2"), d.id, "wait", reason=s)),
    (
        "not blocked",
        lambda d, s: d.desk.people.nudge(d.call("P1"), d.id, "sign", how="phone", note=s),
    ),
    (
        "lends too long",
        lambda d, s: d.desk.people.delegate(
            d.call("P1"),
            d.id,
            to="P2",
            begins=DAY,
            ends=date(2027, 1, 1),
            roles=("lead",),
            reason=s,
        ),
    ),
    (
        "away twice",
        lambda d, s: d.desk.people.state_absence(
            d.call("P2"), d.id, person="P2", begins=DAY, reason=s
        ),
    ),
    ("no emergency task", lambda d, s: d.desk.people.break_glass(d.call("P1"), d.id, "no", reason=s)),
    ("erases what is none", lambda d, s: d.desk.people.ask_erasure(d.call("X1"), d.id, "landlord", reason=s)),
    ("holds no such kind", lambda d, s: d.desk.holdings.take(d.call("P1"), d.id, kind="gold", label=s)),
    ("counts what is not held", lambda d, s: d.desk.holdings.count(d.call("P1"), d.id, "seal-1", count=None, reason=s)),
    (
        "promised for yesterday",
        lambda d, s: d.desk.holdings.promise(
            d.call("P1"), d.id, to=s, what=s, by=date(2026, 1, 1)
        ),
    ),
    (
        "a place of no kind",
        lambda d, s: d.desk.holdings.record_place(
            d.call("P1"), d.id, PlaceGiven(kind="gold", name=s, address=s, phone=s, note=s)
        ),
    ),
    ("not of headquarters", lambda d, s: d.desk.crisis.set_severity(d.call("P1"), d.id, 1, reason=s)),
    ("not counsel", lambda d, s: d.desk.crisis.answer_counsel(d.call("P1"), d.id, "q-1", answer=s)),
    ("happened tomorrow", lambda d, s: d.desk.crisis.note_happening(d.call("P1"), d.id, at="2099-01-01", what=s, source=s)),
    ("suspends themselves", lambda d, s: d.desk.registry.suspend_rights(d.call("P1"), person="P1", reason=s)),
)  # fmt: skip


@pytest.mark.parametrize(("why", "act"), BAD, ids=[why for why, _ in BAD])
def test_a_refusal_does_not_repeat_what_was_said(
    story: Story, why: str, act: Callable[[PostDesk, str], object]
) -> None:
    told = story.secret
    word = told(why)
    with pytest.raises(LaunchkitError) as raised:
        act(story.desk, word)
    error: Any = raised.value
    lacks = error.lacks if isinstance(error, Refused) else ()
    assert told.found_in(f"{error!r} {error} {error.zh} {error.en} {lacks}") == []


@pytest.mark.parametrize(
    "kind", [one for one in FactType if one not in (FactType.TEXT, FactType.LONG_TEXT)]
)
def test_a_value_of_the_wrong_shape_is_not_repeated(kind: FactType) -> None:
    name = Text(zh="要素", en="fact")
    spec = FactSpec(id="one", title=name, type=kind, options=(Option(id="a", title=name),))
    word = Secrets()("value")
    with pytest.raises(BadValue) as raised:
        normal_value(spec, word, checked_identifier)
    assert raised.value.__cause__ is None
    assert word not in f"{raised.value!r} {raised.value.zh} {raised.value.en}"
