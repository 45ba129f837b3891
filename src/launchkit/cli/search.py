"""Finding items in the checklists: by title, code, id or an old name that people still use."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import click

from launchkit.cli.base import argument, command, option
from launchkit.cli.lines import pad, put, put_json
from launchkit.cli.run import Run
from launchkit.domain.checklist import Checklist, Item


class Found(NamedTuple):
    """An item with the checklists it belongs to and the old name by which it was found."""

    item: Item
    part: str
    checklists: tuple[str, ...]
    alias: str | None


@command(
    argument("text", nargs=-1, required=True, zh="要找的字", en="what to look for"),
    option("--checklist", metavar="ID", zh="只找一个清单", en="one checklist only"),
    zh="在清单里找任务：名称、编号、代号，也认旧称（老表格里的叫法）。",
    en="Find items by title, code, id, or by an old name that people still use.",
    examples=("launchkit search 踏勘", "launchkit search NB-16", "launchkit search lease"),
)
def search(run: Run, text: tuple[str, ...], checklist: str | None) -> int:
    """Items that match."""
    from launchkit.library.texts import gathered  # noqa: PLC0415

    texts = gathered(run.settings.home)
    words = [_folded(one) for word in text for one in word.split()]
    uses = {name: _parts(one.value) for name, one in texts.checklists.items()}
    found: list[Found] = []
    for part in texts.parts.values():
        lists = tuple(sorted(name for name, parts in uses.items() if part.value.part in parts))
        if checklist is not None and checklist not in lists:
            continue
        for stage in part.value.stages:
            for item in stage.items:
                found.extend(_match(item, part.value.part, lists, words))
    if run.json:
        put_json({"items": [_plain(one) for one in found]})
    elif not found:
        put(
            run.say(
                "没有找到。换一个短一些的词，或只写其中两个字再试。",
                "Nothing was found. Try a shorter word, or part of one.",
            )
        )
    else:
        for one in found:
            _print(run, one)
    return 0 if found else 3


def _parts(checklist: Checklist) -> frozenset[str]:
    return frozenset(one.part for one in checklist.parts)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _match(item: Item, part: str, lists: tuple[str, ...], words: list[str]) -> Iterator[Found]:
    own = _folded(f"{item.code} {item.id} {item.title.zh} {item.title.en}")
    aliases = " ".join(item.aliases)
    if not all(word in own or word in _folded(aliases) for word in words):
        return
    by_alias = not all(word in own for word in words)
    alias = next((a for a in item.aliases if any(w in _folded(a) for w in words)), None)
    yield Found(item=item, part=part, checklists=lists, alias=alias if by_alias else None)


def _plain(one: Found) -> dict[str, object]:
    return {
        "item": one.item.id,
        "code": one.item.code,
        "title": {"zh": one.item.title.zh, "en": one.item.title.en},
        "part": one.part,
        "checklists": list(one.checklists),
        "alias": one.alias,
    }


def _print(run: Run, one: Found) -> None:
    old = ""
    if one.alias:
        old = run.say(f"（旧称 {one.alias}）", f" (formerly {one.alias})")
    put(f"{run.text(one.item.title)}{old}", first=f"{pad(one.item.code, 8)} ")
    where = "、".join(one.checklists) or one.part
    click.echo(f"         {one.item.id} · {where}")
