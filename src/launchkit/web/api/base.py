"""What every route of the API shares: strict bodies, the request behind an action, answers, and lists in portions."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError
from starlette.background import BackgroundTask

from launchkit.desk import Call, Outcome
from launchkit.domain.accounts import Scope
from launchkit.domain.case import Case
from launchkit.domain.counsel import veiled
from launchkit.domain.errors import BadValue, LaunchkitError, Refused
from launchkit.domain.store_errors import StoreError
from launchkit.domain.telling import EntryLine, as_json, entry_line
from launchkit.web import marks
from launchkit.web.api.masks import covered
from launchkit.web.security.tokens import Program, ProgramOf

PREFIX: Final = "/api/v1"
LONGEST: Final = 4_000
MOST: Final = 200
#: The largest number that JSON readers everywhere hold exactly.
LARGEST: Final = 2**53 - 1
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
#: `"41"`, or the mark of a case as it was read: `"41-9f2c…"`
_MATCH: Final = re.compile(r'(?:W/)?"([0-9]{1,15})(?:-[0-9a-f]+)?"')
T = TypeVar("T")


class Body(BaseModel):
    """What a program sends: exactly these keys, exactly these types (false is no number)."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _plain_text(value: str) -> str:
    if any(unicodedata.category(one) in {"Cc", "Cs"} and one not in "\n\t" for one in value):
        raise PydanticCustomError("hidden_characters", "it holds control characters")
    return unicodedata.normalize("NFC", value).strip()


def _day(value: object) -> object:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("not_a_day", "there is no such day; write it as 2026-03-02")


def _plain_json(value: object, depth: int = 0) -> object:
    """Values of facts: text, whole numbers, yes or no, rows of a table."""
    if isinstance(value, str):
        return _plain_text(value[: LONGEST + 1])
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) <= LARGEST:
            return value
    elif isinstance(value, list) and len(value) <= MOST and not depth:
        return [_plain_json(one, 1) for one in value]
    elif isinstance(value, dict) and len(value) <= MOST and depth == 1:
        return {_plain_text(str(key)): _plain_json(one, 2) for key, one in value.items()}
    raise PydanticCustomError(
        "not_a_value", "write text, whole numbers, true or false, or rows of a table"
    )


#: Something a person wrote.
Words = Annotated[str, Field(max_length=LONGEST), AfterValidator(_plain_text)]
Required = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(_plain_text)]
#: The code of a person, a task, a role …
Code = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_plain_text)]
Codes = Annotated[list[Code], Field(max_length=MOST)]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]
#: Pieces as a number, yuan as text (`1904.00`).
Count = (
    Annotated[int, Field(ge=0, le=LARGEST)]
    | Annotated[str, Field(max_length=30), AfterValidator(_plain_text)]
)
FactValue = Annotated[Any, AfterValidator(_plain_json)]
Facts = Annotated[dict[Code, FactValue], Field(max_length=MOST)]


# --- the request behind an action ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One action of a program: who, under which id, on which state of the case."""

    program: Program
    request: str
    expect: int | None
    happened: str | None
    behalf: str | None

    @property
    def call(self) -> Call:
        """The action as the desk wants it."""
        return self.program.call(
            self.request, expect=self.expect, happened=self.happened, behalf=self.behalf
        )


def _happened(value: str) -> str:
    try:
        if _DAY.fullmatch(value):
            date.fromisoformat(value)
            return value
        if datetime.fromisoformat(value).tzinfo is not None:
            return value
    except ValueError:
        pass
    raise PydanticCustomError("not_a_day", "write it as 2026-03-02 or 2026-03-02T10:30:00+08:00")


class Asks:
    """The dependency of every route that changes something: the scope it needs, and the request behind it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __call__(
        self,
        program: ProgramOf,
        key: Annotated[
            str,
            Header(
                alias="Idempotency-Key",
                pattern=r"^[!-~]{1,200}$",
                description="id of the request: sent twice it is carried out once",
            ),
        ],
        match: Annotated[
            str | None,
            Header(alias="If-Match", description="only if the case still ends at this entry"),
        ] = None,
        happened: Annotated[
            str | None,
            AfterValidator(lambda one: None if one is None else _happened(one)),
            Query(max_length=40, description="day or instant on which it happened, if not now"),
        ] = None,
        behalf: Annotated[
            str | None, Query(max_length=200, description="the person in whose place this is done")
        ] = None,
    ) -> Asked:
        """Read the headers; refuse what the token was not given for."""
        program.require(self._scope)
        return Asked(
            program=program,
            request=key,
            expect=_expected(match),
            happened=happened,
            behalf=behalf or None,
        )


def _expected(match: str | None) -> int | None:
    if match is None or match == "*":
        return None
    found = _MATCH.fullmatch(match)
    if found is None:
        raise BadValue(
            'If-Match 写作 "41" 或读取专案时得到的 ETag。',
            'Write If-Match as "41", or as the ETag that the case was read with.',
        )
    return int(found[1])


Acting = Annotated[Asked, Depends(Asks(Scope.ACT))]
Deciding = Annotated[Asked, Depends(Asks(Scope.DECIDE))]
Administering = Annotated[Asked, Depends(Asks(Scope.ADMINISTER))]


# --- answers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an action led to."""

    case: str
    number: str
    #: last entry of the case now, for `If-Match`
    seq: int
    #: the request had been carried out before; nothing was written now
    repeated: bool
    #: what was written for it
    entries: tuple[EntryLine, ...]
    #: the case could not be advanced; the next sweep will
    behind: bool


def told(value: object, *, status: int = 200) -> Response:
    """A read model as JSON; nobody else keeps it."""
    return JSONResponse(as_json(value), status_code=status)


def marked(request: Request, value: object, seq: int) -> Response:
    """A read of a case, with its mark; 304 where the program has it already."""
    body = json.dumps(as_json(value), ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{seq}-{hashlib.sha256(body).hexdigest()[:16]}"'
    if marks.has(request, tag):
        return marks.unchanged(tag)
    return Response(body, media_type="application/json", headers=dict(marks.marked_with(tag)))


def carry_out(
    asked: Asked,
    action: Callable[[Call], Outcome],
    tell: Callable[[Done, Case], object] | None = None,
) -> Response:
    """One action of the desk; then the case goes on as far as it can. `tell` says more of what became of it."""
    outcome = action(asked.call)
    site = asked.program.site
    case, behind = _advanced(asked, outcome)
    house = site.office.desk.house()
    found = Done(
        case=case.id,
        number=case.number,
        seq=case.seq,
        repeated=outcome.repeated,
        entries=tuple(
            covered(entry_line(veiled(one, case, asked.program.ask), case, house), one, case)
            for one in outcome.recorded
        ),
        behind=behind,
    )
    answer = told(found if tell is None else tell(found, case))
    if outcome.recorded:
        # After the program has its answer; nobody listening is no failure.
        answer.background = BackgroundTask(site.waking.tell, case.id, case.seq)
    return answer


def _advanced(asked: Asked, outcome: Outcome) -> tuple[Case, bool]:
    if not outcome.recorded:
        return outcome.case, False
    clockwork = asked.program.site.office.desk.clockwork
    try:
        return clockwork.advance(outcome.case.id, channel="api", issue=False).case, False
    except (LaunchkitError, StoreError):
        return outcome.case, True


# --- lists in portions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which portion of a list is wanted."""

    limit: int
    after: str | None

    def cut(self, rows: Sequence[T], key: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
        """The portion, and the cursor of the next one; it holds also when the list has grown meanwhile."""
        begin = 0
        if self.after is not None:
            places = [number for number, row in enumerate(rows) if key(row) == self.after]
            if not places:
                raise BadValue(
                    "游标已失效，请从头读取。", "The cursor leads nowhere; begin again."
                )
            begin = places[0] + 1
        found = rows[begin : begin + self.limit]
        more = begin + self.limit < len(rows)
        return found, _cursor(key(found[-1])) if more and found else None


def _cursor(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def window(
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Window:
    """The portion that a query asks for."""
    if not cursor:
        return Window(limit=limit, after=None)
    try:
        after = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise BadValue("游标看不懂。", "The cursor cannot be read.") from None
    return Window(limit=limit, after=after)


WindowOf = Annotated[Window, Depends(window)]


def portion(
    rows: Sequence[T], wanted: Window, key: Callable[[T], str], tell: Callable[[T], object]
) -> Response:
    """A portion of a list as JSON: `rows`, and `next` with which to ask for the one after it."""
    found, after = wanted.cut(rows, key)
    return told({"rows": [tell(one) for one in found], "next": after})


class Problem(BaseModel):
    """Why something was not done (RFC 9457)."""

    model_config = ConfigDict(extra="allow")
    type: str
    status: int
    title: str
    #: stable for programs
    code: str
    zh: str
    en: str
    #: what is missing, with the command that supplies it
    lacks: list[Mapping[str, str | None]] | None = None
    #: fields that do not fit
    wrong: list[Mapping[str, str]] | None = None


def require_administrator(program: Program) -> None:
    """Refuse to whoever does not look after the house."""
    if not program.administrator:
        raise Refused(
            "needs_administrator",
            "由系统管理员办理。",
            "An administrator does this.",
        )
