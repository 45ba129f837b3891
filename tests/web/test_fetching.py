"""Downloads of sensitive files leave an entry each; those of other files leave none."""

from __future__ import annotations

import pytest

from launchkit.domain.case import Case
from launchkit.domain.checklist import Personal
from launchkit.testing import paper
from launchkit.web.templating import segment
from tests.web.conftest import Site


def proof(site: Site, *, sensitive: bool) -> tuple[Case, str]:
    """The case, and the address of a proof that was handed in to it."""
    desk, case = site.office.desk, site.office.desk.case(site.cases["open_branch"])
    task, rule = next(
        (task, rule)
        for task in case.tasks.values()
        for rule in task.item.evidence
        if (rule.personal is Personal.SENSITIVE) is sensitive
    )
    decider = next(iter(case.people_with("hq_lead")))
    desk.attach(site.call(decider), case.id, task.key, [paper(f"{rule.id}:a")])
    known = desk.case(case.id)
    held = known.tasks[task.key].evidence[-1]
    return known, f"/cases/{case.id}/tasks/{segment(task.key)}/evidence/{held.seq}"


@pytest.mark.parametrize(("sensitive", "entries"), [(True, 2), (False, 0)])
def test_every_download_of_a_sensitive_proof_is_in_the_trail(
    site: Site, *, sensitive: bool, entries: int
) -> None:
    case, address = proof(site, sensitive=sensitive)
    browser = site.as_("H1")
    for _ in range(2):
        assert browser.get(address).status_code == 200
    added = site.office.store.load(f"case:{case.id}")[case.seq :]
    assert [(one.envelope.kind, one.envelope.actor) for one in added] == [
        ("file_fetched", "H1")
    ] * entries


def test_a_stranger_neither_gets_the_file_nor_leaves_an_entry(site: Site) -> None:
    case, address = proof(site, sensitive=True)
    assert site.as_("P21").get(address).status_code == 404
    assert site.office.desk.case(case.id).seq == case.seq
