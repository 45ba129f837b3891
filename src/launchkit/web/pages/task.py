"""One task: why, by when, what is missing, its questions and proofs, who it waits on, what happened to it."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from launchkit.domain.telling.task_sheet import task_history
from launchkit.web import marks
from launchkit.web.fetching import fetch_evidence
from launchkit.web.objects import EvidenceOf, TaskOf
from launchkit.web.page import PageOf
from launchkit.web.previews import MEDIA, previewed
from launchkit.web.security.viewer import SignedIn
from launchkit.web.site import SiteOf
from launchkit.web.task_view import draw

router = APIRouter()


@router.get("/cases/{case}/tasks/{task}")
def task_page(there: TaskOf, page: PageOf) -> Response:
    """The page of a task."""
    return page.of_case(there.case, lambda: draw(page, there))


@router.get("/cases/{case}/tasks/{task}/history")
def history(there: TaskOf, page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """What was recorded about a task, newest first."""
    desk = site.office.desk
    entries = desk.reading.entries(there.case.id, viewer=viewer.person)
    return page.show(
        "task_history_part.html" if page.is_part else "task_history.html",
        case=there.case,
        task=there.task,
        lines=task_history(there.case, there.task, entries, desk.house()),
    )


@router.get("/cases/{case}/tasks/{task}/evidence/{evidence}")
def evidence_file(there: EvidenceOf, viewer: SignedIn) -> Response:
    """A file as it was handed in; it is saved and never opened inside the browser, whatever it says it is; what is sensitive leaves an entry."""
    file, content = fetch_evidence(viewer, there)
    name = there.evidence.name if isinstance(there.evidence.name, str) else "file"
    headers = {
        "Content-Disposition": f"attachment; filename=\"evidence-{there.evidence.seq}\"; filename*=UTF-8''{quote(name)}"
    }
    return Response(content, media_type=file.media, headers=headers)


@router.get("/cases/{case}/tasks/{task}/evidence/{evidence}/preview")
async def preview(there: EvidenceOf, request: Request, site: SiteOf) -> Response:
    """A small picture of a photograph; nothing where there is none, or where looking at the proof has to leave an entry."""
    case, file = there.case, there.evidence.file
    if file is None or there.evidence.seq not in previewed(case, there.task):
        return Response(status_code=204)
    # Asked for each time, so that nobody sees it who may not any more; of a restricted case no browser keeps anything.
    tag = f'"{file.digest[:24]}"'
    if not case.restricted and marks.has(request, tag):
        return marks.unchanged(tag)
    found = await site.previews.of(file)
    if found is None:
        return Response(status_code=204)
    headers = {} if case.restricted else dict(marks.marked_with(tag))
    return Response(found, media_type=MEDIA, headers=headers)
