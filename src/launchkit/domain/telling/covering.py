"""What is covered of the values of people, and how what is covered is told: by its last characters only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from launchkit.domain.case import Case, Held
from launchkit.domain.checklist import FactSpec, FactType, Personal, Text
from launchkit.domain.entries import FactStated
from launchkit.domain.house import House
from launchkit.domain.recorded import Erased, Json, Recorded
from launchkit.domain.telling.trail import EntryLine, entry_line
from launchkit.domain.telling.words import typed, value_text

#: Types whose values identify or reach a living person, whatever the checklist says of the fact.
_TELLING_TYPES = frozenset({FactType.ID_NUMBER, FactType.PHONE, FactType.BANK_ACCOUNT})


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTold:
    """A fact with what is known of it, and by whom; what is masked is told by its last characters only."""

    spec: FactSpec
    held: Held | None
    masked: bool
    shown: Text
    by_name: str

    @property
    def value(self) -> Json:
        """What a form may hold already: nothing of what is masked or erased."""
        if self.held is None or self.masked or isinstance(self.held.value, Erased):
            return None
        return self.held.value


def is_masked(spec: FactSpec, *, working: bool = False) -> bool:
    """Whether pages cover a value until somebody asks to see it.

    What is sensitive, and a number that reaches a person, is covered for everybody; other personal values are not for
    those who work with them and have to know whom they deal with.
    """
    if spec.personal is Personal.SENSITIVE or spec.type in _TELLING_TYPES:
        return True
    return spec.personal is not Personal.NONE and not working


def shown_value(spec: FactSpec, held: Held | None, *, masked: bool) -> Text:
    """A fact as it stands, in words; empty where it is not stated."""
    if held is None:
        return Text(zh="", en="")
    if masked and not isinstance(held.value, Erased):
        return covered(held.value)
    return value_text(spec, held.value)


def covered(value: Json) -> Text:
    """A value of which only the last characters show, and those only where enough others do not."""
    shown = ending(value if isinstance(value, str) else "")
    return Text(zh=shown, en=shown)


def ending(text: str) -> str:
    """A text of which only the last characters show: `•••• 0123`."""
    tail = text[-4:] if len(text) > 8 else ""
    return f"•••• {tail}".strip()


def told_covered(case: Case, recorded: Recorded, house: House) -> EntryLine:
    """An entry as told where values of people are covered."""
    line = entry_line(recorded, case, house)
    spec = case.book.facts.get(str(recorded.data.get("fact")))
    if recorded.envelope.kind != FactStated.KIND or spec is None or not is_masked(spec):
        return line
    value = recorded.data["value"]
    shown = typed(value) if isinstance(value, Erased) else covered(value)
    return replace(
        line,
        said=Text(zh=f"填报{spec.title.zh}：{shown.zh}", en=f"stated {spec.title.en}: {shown.en}"),
    )
