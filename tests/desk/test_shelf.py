"""What threads of one process share: of two pictures of a case the newer one stays."""

from __future__ import annotations

from launchkit.testing import TestDesk


def test_whoever_comes_late_with_an_older_case_does_not_put_it_back(desk: TestDesk) -> None:
    """
    items: [{id: sign}]
    """
    shelf = desk.desk.shelf
    before = shelf.warm(desk.id)
    desk.done("P1", "sign")
    after = shelf.warm(desk.id)
    assert after.case.seq > before.case.seq
    shelf.keep(before)
    assert shelf.warm(desk.id) is after
    shelf.keep(after)
    assert shelf.warm(desk.id) is after
