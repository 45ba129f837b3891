"""Who has to agree with finished work, and whether enough of them have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from launchkit.domain.case import Agreement
from launchkit.domain.checklist import ApprovalMode, ApprovalRule, Item
from launchkit.domain.conditions import truth


def approvals_required(item: Item, value: Callable[[str], Any]) -> tuple[ApprovalRule, ...]:
    """Approval rules that apply now: the item's own, and the money limit if the amount is above it (fen).

    An unanswered condition or amount counts as applying: nothing passes because nobody asked.
    """
    rules: list[ApprovalRule] = []
    if item.approval is not None and _applies(item.approval, value):
        rules.append(item.approval)
    if item.money is not None:
        amount = value(item.money.fact)
        if not isinstance(amount, int) or amount > item.money.limit:
            rules.append(ApprovalRule(by=(item.money.by,), not_by=item.money.not_by))
    return tuple(rules)


def _applies(rule: ApprovalRule, value: Callable[[str], Any]) -> bool:
    return rule.when is None or truth(rule.when, value) is not False


def enough(rules: Iterable[ApprovalRule], agreed: Iterable[Agreement]) -> bool:
    """Whether every rule has the agreement it asks for."""
    given = tuple(agreed)
    return all(not missing_roles(rule, given) for rule in rules)


def missing_roles(rule: ApprovalRule, agreed: Iterable[Agreement]) -> tuple[str, ...]:
    """Roles whose agreement the rule still needs; for a sequence only the next one."""
    roles = [one.role for one in agreed]
    if rule.mode is ApprovalMode.ANY:
        return () if any(role in roles for role in rule.by) else rule.by
    missing = tuple(role for role in rule.by if role not in roles)
    return missing[:1] if rule.mode is ApprovalMode.SEQUENCE else missing
