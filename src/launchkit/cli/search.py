"""Finding items in the checklists: by title, code, id or an old name that people still use."""

from __future__ import annotations

import click

from launchkit.cli.base import argument, command, option
from launchkit.cli.lines import pad, put, put_json
from launchkit.cli.run import Run
from launchkit.domain.searching import FoundItem, search_items


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
    found = list(
        search_items(
            " ".join(text),
            [one.value for one in texts.parts.values()],
            [one.value for one in texts.checklists.values()],
            checklist=checklist,
        )
    )
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


def _plain(one: FoundItem) -> dict[str, object]:
    return {
        "item": one.item.id,
        "code": one.item.code,
        "title": {"zh": one.item.title.zh, "en": one.item.title.en},
        "part": one.part,
        "checklists": list(one.checklists),
        "alias": one.alias,
    }


def _print(run: Run, one: FoundItem) -> None:
    old = ""
    if one.alias:
        old = run.say(f"（旧称 {one.alias}）", f" (formerly {one.alias})")
    put(f"{run.text(one.item.title)}{old}", first=f"{pad(one.item.code, 8)} ")
    where = "、".join(one.checklists) or one.part
    click.echo(f"         {one.item.id} · {where}")
