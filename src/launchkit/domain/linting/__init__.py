"""Faults that a definition has as a whole, after each of its texts has been read without one.

Pure: looks at a `Definition` and gives remarks with a place in it; `launchkit.library` turns places into lines and columns.
"""

from __future__ import annotations

from launchkit.domain.checklist import Definition
from launchkit.domain.linting.calendars import lint_calendars
from launchkit.domain.linting.content import issued, lint_content, used_facts
from launchkit.domain.linting.deadlines import lint_deadlines
from launchkit.domain.linting.names import bases_of, lint_names
from launchkit.domain.linting.order import lint_order
from launchkit.domain.linting.remarks import Place, Remark, Sight
from launchkit.domain.linting.typed_conditions import lint_conditions

__all__ = ["Place", "Remark", "Sight", "bases_of", "issued", "lint", "used_facts"]


def lint(definition: Definition) -> tuple[Remark, ...]:
    """Every fault of the definition, in the order in which the rules look."""
    sight = Sight(definition)
    rules = (lint_names, lint_order, lint_deadlines, lint_conditions, lint_content, lint_calendars)
    return tuple(dict.fromkeys(remark for rule in rules for remark in rule(sight)))
