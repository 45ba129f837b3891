"""The order of items: no circles, nothing out of reach, instances that find each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from launchkit.domain.checklist import Item, PartialNeed
from launchkit.domain.linting.remarks import Place, Remark, Sight


def lint_order(sight: Sight) -> Iterator[Remark]:
    """Needs: circles, items that can never be done, partial needs, recurring items and milestones."""
    for place, item in sight.items:
        yield from _needs(place, item, sight)
        yield from _milestone(place, item)
    yield from _reach(sight)


def _needs(place: Place, item: Item, sight: Sight) -> Iterator[Remark]:
    seen: set[str] = set()
    for number, need in enumerate(item.needs):
        here = (*place, "needs", number)
        names = need.of if isinstance(need, PartialNeed) else (need,)
        if isinstance(need, PartialNeed):
            yield from _partial(here, need)
        for inner, name in enumerate(names):
            spot = (*here, "of", inner) if isinstance(need, PartialNeed) else here
            yield from _need(spot, name, item, sight, twice=name in seen)
            seen.add(name)


def _partial(here: Place, need: PartialNeed) -> Iterator[Remark]:
    if not 1 <= need.any <= len(need.of):
        yield Remark(
            (*here, "any"),
            "impossible-need",
            f"“{len(need.of)} 项中完成 {need.any} 项”做不到；any 要在 1 和 {len(need.of)} 之间。",
            f"{need.any} of {len(need.of)} cannot be met; any has to lie between 1 and {len(need.of)}.",
        )


def _need(spot: Place, name: str, item: Item, sight: Sight, *, twice: bool) -> Iterator[Remark]:
    if name == item.id:
        yield Remark(
            spot,
            "needs-itself",
            f"“{name}”以自己为前置；请删去。",
            f"“{name}” needs itself; delete it.",
        )
    elif twice:
        yield Remark(
            spot,
            "not-unique",
            f"前置“{name}”写了两次；请删去一个。",
            f"The need “{name}” is written twice; delete one.",
        )
    elif name in sight.item and sight.item[name].recurs is not None:
        yield Remark(
            spot,
            "needs-recurring",
            f"“{name}”是周期性的，没有做完的一天，不能作前置；请改用一次性的清单项。",
            f"“{name}” recurs and is never finished, so nothing can need it; need an item that is done once.",
        )


def _milestone(place: Place, item: Item) -> Iterator[Remark]:
    if item.milestone and (item.per is not None or item.recurs is not None or item.optional):
        yield Remark(
            (*place, "milestone"),
            "milestone",
            "里程碑只能有一个、只发生一次且必须完成；请去掉 per、recurs 或 optional。",
            "A milestone happens once and has to happen; take away per, recurs or optional.",
        )


def _reach(sight: Sight) -> Iterator[Remark]:
    lost = unreachable(sight.item)
    in_circle: set[str] = set()
    for circle in circles(sight.item, lost):
        in_circle.update(circle)
        path = " → ".join((*circle, circle[0]))
        yield Remark(
            (*sight.item_place[circle[0]], "needs"),
            "cycle",
            f"前置关系绕成了圈：{path}；请断开其中一处。",
            f"The needs run in a circle: {path}; break it in one place.",
        )
    for name in lost:
        blocker = _blocker(sight.item[name], lost)
        # An item that stands in its own way has been told so already.
        if name not in in_circle and blocker != name:
            yield Remark(
                (*sight.item_place[name], "needs"),
                "unreachable",
                f"“{name}”永远做不到，因为它等着“{blocker}”；请先修好那一项。",
                f"“{name}” can never be done, because it waits for “{blocker}”; repair that one first.",
            )


def _blocker(item: Item, lost: Mapping[str, None]) -> str:
    for need in item.needs:
        names = need.of if isinstance(need, PartialNeed) else (need,)
        for name in names:
            if name in lost and name != item.id:
                return name
    return item.id


def unreachable(items: Mapping[str, Item]) -> dict[str, None]:
    """Ids of items that can never be done, in order: behind a circle, or behind a partial need that cannot be met."""
    done: set[str] = set()
    rest = dict(items)
    moved = True
    while moved:
        met = [
            name
            for name, item in rest.items()
            if all(_met(need, done, items) for need in item.needs)
        ]
        for name in met:
            del rest[name]
        done.update(met)
        moved = bool(met)
    return dict.fromkeys(rest)


def _met(need: str | PartialNeed, done: set[str], items: Mapping[str, Item]) -> bool:
    # A name that is unknown is told apart and must not hide what is really out of reach.
    if isinstance(need, PartialNeed):
        return sum(name in done or name not in items for name in need.of) >= need.any
    return need in done or need not in items


def circles(items: Mapping[str, Item], among: Mapping[str, None]) -> list[tuple[str, ...]]:
    """Circles of needs among the ids, one for each group of items that wait for each other, each from its first id."""
    found: list[tuple[str, ...]] = []
    settled: set[str] = set()
    for start in among:
        if start in settled:
            continue
        trail = _walk(start, items, among, settled)
        if trail:
            first = min(range(len(trail)), key=lambda n: list(among).index(trail[n]))
            found.append((*trail[first:], *trail[:first]))
    return found


def _walk(
    start: str, items: Mapping[str, Item], among: Mapping[str, None], settled: set[str]
) -> tuple[str, ...]:
    """Goes from need to need until an id comes back, or nothing is left; without recursion, for long chains."""
    trail = [start]
    while trail:
        ahead = [name for name in _lost_needs(items[trail[-1]], among) if name not in settled]
        if not ahead:
            settled.add(trail.pop())
            continue
        if ahead[0] in trail:
            circle = tuple(trail[trail.index(ahead[0]) :])
            settled.update(trail)
            return circle
        trail.append(ahead[0])
    return ()


def _lost_needs(item: Item, among: Mapping[str, None]) -> Iterator[str]:
    for need in item.needs:
        names = need.of if isinstance(need, PartialNeed) else (need,)
        yield from (name for name in names if name in among and name != item.id)
