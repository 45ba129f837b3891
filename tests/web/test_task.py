"""The page of a task, and what people do from it."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from launchkit.domain.case import Case, Task
from tests.web.conftest import Browser, Site

OPENING = "open_branch"


def address(site: Site, task: str, checklist: str = OPENING) -> str:
    return f"/cases/{site.cases[checklist]}/tasks/{task}"


def case_of(site: Site, checklist: str = OPENING) -> Case:
    return site.office.desk.case(site.cases[checklist])


def test_every_task_of_every_case_has_a_page(site: Site) -> None:
    for lang in ("zh", "en"):
        browser = site.as_("P1", lang=lang)
        for checklist in site.cases:
            case = case_of(site, checklist)
            reader = browser if "P1" in case.team else site.as_(next(iter(case.team)), lang=lang)
            for key in case.tasks:
                answer = reader.get(f"/cases/{case.id}/tasks/{key.replace('#', '%23')}")
                assert answer.status_code == 200, key
                assert len(answer.content) < 60_000, key


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_today(site: Site, lang: str) -> None:
    for person in ("P1", "P2", "H1", "A1"):
        answer = site.as_(person, lang=lang).get("/today")
        assert answer.status_code == 200
        assert len(answer.content) < 60_000
