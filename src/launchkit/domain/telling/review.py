"""Reviews of several cases put together, and the proposals as a YAML file that people take their edits from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from launchkit.domain.checklist import Text
from launchkit.domain.recorded import Json
from launchkit.domain.review import PROPOSAL_KINDS, Proposal, ProposalKind, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedProposal:
    """A proposal as several cases make it."""

    kind: ProposalKind
    subject: str
    checklist: str
    #: how many cases make it
    seen_in: int
    #: the middle of what was measured in them
    measured: int
    #: number of the case -> its entries
    evidence: Mapping[str, tuple[int, ...]]
    #: number of the case -> what it says
    says: Mapping[str, Text]
    change: Mapping[str, Json] | None


def merged(reviews: Sequence[Review]) -> tuple[MergedProposal, ...]:
    """Proposals of one checklist about one thing become one; those that most cases make come first within a kind."""
    groups: dict[tuple[str, ProposalKind, str], list[tuple[str, Proposal]]] = {}
    for each in reviews:
        for one in each.proposals:
            key = (each.checklist, one.kind, one.subject)
            groups.setdefault(key, []).append((each.number, one))
    found = [_merge(checklist, same) for (checklist, _, _), same in groups.items()]
    order = list(PROPOSAL_KINDS)
    found.sort(key=lambda one: (order.index(one.kind), -one.seen_in, one.checklist, one.subject))
    return tuple(found)


def _merge(checklist: str, same: Sequence[tuple[str, Proposal]]) -> MergedProposal:
    _, newest = same[-1]
    return MergedProposal(
        kind=newest.kind,
        subject=newest.subject,
        checklist=checklist,
        seen_in=len(same),
        measured=round(median(one.measured for _, one in same)),
        evidence={number: one.evidence for number, one in same},
        says={number: one.says for number, one in same},
        change=newest.change,
    )


def review_yaml(reviews: Sequence[Review]) -> str:
    """The proposals as YAML, with the entries of each case that speak for them."""
    body = {
        "cases": [one.number for one in reviews],
        "proposals": [_plain(one) for one in merged(reviews)],
    }
    head = (
        "# 复盘建议，由专案记录算出；采纳哪些由人决定，清单不会自动改动。",
        "# Proposals computed from the trails of cases; people decide, no checklist is changed by itself.",
    )
    return "\n".join((*head, *_block(body, 0))) + "\n"


def _plain(one: MergedProposal) -> dict[str, Json]:
    found: dict[str, Json] = {
        "kind": one.kind.value,
        "checklist": one.checklist,
        "subject": one.subject,
        "seen_in": one.seen_in,
        "measured": one.measured,
        "says": {number: text.zh for number, text in one.says.items()},
        "evidence": {number: list(seqs) for number, seqs in one.evidence.items()},
    }
    if one.change is not None:
        found["change"] = dict(one.change)
    return found


def _block(value: Mapping[str, Json], depth: int) -> Iterator[str]:
    """A mapping in block style; whatever is small stands on one line, which is JSON and therefore YAML."""
    indent = "  " * depth
    for key, one in value.items():
        name = key if key.isidentifier() and key.isascii() else json.dumps(key, ensure_ascii=False)
        if isinstance(one, list) and one and isinstance(one[0], Mapping):
            yield f"{indent}{name}:"
            for each in one:
                first, *rest = _block(each, depth + 2)
                yield f"{indent}  - {first.lstrip()}"
                yield from rest
        elif isinstance(one, Mapping) and one:
            yield f"{indent}{name}:"
            yield from _block(one, depth + 1)
        else:
            yield f"{indent}{name}: {json.dumps(one, ensure_ascii=False)}"
