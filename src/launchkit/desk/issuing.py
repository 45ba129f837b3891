"""Issuing documents: number and close the input, print, keep the file, record the page.

The page is printed outside any lock. A crash between the two entries leaves a numbered document without a page; the next issue
of it prints the same input under the same number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from launchkit.desk.calls import Call, Decision, Outcome
from launchkit.desk.ports import Clock, Press, PressFailed, Store, Vault
from launchkit.desk.shelf import Shelf
from launchkit.desk.writer import Writer
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, CaseDocument
from launchkit.domain.checklist import FactType, Personal
from launchkit.domain.errors import Lack, Refused
from launchkit.domain.forms import filled
from launchkit.domain.recorded import FileRef, Json, NumberTaken
from launchkit.domain.rules import documents as rules
from launchkit.domain.rules.documents import Wanted
from launchkit.domain.telling.handover_paper import handover_paper
from launchkit.domain.trail import case_stream

PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A document of a case with its file; `fresh` tells whether it was printed now."""

    document: CaseDocument
    file: FileRef
    fresh: bool


class Issuer:
    """Issues one document at a time."""

    def __init__(
        self,
        *,
        store: Store,
        vault: Vault,
        press: Press,
        shelf: Shelf,
        writer: Writer,
        clock: Clock,
    ) -> None:
        self._store = store
        self._vault = vault
        self._press = press
        self._shelf = shelf
        self._writer = writer
        self._clock = clock

    def issue(self, call: Call, case: str, name: str) -> Issued:
        """The newest version of the document; printed now if there is none or a fact it used has changed."""
        known = self._shelf.warm(case).case
        wanted = rules.wanted(known, name)
        document = known.document(wanted.key)
        if (
            document is not None
            and document.issued is not None
            and not rules.may_reissue(known, wanted.key)
        ):
            return self._kept(document)
        if document is None or document.issued is not None:
            known = self._prepare(call, case, wanted, document).case
            document = known.document(wanted.key)
            if document is not None and document.issued is not None:
                # Somebody else numbered and printed it meanwhile.
                return self._kept(document)
        if document is None:
            raise PressFailed("文书编号未能登记。", "The document could not be numbered.")
        return self._print(call, known, wanted, document)

    def _kept(self, document: CaseDocument) -> Issued:
        if document.file is None:
            raise Refused(
                "erased",
                f"{document.document} 的文件已按规定清除，不能再取。",
                f"The file of {document.document} was erased by rule.",
            )
        return Issued(document=document, file=document.file, fresh=False)

    def _prepare(
        self, call: Call, case: str, wanted: Wanted, seen: CaseDocument | None
    ) -> Outcome:
        template = self._press.template_digest(wanted.spec)

        def decide(known: Case, ask: Ask) -> Decision:
            held = known.document(wanted.key)
            if held is not None and (seen is None or held.prepared != seen.prepared):
                # Two at once take one number: whoever comes second goes on with what the first prepared.
                return Decision(drafts=())
            series = rules.series_of(known, wanted.spec)
            year = known.local_day(ask.now).year
            serial = None if series is None else self._store.next_serial(series, year)
            head = self._store.head(case_stream(known.id))
            draft, content = rules.prepare(
                known,
                ask,
                wanted,
                template=template,
                serial=serial,
                check_code=f"{head.seq}-{head.digest[:16]}",
            )
            # A letter the fonts lack is told now, not when a number has been taken for nothing.
            self._press.check(wanted.spec, self._with_names(known, wanted, content.values))
            taken = (
                ()
                if series is None or serial is None
                else (NumberTaken(series=series, year=year, serial=serial),)
            )
            return Decision(drafts=(draft,), numbers=taken, checkpoint=True)

        asked = {"action": "prepare", "document": wanted.key, "template": template}
        return self._writer.act(call, case, asked, decide)

    def _print(self, call: Call, case: Case, wanted: Wanted, document: CaseDocument) -> Issued:
        values = self._values(case, wanted, document)
        page = self._press.print(
            wanted.spec, values, rules.document_date(document), case.book.facts
        )
        sensitive = wanted.spec.personal is Personal.SENSITIVE
        file = self._vault.put(page.pdf, media=PDF, seal=sensitive)

        def decide(known: Case, ask: Ask) -> Decision:
            now = known.document(wanted.key)
            if now is None or now.prepared != document.prepared or now.issued is not None:
                return Decision(drafts=())
            return Decision(
                drafts=(rules.issued(ask, now, file=file, environment=page.environment),)
            )

        asked = {"action": "issued", "document": wanted.key, "prepared": document.prepared}
        outcome = self._writer.act(
            replace(call, request=f"{call.request}.page"), case.id, asked, decide
        )
        newest = outcome.case.document(wanted.key) or document
        return Issued(document=newest, file=newest.file or file, fresh=True)

    def _values(self, case: Case, wanted: Wanted, document: CaseDocument) -> Mapping[str, Json]:
        """The input as it was closed: facts by the entries named then, not as they are now."""
        if case.seq != document.prepared:
            entries = self._store.load(case_stream(case.id), upto=document.prepared)
            case = self._shelf.folded(case.book, entries)
        content = filled(case, wanted.spec, wanted.instance)
        if dict(content.origins) != dict(document.facts):
            raise Refused(
                "input_gone",
                f"{document.document} 编号时用到的要素已被清除，不能再出具。",
                f"A fact that {document.document} was numbered with has been erased.",
                (
                    Lack(
                        zh="作废这个编号",
                        en="void the number",
                        command=f"launchkit void {case.number} {document.document} --reason …",
                    ),
                ),
            )
        named = self._with_names(case, wanted, content.values)
        return rules.numbered({**named, "case_number": case.number}, document)

    def _with_names(
        self, case: Case, wanted: Wanted, content: Mapping[str, Json]
    ) -> dict[str, Any]:
        """People's names in place of their codes, as they are known today."""
        house = self._shelf.house()
        values = dict(content)
        people = {one.id for one in case.book.facts.values() if one.type is FactType.PERSON}
        for field in wanted.spec.fields:
            if field.fact in people and values.get(field.name):
                values[field.name] = house.name(str(values[field.name]))
            for column in people.intersection(field.columns):
                values[field.name] = [
                    {**row, column: house.name(str(row[column])) if row[column] else None}
                    for row in values[field.name]
                ]
        for key in ("lead_name", "prepared_by"):
            if values.get(key):
                values[key] = house.name(str(values[key]))
        for row in values.get("team") or ():
            row["name"] = house.name(row["person"])
        if values.get("handover_pack"):
            found = case.handovers[wanted.instance or ""]
            values["handover_pack"] = handover_paper(case, found, values["handover_pack"], house)
        return values
