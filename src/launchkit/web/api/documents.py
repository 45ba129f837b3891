"""Documents of a case: which there are, issuing, the file, voiding, and what is out for signature."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response, UploadFile
from pydantic import BaseModel, ConfigDict
from starlette.background import BackgroundTask

from launchkit.desk import PressFailed
from launchkit.domain.errors import BadValue, Refused
from launchkit.domain.rules.documents import all_wanted
from launchkit.domain.telling import DocumentLine, document_line
from launchkit.domain.telling.custody import SentLine, sent_line
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Body,
    Day,
    Deciding,
    Done,
    Required,
    WindowOf,
    Words,
    carry_out,
    portion,
    told,
)
from launchkit.web.api.files import A_FILE, give_file, read_file
from launchkit.web.api.shapes import Portion
from launchkit.web.api.tasks import Nothing, Reason
from launchkit.web.fetching import fetch_document
from launchkit.web.objects import CaseOf, DocumentOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}", tags=["documents"])


class IssuedTold(BaseModel):
    """A document as it was issued."""

    model_config = ConfigDict(extra="forbid")
    document: str
    number: str | None
    date: str
    digest: str
    size: int
    #: printed now; false: it had been, and nothing it says has changed
    fresh: bool


class GoesOut(Body):
    """To whom a document goes for signature, and when it is expected back."""

    to: Required
    expected: Day | None = None


@router.get("/documents", response_model=Portion[DocumentLine])
def documents(case: CaseOf, wanted: WindowOf) -> Response:
    """Every document the checklist knows, with its state and what is still missing."""
    rows = [document_line(case, one) for one in all_wanted(case)]
    return portion(rows, wanted, lambda one: one.key, lambda one: one)


@router.post("/documents/{document}/issue", response_model=IssuedTold)
def issue(there: DocumentOf, asked: Acting, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Number, print and keep a document; an unchanged one is given as it was issued."""
    desk = asked.program.site.office.desk
    try:
        found = desk.issue(asked.call, there.case.id, there.wanted.key)
    except PressFailed as failed:
        raise Refused("press_failed", failed.zh, failed.en) from None
    answer = told(
        {
            "document": found.document.document,
            "number": found.document.number,
            "date": found.document.date,
            "digest": found.file.digest,
            "size": found.file.size,
            "fresh": found.fresh,
        }
    )
    case = desk.case(there.case.id)
    answer.background = BackgroundTask(asked.program.site.waking.tell, case.id, case.seq)
    return answer


@router.get("/documents/{document}/file", response_class=Response, responses=A_FILE)
def file(there: DocumentOf, program: ProgramOf) -> Response:
    """The newest issued file (PDF); that one was fetched is recorded where it is sensitive."""
    file, content = fetch_document(program, there, there.newest)
    return give_file(file, content, f"{there.wanted.key}.pdf")


@router.post("/documents/{document}/void", response_model=Done)
def void(there: DocumentOf, asked: Deciding, sent: Reason) -> Response:
    """A document is void; its number is not used again."""
    desk = asked.program.site.office.desk
    return carry_out(
        asked,
        lambda call: desk.void(call, there.case.id, there.wanted.key, reason=sent.reason),
    )


@router.get("/sent-out", response_model=Portion[SentLine])
def sent_out(case: CaseOf, program: ProgramOf, wanted: WindowOf) -> Response:
    """Documents that are or were out for signature."""
    office = program.site.office
    house, today = office.desk.house(), case.local_day(office.clock())
    rows = [sent_line(case, one, house, today) for one in case.sent_out.values()]
    return portion(rows, wanted, lambda one: one.document, lambda one: one)


@router.post("/documents/{document}/send-out", response_model=Done)
def send_out(there: DocumentOf, asked: Acting, sent: GoesOut) -> Response:
    """An issued document goes out for signature."""
    holdings = asked.program.site.office.desk.holdings
    return carry_out(
        asked,
        lambda call: holdings.send_out(
            call, there.case.id, there.wanted.key, to=sent.to, expected=sent.expected
        ),
    )


@router.post("/documents/{document}/take-back", response_model=Done)
def take_back(
    there: DocumentOf,
    asked: Acting,
    file: UploadFile | None = None,
    unsigned: Annotated[bool, Form()] = False,  # noqa: FBT002  a field of a form
    note: Annotated[Words, Form()] = "",
) -> Response:
    """It came back: signed with its scan, or unsigned with the reason."""
    if unsigned and file is not None:
        raise BadValue(
            "未签收回的没有扫描件。", "What came back unsigned has no scan of a signature."
        )
    content, media = None, ""
    if file is not None:
        content, media, _ = read_file(file)
    holdings = asked.program.site.office.desk.holdings
    return carry_out(
        asked,
        lambda call: holdings.take_back(
            call,
            there.case.id,
            there.wanted.key,
            content=content,
            media=media,
            signed=not unsigned,
            note=note,
        ),
    )
