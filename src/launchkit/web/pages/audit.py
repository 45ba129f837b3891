"""The auditor's view of a case: trail, deviations, statutory deadlines, exhibits, now or as of any instant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.house import House
from launchkit.domain.recorded import Recorded
from launchkit.domain.telling import EntryLine, case_summary, value_text
from launchkit.domain.telling.audit import (
    COVERED,
    DEVIATIONS,
    GROUPS,
    Deviation,
    TrailFilter,
    audited,
    deviations,
    is_covered,
)
from launchkit.domain.telling.exhibits import (
    VERDICTS,
    custody_histories,
    evidence_lines,
    finding_answers,
    issue_lines,
    statutory_lines,
)
from launchkit.web.checks import verification
from launchkit.web.objects import CaseOf
from launchkit.web.page import ANSWERS, Page, PageOf, Trouble, trouble_of
from launchkit.web.previews import previewed
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import BadField, SentForm, day_of
from launchkit.web.site import SiteOf
from launchkit.web.templating import segment

router = APIRouter()

#: Entries or rows on one screen; in print all of them.
SHOWN: Final = 50
#: Documents carry a list of facts each.
SHOWN_DOCUMENTS: Final = 15
PARTS: Final[Mapping[str, Text]] = {
    "trail": Text(zh="记录", en="Trail"),
    "deviations": Text(zh="偏离", en="Deviations"),
    "statutory": Text(zh="法定期限", en="Statutory deadlines"),
    "evidence": Text(zh="凭证", en="Evidence"),
    "documents": Text(zh="文书", en="Documents"),
    "facts": Text(zh="要素", en="Facts"),
    "custody": Text(zh="保管", en="Custody"),
    "findings": Text(zh="审计发现", en="Findings"),
    "board": Text(zh="状态", en="Standing"),
}
FILTERS: Final = ("group", "person", "task", "since", "until", "system")


@dataclass
class Audit:
    """A case before an auditor: as it stands, or as it was recorded at an instant."""

    case: Case
    house: House
    recorded: Sequence[Recorded]
    now: datetime
    #: what was asked for by `?at=`, as it was typed
    at: str
    #: the instant that it means; None: now
    instant: datetime | None

    @cached_property
    def deviations(self) -> Sequence[Deviation]:
        """Where the case left its checklist."""
        return deviations(self.recorded, self.case, self.house)

    @cached_property
    def parts(self) -> Mapping[str, Sequence[Any]]:
        """What each part but trail and standing lists."""
        return {
            "deviations": self.deviations,
            "statutory": statutory_lines(self.case, self.now),
            "evidence": evidence_lines(self.case, self.house),
            "documents": issue_lines(self.case),
            "facts": self.facts,
            "custody": custody_histories(self.recorded, self.case, self.house),
            "findings": finding_answers(self.recorded, self.case, self.house),
        }

    @cached_property
    def facts(self) -> Sequence[dict[str, Any]]:
        """Facts as they stand, personal ones covered."""
        found = []
        for (fact, instance), held in self.case.facts.items():
            spec = self.case.book.facts.get(fact)
            if spec is None:
                continue
            covered = is_covered(self.case, fact)
            found.append(
                {
                    "name": fact if instance is None else f"{instance}.{fact}",
                    "title": spec.title,
                    "instance": instance,
                    "covered": covered,
                    "value": COVERED if covered else value_text(spec, held.value),
                    "seq": held.seq,
                    "by_name": self.house.name(held.by),
                    "happened": held.happened,
                    "corrected": held.corrected,
                }
            )
        return found

    def trail(self, wanted: TrailFilter) -> list[EntryLine]:
        """Entries wanted, the newest first."""
        return audited(self.recorded, self.case, self.house, wanted)[::-1]


@router.get("/audit")
def audit_list(page: PageOf, viewer: SignedIn) -> Response:
    """The cases one may look through."""
    return page.show("audits.html", rows=viewer.cases)


@router.get("/cases/{case}/audit")
def audit(case: CaseOf, page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """One part of the audit, or for print all of them."""
    try:
        found = _look(case, page, viewer, site)
        wanted = _filter(page.request)
    except ANSWERS as fault:
        found, wanted = _now(case, viewer, site), TrailFilter()
        return _show(page, found, wanted, trouble=trouble_of(fault))
    return _show(page, found, wanted)


@router.post("/cases/{case}/audit/verify")
def verify(case: CaseOf, page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """Whether everything is still what was written, said in words."""
    seen = {row.case: row.number for row in viewer.cases}
    return page.show(
        "verified.html", case=case, found=verification(site.office, seen), now=site.office.clock()
    )


@router.post("/cases/{case}/audit/personal")
def show_personal(
    case: CaseOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """A covered value, once, with an entry that says who looked and why."""
    desk = site.office.desk
    try:
        name, reason = form.text("fact", longest=200), form.text("reason", required=True)
        call = viewer.call(form.request)
        known = desk.people.show_personal(call, case.id, name, reason=reason).case
    except ANSWERS as fault:
        return _show(page, _now(case, viewer, site), TrailFilter(), "facts", trouble_of(fault))
    page_of = _now(known, viewer, site)
    instance, _, fact = name.rpartition(".")
    held = known.held(fact, instance or None)
    value = COVERED if held is None else value_text(known.book.facts[fact], held.value)
    return _show(page, page_of, TrailFilter(), "facts", shown={name: value})


def _now(case: Case, viewer: Viewer, site: SiteOf) -> Audit:
    desk = site.office.desk
    recorded = desk.reading.entries(case.id, viewer=viewer.person)
    return Audit(case, desk.house(), recorded, site.office.clock(), at="", instant=None)


def _look(case: Case, page: Page, viewer: Viewer, site: SiteOf) -> Audit:
    at = page.request.query_params.get("at", "").strip()
    if not at:
        return _now(case, viewer, site)
    instant = instant_of(at, case)
    desk = site.office.desk
    then = desk.case_at(case.id, instant)
    recorded = desk.reading.entries(case.id, viewer=viewer.person, upto=then.seq)
    return Audit(then, desk.house(), recorded, instant, at=at, instant=instant)


def instant_of(typed: str, case: Case) -> datetime:
    """A local instant, or the end of a local day, as it is typed; a day is meant to its end."""
    try:
        if len(typed) == len("2026-03-05"):
            day = date.fromisoformat(typed) + timedelta(days=1)
            return datetime.combine(day, time(), case.zone) - timedelta(microseconds=1)
        found = datetime.fromisoformat(typed)
        return found if found.tzinfo else found.replace(tzinfo=case.zone)
    except (ValueError, OverflowError):
        raise BadField(
            "at",
            "没有这个时刻，写作 2026-03-05 或 2026-03-05T09:30。",
            "There is no such instant; write it as 2026-03-05 or 2026-03-05T09:30.",
        ) from None


def _filter(request: Request) -> TrailFilter:
    query = request.query_params
    group = query.get("group") or None
    return TrailFilter(
        group=group if group in GROUPS else None,
        person=query.get("person") or None,
        task=query.get("task") or None,
        since=day_of(query.get("since", ""), "since"),
        until=day_of(query.get("until", ""), "until"),
        system=query.get("system") == "1",
    )


def _show(
    page: Page,
    found: Audit,
    wanted: TrailFilter,
    part: str = "",
    trouble: Trouble | None = None,
    shown: Mapping[str, Text] | None = None,
) -> Response:
    query = page.request.query_params
    entry = _number(query.get("e", "0"))
    part = "trail" if entry else part or query.get("part", "trail")
    part = part if part in PARTS else "trail"
    every = query.get("all") == "1"
    wanted = TrailFilter(system=True) if entry else wanted
    lines = found.trail(wanted) if part == "trail" or every else []
    listed = found.parts.get(part, lines)
    size = SHOWN_DOCUMENTS if part == "documents" else SHOWN
    pages = max(1, -(-len(listed) // size))
    number = _number(query.get("page", "1"))
    if entry:
        number = sum(1 for one in lines if one.seq > entry) // SHOWN + 1
    number = min(pages, max(1, number))
    on_page = slice(0, None) if every else slice((number - 1) * size, number * size)
    return page.show(
        "audit.html",
        status=200 if trouble is None else trouble.status,
        audit=found,
        case=found.case,
        part=part,
        parts=PARTS,
        every=every,
        days=[(day, list(some)) for day, some in groupby(lines[on_page], _local_day)],
        shown_rows={key: rows[on_page] for key, rows in found.parts.items()},
        count=len(lines),
        number=number,
        pages=1 if every else pages,
        wanted=wanted,
        groups=GROUPS,
        sorts=DEVIATIONS,
        verdicts=VERDICTS,
        summary=case_summary(found.case, found.house, found.now),
        address=_address(page, found),
        trouble=trouble,
        shown=shown or {},
        small=frozenset().union(
            *(previewed(found.case, one) for one in found.case.tasks.values())
        ),
    )


def _local_day(line: EntryLine) -> str:
    return line.local[:10]


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0


def _address(page: Page, found: Audit) -> Callable[..., str]:
    """Makes addresses of this page: what is named changes, the instant and the filters stay."""
    kept = {key: page.request.query_params.get(key, "") for key in (*FILTERS, "part")}
    kept["at"] = found.at

    def address(**changed: object) -> str:
        words = {
            key: str(one) for key, one in {**kept, **changed}.items() if one not in ("", None)
        }
        return f"/cases/{segment(found.case.id)}/audit?{urlencode(words)}"

    return address
