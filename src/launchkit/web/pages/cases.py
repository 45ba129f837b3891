"""All cases one may see, in one list."""

from __future__ import annotations

from fastapi import APIRouter, Response

from launchkit.web.page import PageOf
from launchkit.web.security.viewer import SignedIn

router = APIRouter()


@router.get("/cases")
def cases(page: PageOf, viewer: SignedIn) -> Response:
    """One line for each case, open ones first, from the rows alone: no case has to be read for it."""
    rows = sorted(viewer.cases, key=lambda row: row.state != "open")
    return page.show("cases.html", rows=rows)
