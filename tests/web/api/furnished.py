"""A home in which there is one of everything that an address of the API can name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launchkit.domain.entries import PersonAdded
from launchkit.web.security.tokens import Meter, Pace
from tests.web.api.conftest import Programs
from tests.web.conftest import Site, site_over


@contextmanager
def furnished_home(opened_home: Path, folder: Path) -> Iterator[tuple[Programs, dict[str, str]]]:
    """A home of one's own with one of everything, where programs may ask as often as they like."""
    home = folder / "home"
    shutil.copytree(opened_home, home, ignore=shutil.ignore_patterns("fonts"))
    with site_over(home) as site:
        site.app.state.meter = Meter(Pace(at_once=10**9))
        yield Programs(site), furnished(site)


def furnished(site: Site) -> dict[str, str]:
    """One of everything; the words of addresses with the names of what is there."""
    programs = Programs(site)
    for code in ("X1", "X2", "X9"):
        site.office.desk.registry.add(site.call("H1"), PersonAdded(person=code, name=code))
    site.make_administrator("X9")
    site.office.desk.registry.suspend_rights(site.call("X9"), person="X2", reason="配合调查")
    site.account("P1", "zhang.chi")
    lead, head = programs.of(programs.who("lead")), programs.of(programs.who("hq_lead"))
    day = {"begins": "2026-03-04", "ends": "2026-03-05"}
    mate = programs.who("mate")
    case = programs.opening
    for program, path, sent in (
        (lead, "/custody", {"kind": "key", "label": "门钥匙", "count": 2}),
        (lead, "/promises", {"to": "房东", "what": "付押金", "by": "2026-03-13"}),
        (
            lead,
            "/places",
            {"kind": "bank", "name": "建行铁西支行", "hours": {"mon-fri": "09:00-16:30"}},
        ),
        (lead, "/delegations", {"to": mate, "roles": ["lead"], "reason": "出差", **day}),
        (lead, "/absences", day),
        (lead, "/handovers", {"receiver": mate, "stays": True}),
        (head, "/severity", {"level": 2, "reason": "款项去向不明"}),
        (lead, "/happenings", {"at": "2026-03-02", "what": "开柜", "source": "录像"}),
        (lead, "/reports", {}),
        (lead, "/counsel", {"text": "能否停职"}),
        (lead, "/facts", {"facts": {"landlord_phone": "13900000000"}}),
        (lead, "/erasures", {"fact": "landlord_phone", "reason": "本人要求"}),
        (lead, "/instances", {"collection": "hire", "label": "王芳"}),
    ):
        answer = program.post(f"{case}{path}", sent)
        assert answer.status_code == 200, (path, answer.text)
    known = site.office.desk.case(site.cases["open_branch"])
    return {
        "case": known.id,
        "task": next(iter(known.tasks)),
        "custody": next(iter(known.custody)),
        "promise": next(iter(known.promises)),
        "place": next(iter(known.places)),
        "delegation": next(iter(known.delegations)),
        "handover": next(iter(known.handovers)),
        "happening": next(iter(known.happenings)),
        "report": next(iter(known.reports)),
        "question": next(iter(known.questions)),
        "erasure": next(iter(known.erasures)),
        "document": next(iter(known.book.documents)),
        "person": "P1",
        "company": known.company,
        "branch": known.branch,
        "account": "zhang.chi",
        "entry": "1",
    }
