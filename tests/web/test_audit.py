"""The auditor's view: trail, deviations, statutory deadlines, exhibits, as of then, verified, with personal data covered."""

from __future__ import annotations

import pytest

from tests.web.conftest import Site

PARTS = ("trail", "deviations", "statutory", "evidence", "documents", "facts", "custody", "findings", "board")  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_shown(site: Site, part: str, lang: str) -> None:
    browser = site.as_("H1", lang=lang)
    for case in site.cases.values():
        answer = browser.get(f"/cases/{case}/audit?part={part}")
        assert answer.status_code == 200
        assert f'id="p-{part}"' in answer.text
        assert len(answer.content) < 60_000
