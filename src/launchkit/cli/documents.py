"""Issuing and voiding documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from launchkit.cli.acting import finish, tell_prefect
from launchkit.cli.base import argument, case_argument, command, option
from launchkit.cli.failures import problem_text
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Run
from launchkit.desk import Issued, PressFailed
from launchkit.domain.checklist import Text
from launchkit.domain.errors import LaunchkitError
from launchkit.domain.rules import documents as rules
from launchkit.domain.telling import document_line


@command(
    case_argument(),
    argument("documents", nargs=-1, zh="文书编号，如 D02（默认：所有要素已齐的）", en="codes like D02 (default: all whose facts are complete)"),
    option("--to", metavar="DIR", zh="另存 PDF 到这个文件夹", en="also write the PDFs into this folder"),
    zh="出具文书：编号、定稿、打印成 PDF、入库。要素没变的，给出原来那份。",
    en="Issue documents: numbered, printed to PDF, kept. If no fact changed, the one issued before is given.",
    examples=("launchkit issue 3 D02 --to 打印 --as P1", "launchkit issue 3 --as P1"),
)  # fmt: skip
def issue(run: Run, case: str, documents: tuple[str, ...], to: str | None) -> int:
    """Documents to PDF."""
    found, call = run.case_id(case), run.call()
    names = documents or _ready(run, found)
    done: list[tuple[Issued, Path | None]] = []
    failed: list[tuple[str, Exception]] = []
    for number, name in enumerate(names):
        own = call if number == 0 else _numbered(call, number)
        try:
            one = run.office.desk.issue(own, found, name)
        except (LaunchkitError, PressFailed) as error:
            if len(names) == 1:
                raise
            failed.append((name, error))
            continue
        done.append((one, _write(run, one, to)))
    if done:
        tell_prefect(run, run.office.desk.case(found))
    if run.json:
        put_json(
            {
                "case": found,
                "issued": [_issued_json(one, path) for one, path in done],
                "failed": [{"document": name, **problem_text(error)} for name, error in failed],
            }
        )
        return 1 if failed else 0
    _print(run, done, failed)
    return 1 if failed else 0


def _ready(run: Run, case: str) -> tuple[str, ...]:
    known = run.office.desk.case(case)
    return tuple(one.key for one in (*rules.unfinished(known), *rules.ready_to_issue(known)))


def _numbered(call: Any, number: int) -> Any:
    from dataclasses import replace  # noqa: PLC0415

    return replace(call, request=f"{call.request}.{number}")


def _write(run: Run, one: Issued, to: str | None) -> Path | None:
    if to is None:
        return None
    folder = Path(to)
    folder.mkdir(parents=True, exist_ok=True)
    number = (one.document.number or "").replace("/", "_")
    path = folder / f"{one.document.document}{'_' if number else ''}{number}.pdf"
    path.write_bytes(run.office.vault.get(one.file.digest))
    return path


def _issued_json(one: Issued, path: Path | None) -> dict[str, Any]:
    return {
        "document": one.document.document,
        "number": one.document.number,
        "date": one.document.date,
        "digest": one.file.digest,
        "size": one.file.size,
        "fresh": one.fresh,
        "path": None if path is None else str(path),
    }


def _print(
    run: Run, done: list[tuple[Issued, Path | None]], failed: list[tuple[str, Exception]]
) -> None:
    for one, path in done:
        how = run.say("已出具", "issued") if one.fresh else run.say("原已出具", "issued before")
        put(
            f"{how} {one.document.document} {one.document.number or ''} ({one.file.size // 1024 + 1} KB)",
            first="✓ ",
        )
        if path is not None:
            put(str(path), first="    ")
    if done and done[0][1] is None:
        put(
            run.say("要 PDF 文件，加上 --to 文件夹。", "For the PDF itself, add --to FOLDER."),
            first="    ",
        )
    for name, error in failed:
        put(f"{name}: {run.say(error.zh, error.en)}", first="✗ ", err=True)  # type: ignore[attr-defined]
    if not done and not failed:
        put(
            run.say(
                "现在没有要素已齐、尚未出具的文书。看还缺什么：launchkit papers 专案 任务",
                "No document is complete and unissued. To see what lacks: launchkit papers CASE TASK",
            )
        )


@command(
    case_argument(),
    argument("document", zh="文书编号，如 D02", en="code like D02"),
    option("--reason", default="", zh="理由", en="reason"),
    zh="作废文书（总部负责人）；编号不再使用。",
    en="Declare a document void (headquarters); its number is not used again.",
    examples=("launchkit void 3 D02 --reason 被授权人写错 --as H1",),
)
def void(run: Run, case: str, document: str, reason: str) -> int:
    """A document is void."""
    outcome = run.office.desk.void(run.call(), run.case_id(case), document, reason=reason)
    wanted = rules.wanted(outcome.case, document)
    line = document_line(outcome.case, wanted)
    said = Text(zh=f"{line.key} {line.title.zh}已作废", en=f"{line.key} {line.title.en} is void")
    return finish(run, outcome, said)
