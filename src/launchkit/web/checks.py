"""Verifying on a page: the trail, the tables beside it, and the rows derived from it, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from launchkit.bootstrap import Office
from launchkit.domain.checklist import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a verification found."""

    whole: bool
    entries: int
    streams: int
    sealed: int
    root: str
    #: one sentence for each thing that does not agree
    said: tuple[Text, ...]


def verification(office: Office, seen: Mapping[str, str]) -> Verification:
    """Verify the live home; `seen` are the cases, by id, whose numbers the reader may know."""
    verdict = office.store.verify(file_state=office.vault.state)
    said = [Text(zh=one.zh, en=one.en) for one in verdict.remarks]
    said.extend(Text(zh=one.zh, en=one.en) for one in office.store.damages())
    # Rows are compared with a replay only of entries that can be believed.
    if verdict.ok:
        for row in office.store.cases():
            strange = office.desk.differences(row.case)
            if strange:
                said.append(_strange(seen.get(row.case), len(strange)))
    return Verification(
        whole=verdict.ok and not said,
        entries=verdict.entries,
        streams=verdict.streams,
        sealed=verdict.sealed,
        root=verdict.root,
        said=tuple(said),
    )


def _strange(number: str | None, count: int) -> Text:
    zh, en = (number, number) if number else ("另一专案", "another case")
    return Text(
        zh=f"{zh}有 {count} 行派生数据与记录重算的结果不符；用 launchkit rebuild 重算。",
        en=f"{count} derived rows of {en} differ from a replay; launchkit rebuild makes them anew.",
    )
