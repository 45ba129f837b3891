"""What proves something about a task: files under the rules of the checklist."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response, UploadFile
from pydantic import AfterValidator

from launchkit.desk import Attachment
from launchkit.domain.case import EvidenceHeld
from launchkit.domain.telling import typed
from launchkit.web.api.base import PREFIX, Acting, Done, WindowOf, Words, carry_out, portion
from launchkit.web.api.files import A_FILE, give_file, read_file
from launchkit.web.api.shapes import Portion
from launchkit.web.fetching import fetch_evidence
from launchkit.web.objects import EvidenceOf, TaskOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/tasks/{{task}}/evidence", tags=["evidence"])

Rule = Annotated[str | None, Form(max_length=200), AfterValidator(lambda one: one or None)]


@router.get("", response_model=Portion[EvidenceHeld])
def evidence(there: TaskOf, wanted: WindowOf) -> Response:
    """Files of the task, the oldest first."""
    return portion(there.task.evidence, wanted, lambda one: str(one.seq), lambda one: one)


@router.post("", response_model=Done)
def attach(
    there: TaskOf,
    asked: Acting,
    file: UploadFile,
    rule: Rule = None,
    note: Annotated[Words, Form()] = "",
) -> Response:
    """Hand in one file; without a rule it is for the first that still wants one."""
    content, media, name = read_file(file)
    handed = Attachment(content=content, name=name, media=media, rule=rule, note=note)
    desk = asked.program.site.office.desk
    return carry_out(
        asked, lambda call: desk.attach(call, there.case.id, there.task.key, [handed])
    )


@router.get("/{evidence}", response_class=Response, responses=A_FILE)
def file(there: EvidenceOf, program: ProgramOf) -> Response:
    """The file itself; that it was fetched is recorded where it is sensitive."""
    file, content = fetch_evidence(program, there)
    return give_file(file, content, typed(there.evidence.name).zh)
