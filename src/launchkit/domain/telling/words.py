"""Small words that every face of launchkit says the same way: days, money, standings, values, what was erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from launchkit.domain.checklist import Column, FactSpec, FactType, Option, PaperForm, Text
from launchkit.domain.deadlines import Lateness
from launchkit.domain.recorded import Erased, Json, Privileged
from launchkit.domain.roles import ROLES

Lang = Literal["zh", "en"]

NOTHING = Text(zh="", en="")
#: What stands where a question to counsel, or an answer, would be, for everybody whom it is not for.
PRIVILEGED = Text(zh="〔法务保密〕", en="[privileged]")

_WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}

LATENESSES: Mapping[Lateness, Text] = {
    Lateness.OK: Text(zh="正常", en="on time"),
    Lateness.SOON: Text(zh="临期", en="soon"),
    Lateness.PLAN_MISSED: Text(zh="已过宜办日", en="plan missed"),
    Lateness.LATE: Text(zh="逾期", en="late"),
}

PAPER_FORMS: Mapping[PaperForm, Text] = {
    PaperForm.ORIGINAL: Text(zh="原件", en="original"),
    PaperForm.COPY: Text(zh="复印件", en="copy"),
}

PARTIES: Mapping[str, Text] = {
    "landlord": Text(zh="房东", en="landlord"),
    "property": Text(zh="物业", en="property management"),
    "contractor": Text(zh="施工单位", en="contractor"),
    "office": Text(zh="政府窗口", en="public office"),
    "bank": Text(zh="银行", en="bank"),
    "headquarters": Text(zh="总部", en="headquarters"),
    "candidate": Text(zh="应聘者", en="candidate"),
    "vendor": Text(zh="厂商", en="vendor"),
    "customer": Text(zh="客户", en="customer"),
    "other": Text(zh="其他", en="other"),
}


def say(text: Text, lang: str) -> str:
    """The text in the language asked for: `zh` or `en`."""
    return text.en if lang == "en" else text.zh


def same(text: str) -> Text:
    """A text that reads the same in both languages: a name, a code, something typed."""
    return Text(zh=text, en=text)


def day_text(day: date) -> Text:
    """A day with its weekday: `2026-03-20 周五`."""
    number = day.weekday()
    return Text(zh=f"{day} {_WEEKDAYS['zh'][number]}", en=f"{day} {_WEEKDAYS['en'][number]}")


def local_time(instant: str, zone: tzinfo) -> str:
    """A recorded instant as people of the branch read it: `2026-03-20 09:30`."""
    return f"{datetime.fromisoformat(instant).astimezone(zone):%Y-%m-%d %H:%M}"


def days_left(days: int) -> Text:
    """How far away a day is: 还有 3 天, 就是今天, 已过 2 天."""
    if days == 0:
        return Text(zh="就是今天", en="today")
    if days == 1:
        return Text(zh="就是明天", en="tomorrow")
    if days > 0:
        return Text(zh=f"还有 {days} 天", en=f"in {days} days")
    return Text(zh=f"已过 {-days} 天", en=f"{-days} day{'' if days == -1 else 's'} ago")


def yuan(fen: int) -> str:
    """An amount in yuan with separators: `36,000.00`."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def count_text(kind: str, amount: int | None, quantity: int | None) -> Text:
    """How much of a thing there is: cash in yuan, the rest in pieces; nothing where nothing is counted."""
    if kind == "cash" and amount is not None:
        return Text(zh=f"{yuan(amount)} 元", en=f"{yuan(amount)} yuan")
    if kind != "cash" and quantity is not None:
        return Text(zh=f"{quantity} 件", en=f"{quantity} piece{'' if quantity == 1 else 's'}")
    return NOTHING


def difference_text(kind: str, difference: int) -> Text:
    """What a count differs from the record by, as the end of a sentence; nothing where it does not."""
    if not difference:
        return NOTHING
    shown = yuan(difference) if kind == "cash" else str(difference)
    sign = "+" if difference > 0 else ""
    return Text(
        zh=f"，与登记相差 {sign}{shown}", en=f", which differs from the record by {sign}{shown}"
    )


def erased_text(erased: Erased) -> Text:
    """What stands where a personal value was."""
    return Text(
        zh=f"〔已清除 {erased.on}·{erased.basis}〕", en=f"[erased {erased.on}, {erased.basis}]"
    )


def typed(value: Json) -> Text:
    """Free text as it was typed, or what stands in its place."""
    if isinstance(value, Erased):
        return erased_text(value)
    if isinstance(value, Privileged):
        return PRIVILEGED
    return same("" if value is None else str(value))


def role_text(role: str) -> Text:
    """Title of a role; an unknown one as it is."""
    found = ROLES.get(role)
    return same(role) if found is None else found.title


def value_text(spec: FactSpec, value: Json) -> Text:
    """The value of a fact as people read it, with its unit."""
    if isinstance(value, Erased):
        return erased_text(value)
    if value is None:
        return same("—")
    if spec.type is FactType.TABLE:
        return _table_text(spec.columns, value)
    shown = _one(spec.type, spec.options, value)
    if spec.unit:
        return Text(zh=f"{shown.zh} {spec.unit}", en=f"{shown.en} {spec.unit}")
    return shown


def _one(type_: FactType, options: tuple[Option, ...], value: Json) -> Text:
    if type_ is FactType.MONEY:
        return Text(zh=f"{yuan(value)} 元", en=f"{yuan(value)} yuan")
    if type_ is FactType.YES_NO:
        return Text(zh="是", en="yes") if value else Text(zh="否", en="no")
    if type_ is FactType.CHOICE:
        return next((one.title for one in options if one.id == value), same(str(value)))
    return same(str(value))


def _table_text(columns: tuple[Column, ...], rows: Json) -> Text:
    """Rows of a table in short: `3 行：甲、乙、丙`, by their first column."""
    first = columns[0]
    heads = [_one(first.type, first.options, row.get(first.id)) for row in rows[:5]]
    more = len(rows) > len(heads)
    zh = "、".join(one.zh for one in heads) + ("…" if more else "")
    en = ", ".join(one.en for one in heads) + ("…" if more else "")
    return Text(
        zh=f"{len(rows)} 行：{zh}", en=f"{len(rows)} row{'' if len(rows) == 1 else 's'}: {en}"
    )


#: Units of a span by their minutes, the longest first; what is not two of one yet is better said in the next.
_SPANS = ((1440, "天", "day"), (60, "小时", "hour"))


def lasted(span: timedelta) -> Text:
    """How long something lasted, in the unit that says it best: `20 小时`, `75 分钟`."""
    minutes = int(span.total_seconds() // 60)
    fitting = (one for one in _SPANS if minutes >= 2 * one[0])
    length, zh, en = next(fitting, (1, "分钟", "minute"))
    count = minutes // length
    return Text(zh=f"{count} {zh}", en=f"{count} {en}{'' if count == 1 else 's'}")
