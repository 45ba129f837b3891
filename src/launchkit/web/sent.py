"""What a form sent, read with care: one value for one name, no longer than it may be, and no hidden characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from launchkit.domain.checklist import FactSpec, FactType, Text
from launchkit.domain.errors import BadValue

#: As the command line takes it: visible ASCII.
_REQUEST: Final = re.compile(r"[!-~]{1,200}")
LONGEST: Final = 4_000
MOST_ROWS: Final = 100


class BadField(BadValue):
    """A value that does not fit its field of a form; the sentence is shown beside it."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.field = field


def day_of(typed: str, field: str) -> date | None:
    """The day that was typed into a field, or stands in an address; None where it is empty."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadField(
            field,
            "没有这一天，日期写作 2026-03-02。",
            "There is no such day; write it as 2026-03-02.",
        ) from None


class WrongFields(BadValue):
    """Several values do not fit their fields; `errors` says of each field what is wrong with it."""

    def __init__(self, errors: Mapping[str, Text]) -> None:
        super().__init__(
            "有几栏填得不对，见各栏旁的说明；什么都还没有保存，您填的都还在。",
            "Some fields do not fit, as said beside them; nothing was saved yet, and what you typed is kept.",
        )
        self.errors = errors


class Sent:
    """A form as it was sent."""

    def __init__(self, data: FormData) -> None:
        self._data = data

    @property
    def request(self) -> str:
        """The id of the request: sent twice, it is carried out once."""
        found = self.text("request", longest=200)
        if not _REQUEST.fullmatch(found):
            raise BadField(
                "request",
                "表单不完整，请刷新页面再做一次。",
                "The form is incomplete; load the page again.",
            )
        return found

    @property
    def expect(self) -> int | None:
        """The entry at which the case ended when the person saw it."""
        return self.number("expect")

    @property
    def typed(self) -> Mapping[str, str]:
        """Everything that was typed, as it was, to be shown again beside what is wrong with it."""
        return {name: value for name, value in self._data.items() if isinstance(value, str)}

    def text(self, name: str, *, longest: int = LONGEST, required: bool = False) -> str:
        """One text, without spaces around it; empty where nothing was sent."""
        values = [one for one in self._data.getlist(name) if isinstance(one, str)]
        if len(values) > 1:
            raise BadField(name, "同一栏填了两次。", "This field was sent twice.")
        found = (
            unicodedata.normalize("NFC", values[0]).replace("\r\n", "\n").strip() if values else ""
        )
        if len(found) > longest:
            raise BadField(name, f"最多 {longest} 个字符。", f"At most {longest} characters.")
        if any(unicodedata.category(one) in {"Cc", "Cs"} and one not in "\n\t" for one in found):
            raise BadField(name, "含有看不见的控制字符。", "It holds control characters.")
        if required and not found:
            raise BadField(name, "这一栏必填。", "This field is required.")
        return found

    def secret(self, name: str) -> str:
        """A password exactly as it was typed."""
        values = [one for one in self._data.getlist(name) if isinstance(one, str)]
        return values[0] if len(values) == 1 else ""

    def many(self, name: str, *, most: int = MOST_ROWS) -> tuple[str, ...]:
        """Several values of one name, as from boxes that were ticked."""
        values = [one for one in self._data.getlist(name) if isinstance(one, str) and one]
        if len(values) > most or any(len(one) > LONGEST for one in values):
            raise BadField(name, "填得太多。", "That is too much.")
        return tuple(values)

    def flag(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.text(name, longest=20) not in {"", "0", "no", "off"}

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A day."""
        return day_of(self.text(name, longest=10, required=required), name)

    def number(self, name: str) -> int | None:
        """A whole number."""
        found = self.text(name, longest=16)
        if not found:
            return None
        if not re.fullmatch(r"-?[0-9]{1,15}", found):
            raise BadField(name, "这里要填整数。", "A whole number is expected.")
        return int(found)

    def one_of(self, name: str, allowed: Iterable[str]) -> str:
        """One of several words; anything else was not offered."""
        found = self.text(name, longest=200)
        if found not in set(allowed):
            raise BadField(name, "请从所列各项中选择。", "Choose one of those listed.")
        return found

    def facts(self, specs: Iterable[FactSpec]) -> Mapping[str, Any]:
        """Facts from the fields that the macro `fact_field` draws; what was left empty is not stated."""
        found: dict[str, Any] = {}
        for spec in specs:
            value = self._table(spec) if spec.type is FactType.TABLE else self._fact(spec)
            if value not in ("", []):
                found[spec.id] = value
        return found

    def files(self, name: str) -> tuple[UploadFile, ...]:
        """Files that were chosen or photographed."""
        return tuple(
            one for one in self._data.getlist(name) if isinstance(one, UploadFile) and one.filename
        )

    @property
    def file_fields(self) -> tuple[str, ...]:
        """Names under which files were sent."""
        return tuple(
            name for name, value in self._data.multi_items() if isinstance(value, UploadFile)
        )

    def _fact(self, spec: FactSpec) -> object:
        name = f"fact.{spec.id}"
        found = self.text(name)
        if spec.type is FactType.YES_NO and found:
            return self.one_of(name, ("true", "false")) == "true"
        return found

    def _table(self, spec: FactSpec) -> list[dict[str, str]]:
        rows = []
        for number in range(MOST_ROWS):
            row = {one.id: self.text(f"fact.{spec.id}.{number}.{one.id}") for one in spec.columns}
            if any(row.values()):
                rows.append({key: value for key, value in row.items() if value})
            elif f"fact.{spec.id}.{number}.{spec.columns[0].id}" not in self._data:
                break
        return rows


async def sent(request: Request) -> AsyncIterator[Sent]:
    """The form of a request; its files are let go once it is answered."""
    form = await request.form(max_files=20, max_fields=2_000)
    try:
        yield Sent(form)
    finally:
        await form.close()


SentForm = Annotated[Sent, Depends(sent)]
