"""What outsiders were told to count on, and which papers are with them for their signature."""

from __future__ import annotations

from datetime import date

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.checklist import Personal
from launchkit.domain.custody import SETTLED_AS, Promise, SentOut
from launchkit.domain.entries import (
    DocumentReturned,
    DocumentSentOut,
    PromiseMade,
    PromiseMoved,
    PromiseSettled,
)
from launchkit.domain.errors import BadValue, Lack, NotFound, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.recorded import Draft, FileRef
from launchkit.domain.rights import require
from launchkit.domain.rules.common import (
    day_asked,
    require_day,
    require_open,
    require_reason,
    task_of,
)
from launchkit.domain.rules.documents import wanted


def make_promise(  # noqa: PLR0913  the parts of a promise
    case: Case, ask: Ask, *, to: str, what: str, by: date, task: str | None, contact: str
) -> Draft:
    """Somebody outside was told to count on something by a day; who said so answers for it."""
    require_open(case)
    require(case, ask, Operation.PROMISE)
    require_day(case, ask)
    if not to.strip() or not what.strip():
        raise Refused(
            "promise_empty",
            "须写明向谁承诺、承诺什么。",
            "Say to whom it was promised, and what.",
        )
    _require_coming(case, ask, by)
    entry = PromiseMade(
        promise=f"p-{len(case.promises) + 1}",
        to=to,
        what=what,
        by=by.isoformat(),
        keeper=ask.person,
        task=None if task is None else task_of(case, task).key,
        contact=contact,
    )
    return ask.draft(entry)


def move_promise(case: Case, ask: Ask, promise: str, *, by: date, note: str) -> Draft:
    """The outsider was told another day, and why."""
    require_open(case)
    require(case, ask, Operation.PROMISE)
    require_day(case, ask)
    promise_of(case, promise)
    _require_coming(case, ask, by)
    require_reason(note, f"launchkit promise move {case.number} {promise} --by {by}")
    return ask.draft(PromiseMoved(promise=promise, by=by.isoformat(), note=note))


def settle_promise(case: Case, ask: Ask, promise: str, *, outcome: str, note: str) -> Draft:
    """A promise was kept; or it was broken or withdrawn, which has to be explained."""
    require_open(case)
    require(case, ask, Operation.PROMISE)
    require_day(case, ask)
    promise_of(case, promise)
    if outcome not in SETTLED_AS:
        raise BadValue(
            f"承诺的结果是 {'、'.join(SETTLED_AS)} 之一。",
            f"A promise ends as one of {', '.join(SETTLED_AS)}.",
        )
    if outcome != "kept":
        require_reason(note, f"launchkit promise {_VERBS[outcome]} {case.number} {promise}")
    return ask.draft(PromiseSettled(promise=promise, outcome=outcome, note=note))


_VERBS = {"broken": "break", "withdrawn": "withdraw"}


def promise_of(case: Case, promise: str) -> Promise:
    """An open promise by its id; raises `NotFound` with those there are."""
    found = case.promises.get(promise)
    if found is None or not found.open:
        known = "、".join(key for key, one in case.promises.items() if one.open) or "—"
        raise NotFound(
            f"没有未了结的承诺 {promise}；有：{known}",
            f"There is no open promise {promise}; open are: {known}",
        )
    return found


def _require_coming(case: Case, ask: Ask, by: date) -> None:
    if by < day_asked(case, ask):
        raise BadValue(
            f"承诺日 {by} 早于作出承诺的那天。", f"The day {by} lies before the promise was made."
        )


def send_out(case: Case, ask: Ask, name: str, *, to: str, expected: date | None) -> Draft:
    """An issued document goes to somebody outside for their signature; until it is back nobody may forget it."""
    require_open(case)
    require(case, ask, Operation.SEND_OUT)
    require_day(case, ask)
    key = wanted(case, name).key
    document = case.document(key)
    if document is None or document.issued is None:
        raise Refused(
            "not_issued",
            f"文书 {key} 还没有出具。",
            f"Document {key} has not been issued.",
            (
                Lack(
                    zh="先出具",
                    en="issue it first",
                    command=f"launchkit issue {case.number} {key}",
                ),
            ),
        )
    out = case.sent_out.get(key)
    if out is not None and out.out:
        raise Refused(
            "already",
            f"文书 {key} 自 {out.sent_on} 起已在外签署。",
            f"Document {key} is out for signature since {out.sent_on}.",
            (
                Lack(
                    zh="先登记收回",
                    en="say that it is back first",
                    command=f"launchkit sent back {case.number} {key}",
                ),
            ),
        )
    if not to.strip():
        raise Refused("to_missing", "须写明送给谁签署。", "Say to whom it went for signature.")
    if expected is not None and expected < day_asked(case, ask):
        raise BadValue(
            f"预计收回日 {expected} 早于送出日。",
            f"The day it is expected back, {expected}, lies before the day it went out.",
        )
    entry = DocumentSentOut(
        document=key,
        prepared=document.prepared,
        to=to,
        expected=None if expected is None else expected.isoformat(),
    )
    return ask.draft(entry)


def take_back(
    case: Case, ask: Ask, name: str, *, file: FileRef | None, signed: bool, note: str
) -> Draft:
    """A document came back: signed, with its scan; or unsigned, with the reason."""
    require_open(case)
    require(case, ask, Operation.SEND_OUT)
    require_day(case, ask)
    out = out_of(case, name)
    command = f"launchkit sent back {case.number} {out.document}"
    if signed and file is None:
        raise Refused(
            "file_missing",
            f"{out.document} 签回须附扫描件。",
            f"{out.document} comes back signed with its scan.",
            (
                Lack(zh="附上扫描件", en="add the scan", command=f"{command} --file FILE"),
                Lack(
                    zh="或写明没有签",
                    en="or say that it is not signed",
                    command=f"{command} --unsigned --note …",
                ),
            ),
        )
    if not signed:
        require_reason(note, f"{command} --unsigned")
    entry = DocumentReturned(
        document=out.document, prepared=out.prepared, signed=signed, note=note
    )
    return ask.draft(entry, files=() if file is None else (file,))


def out_of(case: Case, name: str) -> SentOut:
    """A document that is out by key, code or folder name; raises `NotFound` with those there are."""
    key = wanted(case, name).key
    found = case.sent_out.get(key)
    if found is None or not found.out:
        known = "、".join(one.document for one in case.sent_out.values() if one.out) or "—"
        raise NotFound(
            f"文书 {key} 不在外签署；在外的有：{known}",
            f"Document {key} is not out for signature; out are: {known}",
        )
    return found


def is_sensitive(case: Case, name: str) -> bool:
    """Whether the signed copy of a document has to be kept encrypted."""
    return wanted(case, name).spec.personal is Personal.SENSITIVE
