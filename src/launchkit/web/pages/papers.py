"""The paper pack of a case: what to carry where, documents to print, and one page for each document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Response
from starlette.background import BackgroundTask

from launchkit.desk import Call, Issued, Outcome, PressFailed
from launchkit.domain.case import Case, CaseDocument
from launchkit.domain.checklist import FactSpec, Field, Personal, Text
from launchkit.domain.errors import LaunchkitError, Refused
from launchkit.domain.forms import missing
from launchkit.domain.media import HEIC, JPEG, MAX_BYTES, PDF, PNG, media_named
from launchkit.domain.people import DECIDER, authorities_of_roles
from launchkit.domain.roles import Authority
from launchkit.domain.store_errors import StoreError
from launchkit.domain.telling import role_text
from launchkit.domain.telling.bag import bag_of, form_line
from launchkit.web.case_pages import Was
from launchkit.web.fetching import fetch_document
from launchkit.web.objects import CaseOf, DocumentOf, DocumentThere, document_of
from launchkit.web.page import Page, PageOf, Trouble
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import BadField, Sent, SentForm
from launchkit.web.site import Site, SiteOf

router = APIRouter()

#: What goes into one answer: printing takes a second or two for each.
MOST_AT_ONCE: Final = 12
#: After so many failures of the press the rest of the answer is not tried: each may have cost half a minute.
MOST_TRIES: Final = 2
_LATER: Final = "press_stands"
#: What the signed copy of a document comes back as.
_SCANS: Final = frozenset({PDF, JPEG, PNG, HEIC})
_WORKING: Final = frozenset({Authority.DOES, Authority.DECIDES, Authority.COUNSELS})


@router.get("/cases/{case}/papers")
def papers(case: CaseOf, page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """What to carry to which counter, and who owes what is missing."""
    return page.of_case(case, lambda: _pack(page, viewer, site, case))


@router.post("/cases/{case}/papers/issue")
def issue(case: CaseOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """Documents are numbered and printed, one after another; what cannot be printed stops none of the others."""
    names = form.many("ready" if form.flag("all") else "document", most=MOST_AT_ONCE)
    keys = [_key(document_of(name, case)) for name in names]
    if not keys:
        raise BadField("document", "请选择要出具的文书。", "Choose a document to print.")
    failed: list[Refused] = []
    done: list[Issued] = []

    def action(call: Call) -> list[Issued]:
        done.extend(_print(site, call, case, keys, failed))
        if failed and not done:
            raise _together(failed)
        return done

    back = f"/cases/{quote(case.id, safe='')}/papers"
    said = Text(zh="已出具，可以下载。", en="Printed; it can be downloaded.")
    answer = page.act(
        form, action, back=back, said=said, again=_again_pack(page, viewer, site, case)
    )
    if failed and answer.status_code < 400:
        answer = _pack(page, viewer, site, case, _trouble(failed))
    if done:
        _go_on(site, case, answer)
    return answer


@router.get("/cases/{case}/documents/{document}")
def document(there: DocumentOf, page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """One document: its blanks, its versions, and where it is."""
    return page.of_case(there.case, lambda: _document(page, viewer, site, there))


@router.get("/cases/{case}/documents/{document}/file")
def file(there: DocumentOf, viewer: SignedIn, prepared: int | None = None) -> Response:
    """A printed version, by the entry at which it was numbered; the newest where none is named. What is sensitive leaves an entry."""
    found = _version(there, prepared)
    kept, content = fetch_document(viewer, there, found)
    plain = f"{there.wanted.spec.code}.pdf"
    number = f" {found.number}" if found and found.number else ""
    name = f"{there.wanted.key.replace('#', ' ')} {there.wanted.spec.title.zh}{number}.pdf"
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=kept.media, headers=headers)


@router.post("/cases/{case}/documents/{document}/facts")
def state(
    there: DocumentOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Blanks of the document are filled in where they are found."""
    # Sent again because the answer was lost: what was blank then is filled in by now.
    again = page.was_answered(form.request)
    specs = _stated_beside(there, there.wanted.spec.fields) if again else _blanks(there)

    def action(call: Call) -> Outcome:
        own = {_fact_name(there, key): value for key, value in form.facts(specs).items()}
        if not own:
            raise BadField("facts", "还没有填任何一项。", "Nothing was filled in.")
        return site.office.desk.state(call, there.case.id, own)

    said = Text(zh="已登记。", en="Recorded.")
    return _act(there, page, viewer, site, form, action, said)


@router.post("/cases/{case}/documents/{document}/void")
def void(
    there: DocumentOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Headquarters declares the newest version void."""

    def action(call: Call) -> Outcome:
        reason = form.text("reason", required=True)
        return site.office.desk.void(call, there.case.id, _key(there), reason=reason)

    said = Text(zh="已作废，编号不再使用。", en="It is void; its number is not used again.")
    return _act(there, page, viewer, site, form, action, said)


@router.post("/cases/{case}/documents/{document}/send-out")
def send_out(
    there: DocumentOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """The document goes to somebody outside for their signature."""

    def action(call: Call) -> Outcome:
        to, expected = form.text("to", longest=200, required=True), form.day("expected")
        return site.office.desk.holdings.send_out(
            call, there.case.id, _key(there), to=to, expected=expected
        )

    said = Text(zh="已登记送出。", en="It is on record as sent out.")
    return _act(there, page, viewer, site, form, action, said)


@router.post("/cases/{case}/documents/{document}/take-back")
def take_back(
    there: DocumentOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """The document came back: signed, with its scan, or as it was."""

    def action(call: Call) -> Outcome:
        content, media = _scan(form)
        signed = form.one_of("signed", ("yes", "no")) == "yes"
        return site.office.desk.holdings.take_back(
            call,
            there.case.id,
            _key(there),
            content=content if signed else None,
            media=media,
            signed=signed,
            note=form.text("note"),
        )

    said = Text(zh="已登记收回。", en="It is on record as back.")
    return _act(there, page, viewer, site, form, action, said)


# --- printing --------------------------------------------------------------------------------------------------


def _print(
    site: Site, call: Call, case: Case, keys: list[str], failed: list[Refused]
) -> Iterator[Issued]:
    for number, key in enumerate(keys):
        # Each is an action of its own, and the case moves with each.
        own = replace(call, request=f"{call.request}.{number}", expect=None)
        if sum(one.code == _LATER for one in failed) == MOST_TRIES:
            failed.append(_not_tried(key))
            continue
        try:
            yield site.office.desk.issue(own, case.id, key)
        except PressFailed as fault:
            failed.append(_not_printed(site, case, key, fault))
        except Refused as fault:
            failed.append(fault)


def _go_on(site: Site, case: Case, answer: Response) -> None:
    """Let the case go on after what was printed, and tell the flows once the person has their answer."""
    desk = site.office.desk
    # What the clockwork cannot do now, the next sweep does.
    with suppress(LaunchkitError, StoreError):
        desk.clockwork.advance(case.id, channel="web", issue=False)
    answer.background = BackgroundTask(site.waking.tell, case.id, desk.case(case.id).seq)


def _not_printed(site: Site, case: Case, key: str, fault: PressFailed) -> Refused:
    """Why there is no page, and what is kept: with a number the clockwork prints it as soon as the press runs again."""
    if not fault.later:
        return Refused("not_printed", fault.zh, fault.en)
    kept = site.office.desk.case(case.id).document(key)
    if kept is not None and kept.issued is None:
        zh = "编号已经登记、内容已经定下，排版恢复后自动补出。"
        en = "Its number and content are on record; it is printed by itself once printing runs again."
    else:
        zh, en = "什么都没有登记，稍后再按一次。", "Nothing was recorded; press again later."
    return Refused(_LATER, f"{fault.zh}\n{zh}", f"{fault.en}\n{en}")


def _not_tried(key: str) -> Refused:
    return Refused(
        "not_tried",
        f"{key} 这次没有再试：排版停了。稍后再按一次。",
        f"{key} was not tried this time, because printing stands still; press again later.",
    )


def _together(failed: list[Refused]) -> Refused:
    return Refused(
        failed[0].code,
        "\n".join(one.zh for one in failed),
        "\n".join(one.en for one in failed),
        tuple(lack for one in failed for lack in one.lacks),
    )


def _trouble(failed: list[Refused]) -> Trouble:
    one = _together(failed)
    return Trouble(status=409, text=Text(zh=one.zh, en=one.en), lacks=one.lacks)


# --- pages -----------------------------------------------------------------------------------------------------


def _again_pack(
    page: Page, viewer: Viewer, site: Site, case: Case
) -> Callable[[Trouble], Response]:
    return lambda trouble: _pack(page, viewer, site, case, trouble)


def _pack(
    page: Page, viewer: Viewer, site: Site, case: Case, trouble: Trouble | None = None
) -> Response:
    desk, now = site.office.desk, site.office.clock()
    known = desk.case(case.id)
    return page.show(
        "papers.html",
        status=200 if trouble is None else trouble.status,
        case=known,
        bag=site.figured.once("bag", known, lambda: bag_of(known, desk.house(), now)),
        works=_works(viewer, known),
        trouble=trouble,
        today=known.local_day(now),
    )


def _act(  # noqa: PLR0913, PLR0917  the document, who acts, and what is done with it
    there: DocumentThere,
    page: Page,
    viewer: Viewer,
    site: Site,
    form: Sent,
    action: Callable[[Call], Outcome],
    said: Text,
) -> Response:
    def again(trouble: Trouble) -> Response:
        return _document(page, viewer, site, there, trouble, form.typed)

    back = f"/cases/{quote(there.case.id, safe='')}/documents/{quote(_key(there), safe='')}"
    return page.act(form, action, back=back, said=said, again=again)


def _document(
    page: Page,
    viewer: Viewer,
    site: Site,
    there: DocumentThere,
    trouble: Trouble | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    desk = site.office.desk
    case, key = desk.case(there.case.id), _key(there)
    there = document_of(key, case)
    item = case.book.item_of_document.get(there.wanted.spec.code)
    house = desk.house()
    return page.show(
        "document.html",
        status=200 if trouble is None else trouble.status,
        case=case,
        form_line=form_line(case, key),
        fields=missing(case, there.wanted.spec, there.wanted.instance),
        specs=_blanks(there),
        item=None if item is None else case.book.items[item],
        statutes=[
            case.book.statutes[one] for one in there.wanted.spec.basis if one in case.book.statutes
        ],
        people=[(one, f"{house.name(one)} {one}") for one in case.team],
        works=_works(viewer, case),
        decides=DECIDER in viewer.roles.get(case.id, ()),
        sensitive=there.wanted.spec.personal is Personal.SENSITIVE,
        role_text=role_text,
        trouble=trouble,
        was=Was(typed or {}),
    )


def _works(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer does more than read in this case; what they may do is decided by the rules."""
    roles = viewer.roles.get(case.id, ())
    return case.closed_at is None and bool(authorities_of_roles(roles) & _WORKING)


# --- documents ---------------------------------------------------------------------------------------------------


def _key(there: DocumentThere) -> str:
    return there.wanted.key


def _version(there: DocumentThere, prepared: int | None) -> CaseDocument | None:
    """A version of this document, void ones included: an auditor has to see what was given out."""
    if prepared is None:
        return there.newest
    versions = there.case.documents.get(_key(there), ())
    return next((one for one in versions if one.prepared == prepared), None)


def _blanks(there: DocumentThere) -> tuple[FactSpec, ...]:
    """Facts that the document lacks and that can be stated beside it; lists per hire have a page of their own."""
    return _stated_beside(there, missing(there.case, there.wanted.spec, there.wanted.instance))


def _stated_beside(there: DocumentThere, fields: Iterable[Field]) -> tuple[FactSpec, ...]:
    found = []
    for field in fields:
        spec = there.case.book.facts.get(field.fact or "")
        if spec is not None and spec.per in {None, there.wanted.spec.per}:
            found.append(spec)
    return tuple(dict.fromkeys(found))


def _fact_name(there: DocumentThere, fact: str) -> str:
    """`first_day_on`, or `hire-2.first_day_on` for a fact that each has of its own."""
    per = there.case.book.facts[fact].per
    return fact if per is None else f"{there.wanted.instance}.{fact}"


def _scan(form: Sent) -> tuple[bytes | None, str]:
    """The scan, and what its content says it is, whatever it is called."""
    files = form.files("scan")
    if not files:
        return None, PDF
    content = files[0].file.read(MAX_BYTES + 1)
    media = media_named(content, files[0].filename or "")
    if media not in _SCANS:
        raise BadField("scan", "扫描件只收 PDF 和照片。", "A scan is a PDF or a photo.")
    return content, media
