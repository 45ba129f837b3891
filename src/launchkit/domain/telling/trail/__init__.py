"""Each entry of a case as one sentence in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass

from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.entries import Entry, entry_of
from launchkit.domain.house import House
from launchkit.domain.offline import way_text
from launchkit.domain.people import SYSTEM
from launchkit.domain.recorded import Recorded
from launchkit.domain.telling.trail import cases, crisis, custody, house, people
from launchkit.domain.telling.trail.teller import Teller, said
from launchkit.domain.telling.words import local_time

#: The modules that say the kinds; named so that importing this imports them.
SPEAKERS = (cases, people, custody, crisis, house)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry for people to read."""

    #: position in the case's stream
    seq: int
    #: position in the whole log
    log_seq: int
    kind: str
    recorded_at: str
    #: local to the branch, to the minute
    local: str
    #: day on which it happened, where it was entered for another day; day and time, where it waited on a telephone
    happened: str | None
    actor: str
    actor_name: str
    #: the person in whose place the actor acted
    behalf: str | None
    behalf_name: str
    channel: str
    #: what is said of the way it came in, where that matters
    way: Text | None
    request: str
    task: str | None
    said: Text


def entry_line(recorded: Recorded, case: Case, known: House) -> EntryLine:
    """One entry, with names as they are known now; `case` is the case after all its entries."""
    envelope = recorded.envelope
    entry = entry_of(recorded)
    actor = envelope.actor
    return EntryLine(
        seq=envelope.stream_seq,
        log_seq=envelope.seq,
        kind=envelope.kind,
        recorded_at=envelope.recorded_at,
        local=local_time(envelope.recorded_at, case.zone),
        happened=_other_time(envelope.happened, envelope.recorded_at, case),
        actor=actor,
        actor_name="" if actor == SYSTEM else known.name(actor),
        behalf=envelope.on_behalf_of,
        behalf_name=known.name(envelope.on_behalf_of) if envelope.on_behalf_of else "",
        channel=envelope.channel,
        way=way_text(envelope.channel),
        request=envelope.request,
        task=getattr(entry, "task", None),
        said=said(entry, Teller(case=case, house=known)),
    )


def _other_time(happened: str | None, recorded_at: str, case: Case) -> str | None:
    if happened is None:
        return None
    recorded = local_time(recorded_at, case.zone)
    if len(happened) == len("2026-01-01"):
        return None if recorded.startswith(happened) else happened
    moment = local_time(happened, case.zone)
    return None if moment == recorded else moment


def sentence(entry: Entry, case: Case, known: House) -> Text:
    """The entry as one sentence without its actor."""
    return said(entry, Teller(case=case, house=known))
