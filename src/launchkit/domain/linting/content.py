"""Facts, documents, evidence, approvals and money: what each says has to make sense together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from launchkit.domain.checklist import (
    RECORDS,
    ApprovalMode,
    Collection,
    Column,
    DocumentSpec,
    FactSpec,
    FactType,
    Field,
    Item,
    MoneyRule,
    Personal,
    PlaceKind,
)
from launchkit.domain.conditions import facts_of
from launchkit.domain.entries import BranchAdded, CompanyAdded
from launchkit.domain.errors import BadValue
from launchkit.domain.forms import CASE_VALUES
from launchkit.domain.linting.remarks import (
    Place,
    Remark,
    Sight,
    near,
    no_such_date,
    not_unique,
    unknown,
)
from launchkit.domain.linting.typed_conditions import conditions_of, is_date
from launchkit.domain.opening_hours import read_hours
from launchkit.domain.problems import Level

FORMS = ("house", "standard", "official")
#: what a fact can be filled with at opening: `company.…` and `branch.…` of the house
HOUSE_VALUES = tuple(
    f"{kind}.{'code' if field.name == kind else field.name}"
    for kind, entry in (("company", CompanyAdded), ("branch", BranchAdded))
    for field in fields(entry)
)
COUNTED_FROM = ("case_closed", "employment_ended", "term_ended", "year_ended", "recorded")


def lint_content(sight: Sight) -> Iterator[Remark]:
    """Facts, documents, items, statutes and retention classes one by one, then facts that nobody uses."""
    whole = sight.definition
    for number, fact in enumerate(whole.facts):
        yield from _fact(("facts", number), fact)
    for number, document in enumerate(whole.documents):
        yield from _document(("documents", number), document, sight)
    for place, item in sight.items:
        yield from _item(place, item, sight)
    for number, collection in enumerate(whole.collections):
        yield from _collection(("collections", number), collection)
    for number, kind in enumerate(whole.places):
        yield from _place_kind(("places", number), kind)
    yield from _law(sight)
    yield from _unused(sight)


def _place_kind(here: Place, kind: PlaceKind) -> Iterator[Remark]:
    try:
        read_hours(kind.hours)
    except BadValue as fault:
        yield Remark((*here, "hours"), "bad-hours", fault.zh, fault.en)


def _fact(here: Place, fact: FactSpec) -> Iterator[Remark]:
    yield from _options(here, fact)
    if (fact.type is FactType.TABLE) is not bool(fact.columns):
        yield Remark(
            here,
            "columns",
            "类型为 table 的要素要写 columns，其他类型不能写；请改正。",
            "A fact of type table has columns, and no other has; put that right.",
        )
    if (
        FactType.ID_NUMBER in {fact.type, *(column.type for column in fact.columns)}
        and fact.personal is not Personal.SENSITIVE
    ):
        yield Remark(
            here,
            "id-number",
            "公民身份号码是敏感个人信息；请写 personal: sensitive。",
            "A resident identity number is sensitive; write personal: sensitive.",
        )
    if fact.house is not None and fact.house not in HOUSE_VALUES:
        near_zh, near_en = near(fact.house, HOUSE_VALUES)
        yield Remark(
            (*here, "house"),
            "unknown-house-value",
            f"公司资料里没有“{fact.house}”；{near_zh}可用的有 {'、'.join(HOUSE_VALUES)}。",
            f"The house knows no “{fact.house}”; {near_en}possible are {', '.join(HOUSE_VALUES)}.",
        )
    yield from _columns(here, fact)


def _columns(here: Place, fact: FactSpec) -> Iterator[Remark]:
    seen: set[str] = set()
    for number, column in enumerate(fact.columns):
        place = (*here, "columns", number)
        yield from _options(place, column)
        if column.type is FactType.TABLE:
            yield Remark(
                (*place, "type"),
                "columns",
                "表格里不能再放表格；请换一种类型。",
                "A table cannot hold a table; use another type.",
            )
        if column.id in seen:
            yield not_unique((*place, "id"), column.id)
        seen.add(column.id)


def _options(here: Place, one: FactSpec | Column) -> Iterator[Remark]:
    ids = [option.id for option in one.options]
    wanted = len(ids) >= 2 and len(set(ids)) == len(ids)
    if one.type is FactType.CHOICE and not wanted:
        yield Remark(
            here,
            "options",
            "类型为 choice 的要素至少要有两个不同的 options；请补上。",
            "A fact of type choice has at least two different options; add them.",
        )
    elif one.type is not FactType.CHOICE and ids:
        yield Remark(
            here,
            "options",
            "只有类型为 choice 的要素才有 options；请改 type 或删去。",
            "Only a fact of type choice has options; change the type or delete them.",
        )


def stated(sight: Sight) -> set[str]:
    """Facts that some item states, or that the house fills in."""
    found = {fact.id for fact in sight.definition.facts if fact.house is not None}
    for _, item in sight.items:
        found.update(item.facts, item.optional_facts)
    return found


def issued(sight: Sight) -> set[str]:
    """Codes of the documents that some item issues, and of those that belong to a record of the case."""
    named = {code for _, item in sight.items for code in item.documents}
    return named | {one.code for one in sight.definition.documents if one.per in RECORDS}


def _document(here: Place, document: DocumentSpec, sight: Sight) -> Iterator[Remark]:
    if document.form not in FORMS:
        yield Remark(
            (*here, "form"),
            "bad-form",
            f"form 只能是 {'、'.join(FORMS)}；请改写。",
            f"form is one of {', '.join(FORMS)}; rewrite it.",
        )
    if document.per not in (None, *RECORDS) and document.code in issued(sight):
        yield from unknown((*here, "per"), "collection", document.per, sight.collection)
    seen: set[str] = set()
    known = stated(sight)
    for number, field in enumerate(document.fields):
        place = (*here, "fields", number)
        yield from _field(place, field)
        if field.name in seen:
            yield not_unique((*place, "name"), field.name)
        seen.add(field.name)
        if document.code in issued(sight):
            yield from _field_facts(place, field, document, sight, known)


def _field(here: Place, field: Field) -> Iterator[Remark]:
    given = [key for key in ("fact", "case", "collection") if getattr(field, key) is not None]
    if len(given) != 1 or (field.collection is None) is not (not field.columns):
        yield Remark(
            here,
            "field-source",
            "每个填写处要写 fact、case、collection 中的一个，只有 collection 带 columns；请改正。",
            "A field has one of fact, case, collection, and only collection has columns; put that right.",
        )
    if field.case is not None and field.case not in CASE_VALUES:
        near_zh, near_en = near(field.case, CASE_VALUES)
        yield Remark(
            (*here, "case"),
            "unknown-case-value",
            f"专案没有“{field.case}”这个值；{near_zh}可用的有 {'、'.join(CASE_VALUES)}。",
            f"A case has no value “{field.case}”; {near_en}possible are {', '.join(CASE_VALUES)}.",
        )


def _field_facts(
    here: Place, field: Field, document: DocumentSpec, sight: Sight, known: set[str]
) -> Iterator[Remark]:
    if field.collection is not None:
        yield from unknown((*here, "collection"), "collection", field.collection, sight.collection)
    named = [((*here, "fact"), field.fact, document.per)] if field.fact is not None else []
    named.extend(
        ((*here, "columns", n), name, field.collection) for n, name in enumerate(field.columns)
    )
    for place, name, per in named:
        yield from unknown(place, "fact", name, sight.fact)
        fact = sight.fact.get(name)
        if fact is None:
            continue
        if name not in known:
            yield Remark(
                place,
                "never-stated",
                f"文书 {document.code} 要用“{name}”，但 {sight.definition.id} 里没有清单项填它；请写进某项的 facts。",
                f"Document {document.code} needs “{name}”, which no item of {sight.definition.id} states; put it under facts of an item.",
            )
        if fact.per is not None and fact.per != per:
            yield Remark(
                place,
                "which-instance",
                f"“{name}”在“{fact.per}”里每个都有一份；请把文书写成 per: {fact.per}，或用 collection 列出。",
                f"There is one “{name}” for each of “{fact.per}”; make the document per: {fact.per}, or list them with collection.",
            )


def _item(here: Place, item: Item, sight: Sight) -> Iterator[Remark]:
    yield from _effort(here, item)
    yield from _approval(here, item)
    yield from _own_facts(here, item, sight)
    if item.money is not None:
        yield from _money((*here, "money"), item, item.money, sight)
    for number, rule in enumerate(item.evidence):
        if rule.min < 1:
            yield Remark(
                (*here, "evidence", number, "min"),
                "negative",
                "凭证至少要 1 份；不一定要的，请用 when。",
                "At least 1 piece of evidence; use when if it is not always wanted.",
            )
    for number, paper in enumerate(item.bring):
        if paper.count < 1:
            yield Remark(
                (*here, "bring", number, "count"),
                "negative",
                "份数至少是 1；请改正。",
                "At least 1 is brought; put that right.",
            )


def _effort(here: Place, item: Item) -> Iterator[Remark]:
    if item.effort.likely < 1:
        yield Remark(
            (*here, "effort", "likely"),
            "effort",
            "工时至少是 1 小时；请改正。",
            "Effort is at least 1 hour; put that right.",
        )
    for key, estimate in (("effort", item.effort), ("wait", item.wait)):
        low = estimate.likely if estimate.min is None else estimate.min
        high = estimate.likely if estimate.max is None else estimate.max
        if not 0 <= low <= estimate.likely <= high:
            yield Remark(
                (*here, key),
                "estimate",
                "估计要满足 0 ≤ min ≤ likely ≤ max；请改正。",
                "An estimate keeps 0 ≤ min ≤ likely ≤ max; put that right.",
            )


def _approval(here: Place, item: Item) -> Iterator[Remark]:
    rule = item.approval
    if rule is None:
        return
    place = (*here, "approval", "by")
    if not rule.by or len(set(rule.by)) != len(rule.by):
        yield Remark(
            place,
            "approval",
            "by 要写至少一个角色，且不重复；请改正。",
            "by names at least one role, each once; put that right.",
        )
    elif set(rule.by) == {item.owner} or (rule.mode is ApprovalMode.ALL and item.owner in rule.by):
        yield Remark(
            place,
            "own-approval",
            f"“{item.owner}”不能审批自己的工作；请写另一个角色。",
            f"“{item.owner}” cannot approve its own work; name another role.",
        )


def _own_facts(here: Place, item: Item, sight: Sight) -> Iterator[Remark]:
    for key in ("facts", "optional_facts"):
        for number, name in enumerate(getattr(item, key)):
            fact = sight.fact.get(name)
            if fact is not None and fact.per is not None and fact.per != item.per:
                yield Remark(
                    (*here, key, number),
                    "which-instance",
                    f"“{name}”在“{fact.per}”里每个都有一份；请把清单项写成 per: {fact.per}。",
                    f"There is one “{name}” for each of “{fact.per}”; make the item per: {fact.per}.",
                )
    for number, code in enumerate(item.documents):
        document = sight.document.get(code)
        if document is not None and document.per is not None and document.per != item.per:
            yield Remark(
                (*here, "documents", number),
                "which-instance",
                f"文书 {code} 在“{document.per}”里每个一份；请由 per: {document.per} 的清单项出具。",
                f"There is one document {code} for each of “{document.per}”; issue it from an item with per: {document.per}.",
            )


def _money(here: Place, item: Item, rule: MoneyRule, sight: Sight) -> Iterator[Remark]:
    yield from unknown((*here, "fact"), "fact", rule.fact, sight.fact)
    fact = sight.fact.get(rule.fact)
    if fact is not None and (
        fact.type is not FactType.MONEY
        or fact.personal is not Personal.NONE
        or fact.per not in {None, item.per}
    ):
        yield Remark(
            (*here, "fact"),
            "money",
            f"“{rule.fact}”不能决定审批：要用类型为 money、不涉及个人、属于本项的要素。",
            f"“{rule.fact}” cannot call for approval: use a fact of type money that is not personal and belongs to this item.",
        )
    if rule.limit < 0:
        yield Remark(
            (*here, "limit"),
            "negative",
            "限额不能是负数；单位是分。",
            "A limit cannot be negative; it is in fen.",
        )
    if rule.by == item.owner:
        yield Remark(
            (*here, "by"),
            "own-approval",
            f"“{item.owner}”不能审批自己的支出；请写另一个角色。",
            f"“{item.owner}” cannot approve its own spending; name another role.",
        )


def _collection(here: Place, collection: Collection) -> Iterator[Remark]:
    if collection.min < 0:
        yield Remark(
            (*here, "min"),
            "negative",
            "数目不能是负数；请改成 0 或更大。",
            "A number cannot be negative; write 0 or more.",
        )


def _law(sight: Sight) -> Iterator[Remark]:
    for number, statute in enumerate(sight.definition.statutes):
        for key in ("in_force", "until", "verified_on"):
            value = getattr(statute, key)
            if value is not None and not is_date(value):
                yield no_such_date(("statutes", number, key), value)
        if statute.in_force and statute.until and statute.until < statute.in_force:
            yield Remark(
                ("statutes", number, "until"),
                "reversed",
                "失效日早于生效日；请核对。",
                "It ends before it begins; look at the dates again.",
            )
    for number, retention in enumerate(sight.definition.retentions):
        yield from unknown(
            ("retentions", number, "basis"), "statute", retention.basis, sight.statute
        )
        if retention.counted_from not in COUNTED_FROM:
            yield Remark(
                ("retentions", number, "counted_from"),
                "counted-from",
                f"“{retention.counted_from}”不能作起算事件；可用的有 {'、'.join(COUNTED_FROM)}。",
                f"“{retention.counted_from}” is no event to count from; possible are {', '.join(COUNTED_FROM)}.",
            )
        if retention.years is not None and retention.years < 0:
            yield Remark(
                ("retentions", number, "years"),
                "negative",
                "年数不能是负数。",
                "Years cannot be negative.",
            )


def used_facts(sight: Sight) -> set[str]:
    """Facts that an item states or looks at, that starts a clock, or that an issued document prints."""
    found: set[str] = set()
    for place, item in sight.items:
        found.update(item.facts, item.optional_facts)
        for _, condition, _ in conditions_of(place, item, sight):
            found.update(facts_of(condition))
        found.update(_anchored(item))
        if item.money is not None:
            found.add(item.money.fact)
    wanted = issued(sight)
    for document in sight.definition.documents:
        if document.code in wanted:
            for field in document.fields:
                found.update(field.columns, () if field.fact is None else (field.fact,))
    return found


def _anchored(item: Item) -> Iterator[str]:
    anchors = [due.after for due in item.due] + [due.before for due in item.due]
    anchors.extend(due.outer.after for due in item.due if due.outer is not None)
    if item.recurs is not None:
        anchors.extend((item.recurs.since, item.recurs.until))
    for anchor in anchors:
        if anchor is not None and anchor.fact is not None:
            yield anchor.fact


def _unused(sight: Sight) -> Iterator[Remark]:
    used = used_facts(sight)
    for number, fact in enumerate(sight.definition.facts):
        # What the house fills in is shown on the case page even when no document prints it.
        if fact.id not in used and fact.house is None:
            yield Remark(
                ("facts", number),
                "unused-fact",
                f"没有清单项或文书用到“{fact.id}”；可以删去。",
                f"No item or document uses “{fact.id}”; it can be deleted.",
                Level.NOTICE,
            )
