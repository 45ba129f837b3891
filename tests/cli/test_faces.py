"""What people see: help, one thing first, widths, both languages, keys for scripts."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from launchkit.cli.answers import ERROR, KEYS, ON_TASK, WRITTEN
from launchkit.cli.app import app
from launchkit.cli.lines import width
from launchkit.cli.reference import reference_text
from launchkit.cli.table import COMMANDS
from tests.cli.house import Terminal

ROOT = Path(__file__).parent.parent.parent
#: What none of the quick commands may import.
HEAVY = (
    "prefect",
    "weasyprint",
    "fastapi",
    "starlette",
    "alembic",
    "ruamel",
    "jinja2",
    "fontTools",
)
#: Commands that answer without rules import no database either.
LIGHTEST = ("sqlalchemy", "pydantic", "rich", "launchkit.desk", "launchkit.store")


def there() -> list[str]:
    with click.Context(app) as ctx:
        return app.list_commands(ctx)


# --- help ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_of_commands_names_each_in_one_line(fresh: Terminal, lang: str) -> None:
    lines = fresh.lines("--help", "--lang", lang)
    for name in there():
        said = COMMANDS[name].en if lang == "en" else COMMANDS[name].zh
        assert any(line.split()[:1] == [name] and said in line for line in lines), name
    assert max(width(line) for line in lines) <= 80
    assert not fresh.home.exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", there())
def test_each_command_explains_itself_in_eighty_columns(
    fresh: Terminal, name: str, lang: str
) -> None:
    lines = fresh.lines(name, "--help", "--lang", lang)
    assert lines[0].startswith("Usage: " if lang == "en" else "用法: ")
    wide = [line for line in lines if width(line) > 80]
    assert all(line.startswith("  launchkit ") for line in wide), wide


def test_without_a_command_the_list_is_shown(fresh: Terminal) -> None:
    assert fresh.lines() == fresh.lines("--help")


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("shw",), "没有命令 shw；是不是 show？", "There is no command shw; did you mean show?"),
        (("zzzzz",), "没有命令 zzzzz。", "There is no command zzzzz."),
        (("done", "1"), "缺少 TASK。", "Missing argument 'TASK'."),
        (
            ("next", "--persn", "x"),
            "没有选项 --persn；是不是 --person",
            "No such option '--persn'.",
        ),
        (("cases", "x"), "多出了参数 x。", "Got unexpected extra argument (x)"),
        (("show", "1", "--lang", "de"), "--lang 只能是 zh、en。", "Invalid value for '--lang'"),
        (("cases", "--on", "2026-13-01"), "发生日期写作 2026-03-02。", "Write the day as"),
        (("cases", "--request", "a b"), "请求编号只能用", "A request id has"),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence(
    fresh: Terminal, words: tuple[str, ...], zh: str, en: str
) -> None:
    error = fresh.json(*words, code=2)["error"]
    assert error["zh"].startswith(zh)
    assert error["en"].startswith(en)


def test_global_options_are_taken_before_and_after_the_command(terminal: Terminal) -> None:
    before = terminal.type("--json", "--lang", "en", "cases").stdout
    after = terminal.type("cases", "--lang", "en", "--json").stdout
    assert json.loads(before) == json.loads(after)


def test_the_reference_page_is_current() -> None:
    page = ROOT / "docs" / "reference" / "cli.md"
    assert page.read_text(encoding="utf-8") == reference_text(), (
        "run: python -m launchkit.cli.reference docs/reference/cli.md"
    )


# --- start-up -----------------------------------------------------------------------------------------


def modules_after(home: Path, *words: str) -> set[str]:
    """Modules imported when a command has run, in a process of its own."""
    code = (
        "import json, sys\n"
        "from launchkit.cli import app\n"
        "try:\n    app.main(sys.argv[1:])\n"
        "except SystemExit as end:\n    assert end.code in (0, None), end.code\n"
        "print('\\n' + json.dumps(sorted(sys.modules)))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "LAUNCHKIT_HOME": str(home), "LAUNCHKIT_LANG": "zh"},
        capture_output=True,
        check=True,
        text=True,
    )
    return set(json.loads(found.stdout.splitlines()[-1]))


def strangers(modules: set[str], names: tuple[str, ...]) -> list[str]:
    return [one for one in names if any(m == one or m.startswith(f"{one}.") for m in modules)]


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("cases",),
        ("next", "--as", "P1"),
        ("show", "1"),
        ("done", "1", "T-4#hire-1", "--fact", "joined_on=2026-03-10", "--as", "P2"),
        ("done", "--help"),
    ],
    ids=" ".join,
)
def test_quick_commands_import_nothing_heavy(terminal: Terminal, words: tuple[str, ...]) -> None:
    terminal.type("instance", "1", "hire", "--as", "P1")
    assert strangers(modules_after(terminal.home, *words), HEAVY) == []


def test_help_imports_neither_database_nor_rules(terminal: Terminal) -> None:
    assert strangers(modules_after(terminal.home, "--help"), LIGHTEST) == []


def test_the_board_imports_no_rules(terminal: Terminal) -> None:
    assert (
        strangers(modules_after(terminal.home, "cases"), ("launchkit.desk", "launchkit.library"))
        == []
    )


def test_the_guard_sees_a_planted_import(terminal: Terminal) -> None:
    assert strangers(modules_after(terminal.home, "search", "T-1"), HEAVY) == ["ruamel"]


# --- one thing first ------------------------------------------------------------------------------------


def test_next_puts_one_thing_on_top_with_all_it_needs(leased: Terminal) -> None:
    leased.type("reject", "1", "T-2", "--reason", "缺页", "--as", "H1")
    lines = leased.lines("next", "--as", "P1")
    assert lines[0] == "张伟 (P1)：先办这一件"
    assert lines[1] == "  T-2  签订租赁合同  [在办]"
    said = "\n".join(lines)
    for part in ("有合同才能登记。", "房东可能另租。", "房东处", "□ 营业执照 复印件 2 份，盖公章"):
        assert part in said
    assert lines[-1] == "    launchkit done 特情〔2026〕1号 sign_lease"


def test_a_statutory_day_comes_before_a_house_day(leased: Terminal) -> None:
    """Both have passed: T-3 by law since 2026-04-04, the added task by the house since 2026-02-01."""
    leased.type("approve", "1", "T-2", "--as", "H1")
    leased.type(
        *("add", "1", "extra_key", "--title", "配钥匙", "--owner", "lead", "--reason", "只有一把"),
        *("--due", "2026-02-01", "--as", "P1"),
    )
    agenda = leased.json("next", "--as", "P1")
    assert [agenda["first"]["key"], *(one["key"] for one in agenda["then"])] == [
        "file_lease",
        "extra_key",
    ]


def test_nothing_to_do_says_what_comes_next(terminal: Terminal) -> None:
    lines = terminal.lines("next", "--as", "H1")
    assert lines[0] == "李娜 (H1)：现在没有可办的事。"
    assert "  T-5     开业" in lines
    assert any(line.startswith("          等 T-3 租赁备案") for line in lines)
    assert terminal.lines("next", "--as", "H1", "--lang", "en")[0] == (
        "李娜 (H1): nothing can be taken up right now."
    )


def test_an_unknown_person_is_not_found(terminal: Terminal) -> None:
    assert terminal.json("next", "--person", "P9", code=3)["error"]["code"] == "not_found"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "words",
    [("next", "--as", "P1"), ("next",), ("show", "1", "--all", "--facts"), ("cases",), ("trail", "1", "--full"),
     ("deadlines", "1"), ("papers", "1", "T-2"), ("show", "1", "--task", "T-2"), ("person", "list"), ("company", "list"),
     ("branch", "list"), ("doctor",), ("date", "2026-09-28", "+5w")],
    ids=" ".join,
)  # fmt: skip
def test_nothing_is_wider_than_the_terminal(
    leased: Terminal, words: tuple[str, ...], lang: str
) -> None:
    lines = leased.lines(*words, "--lang", lang, code=None)
    wide = [line for line in lines if width(line) > 80]
    assert all(line.strip().startswith("launchkit ") for line in wide), wide
    assert lines


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_names_are_never_cut(leased: Terminal, columns: int) -> None:
    narrow = Terminal(leased.home, columns)
    for words in (("person", "list"), ("show", "1"), ("next", "--as", "P2")):
        assert "欧阳䶮" in "".join(narrow.lines(*words)).replace(" ", "")


# --- keys for scripts ---------------------------------------------------------------------------------


def story(terminal: Terminal, folder: Path) -> list[tuple[str, tuple[str, ...]]]:
    """One call of each command, in an order in which each is allowed."""
    (folder / "q.yaml").write_text("- firm: 甲\n  amount: 1\n", encoding="utf-8")
    (folder / "s.png").write_bytes(b"\x89PNG\r\n\x1a\n..")
    year = ROOT / "checklists" / "calendars" / "cn_2026.yaml"
    lead, boss = ("--as", "P1"), ("--as", "H1")
    return [
        ("next", lead),
        ("cases", ()),
        ("start", ("1", "T-1", *lead)),
        ("block", ("1", "T-1", "--waiting-on", "房东", "--reason", "出差", *lead)),
        ("unblock", ("1", "T-1", *lead)),
        ("attach", ("1", "T-1", str(folder / "s.png"), *lead)),
        ("extend", ("1", "T-1", "--to", "2027-01-04", "--reason", "等", *boss)),
        ("suspend", ("1", "T-1", "--since", "2026-02-01", "--reason", "补正", *boss)),
        ("resume", ("1", "T-1", "--on", "2026-02-03", *boss)),
        ("done", ("1", "T-1", "--fact", f"quotes=@{folder / 'q.yaml'}", *lead)),
        ("reopen", ("1", "T-1", "--reason", "再看", *lead)),
        ("assign", ("1", "T-1", "--to", "P2", *lead)),
        ("waive", ("1", "T-1", "--reason", "不用", "--as", "P2")),
        ("reject", ("1", "T-1", "--reason", "要办", *boss)),
        ("waive", ("1", "T-1", "--reason", "真不用", "--as", "P2")),
        ("approve", ("1", "T-1", *boss)),
        ("state", ("1", "monthly_rent=1", *lead)),
        ("instance", ("1", "hire", "--label", "王芳", *lead)),
        ("add", ("1", "extra", "--title", "多", "--owner", "lead", "--reason", "要", *lead)),
        ("team", ("1", "--person", "P2", "--role", "mate", "--role", "hq_fin", *boss)),
        *_holdings(folder),
        *_people(),
        *_crisis(folder),
        ("show", ("1",)),
        ("show --task", ("1", "--task", "T-1")),
        ("papers", ("1", "T-2")),
        ("brief", ("1",)),
        ("deadlines", ("1",)),
        ("date", ("2026-09-28", "+5w")),
        ("search", ("T-1",)),
        ("issue", ("1", *lead)),
        ("trail", ("1",)),
        ("verify", ()),
        ("person add", ("P9", "--name", "何九", *boss)),
        ("person show", ("P9",)),
        ("person list", ()),
        ("calendar adopt", (str(year), *boss)),
        ("check", (str(terminal.home / "case.yaml"),)),
        ("advance", ("1",)),
        ("sweep", ()),
        ("notices", ("1",)),
        ("channel set", ("P1", "file", "P1", *lead)),
        ("channel list", ()),
        ("channel test", ("P1",)),
        ("feed", ("1", "-o", str(folder / "1.ics"), *lead)),
        ("token new", ("--label", "x", *lead)),
        ("token list", lead),
        *_webhooks(),
        ("rebuild", ()),
        ("backup", (str(folder / "backup"),)),
    ]


def _webhooks() -> list[tuple[str, tuple[str, ...]]]:
    """One call of each command about webhooks that sends nothing."""
    boss = ("--as", "H1")
    # Its id follows from the request.
    hook = f"wh-{hashlib.sha256(b'hook-1').hexdigest()[:12]}"
    return [
        ("webhook add", ("https://hooks.example.org/", "--request", "hook-1", *boss)),
        ("webhook list", boss),
        ("webhook show", (hook, *boss)),
        ("webhook rotate", (hook, *boss)),
        ("webhook deliveries", (hook, *boss)),
        ("webhook disable", (hook, *boss)),
        ("webhook enable", (hook, *boss)),
        ("webhook remove", (hook, *boss)),
    ]


def _holdings(folder: Path) -> list[tuple[str, tuple[str, ...]]]:
    """One call of each command about what is in whose hands and passes on."""
    lead, mate = ("--as", "P1"), ("--as", "P2")
    scan = str(folder / "s.png")
    return [
        ("custody take", ("1", "--kind", "cash", "--label", "钱箱", "--count", "20", *lead)),
        ("custody count", ("1", "cash-1", "19.50", "--reason", "快递", *lead)),
        ("custody move", ("1", "cash-1", "--to", "P2", "--count", "19.50", *lead)),
        ("custody take", ("1", "--kind", "seal", "--label", "公章", "--place", "柜", *lead)),
        ("custody list", ("1",)),
        ("promise make", ("1", "--to", "房东", "--what", "押金", "--by", "2030-01-01", *lead)),
        ("promise move", ("1", "p-1", "--by", "2030-01-02", "--note", "周末", *lead)),
        ("promise list", ("1",)),
        ("promise keep", ("1", "p-1", *lead)),
        ("promise make", ("1", "--to", "物业", "--what", "清运", "--by", "2030-01-01", *lead)),
        ("promise break", ("1", "p-2", "--reason", "没车", *lead)),
        ("promise make", ("1", "--to", "物业", "--what", "清运", "--by", "2030-01-01", *lead)),
        ("promise withdraw", ("1", "p-3", "--reason", "不用", *lead)),
        (
            "place add",
            (
                "1",
                "--kind",
                "房东处",
                "--name",
                "建设大路 9 号",
                "--hours",
                "mon-fri 09:00-17:00",
                *lead,
            ),
        ),
        ("place change", ("1", "place-1", "--phone", "139", *lead)),
        ("place list", ("1",)),
        ("handover begin", ("1", "--to", "P2", *lead)),
        ("handover cancel", ("1", "--reason", "再等", *lead)),
        ("handover begin", ("1", "--to", "P2", "--reason", "轮换", "--stays", *lead)),
        ("handover show", ("1",)),
        ("handover print", ("1", "--to", str(folder), *lead)),
        ("sent out", ("1", "D66#handover-2", "--to", "总部", "--expected", "2030-01-01", *lead)),
        ("sent list", ("1",)),
        ("sent back", ("1", "D66#handover-2", "--file", scan, *lead)),
        ("handover sign", ("1", "--note", "点清", *lead)),
        ("handover sign", ("1", "--count", "seal-1=1", *mate)),
        ("custody end", ("1", "cash-1", "--outcome", "lost", *mate)),
    ]


def _people() -> list[tuple[str, tuple[str, ...]]]:
    """One call of each command about standing in for each other."""
    lead, mate, boss = ("--as", "P1"), ("--as", "P2"), ("--as", "H1")
    scope = ("--role", "lead", "--until", "2030-01-01", "--reason", "出差")
    return [
        ("delegate", ("1", "--to", "P2", "--from", "2029-12-20", *scope, *lead)),
        ("absent", ("1", "--from", "2029-12-20", "--deputy", "P1", *mate)),
        ("back", ("1", *mate)),
        ("deputy", ("1", "P1", "P2", *lead)),
        ("watch", ("1", "T-2", *mate)),
        ("block", ("1", "T-2", "--waiting-on", "房东", "--reason", "出差", *boss)),
        ("nudge", ("1", "T-2", "--how", "visit", "--again", "2030-01-01", *boss)),
        ("unblock", ("1", "T-2", *boss)),
        ("break-glass", ("1", "T-2", "--reason", "急", *mate)),
        ("erase ask", ("1", "landlord_name", "--reason", "本人要求", *lead)),
        ("erase refuse", ("1", "e-1", "--reason", "诉讼", *boss)),
        ("erase ask", ("1", "landlord_name", "--reason", "本人要求", *lead)),
        ("erase agree", ("1", "e-2", *boss)),
        ("person account", ("P1", "zhang.wei", *boss)),
        ("person add", ("P8", "--name", "何八", *boss)),
        ("person same", ("P8", "P2", *boss)),
        ("person suspend", ("P8", "--reason", "配合调查", *boss)),
        ("person restore", ("P8", "--reason", "查清", *boss)),
        ("account add", ("P2", "li.si", *boss)),
        ("account link", ("li.si", *boss)),
        ("account list", ()),
        ("account administrator", ("H1", *boss)),
        ("account unlock", ("li.si", *boss)),
        ("account invite", ("li.si", *boss)),
        ("account close", ("li.si", *boss)),
        ("account administrator", ("P1", *boss)),
        ("account administrator", ("P2", *boss)),
        ("account waiting", ()),
    ]


def _crisis(folder: Path) -> list[tuple[str, tuple[str, ...]]]:
    """One call of each command about a crisis."""
    lead, boss = ("--as", "P1"), ("--as", "H1")
    return [
        ("severity", ("1", "2", "--reason", "断电", *boss)),
        (
            "happening add",
            ("1", "--at", "2026-02-01", "--what", "断电", "--source", "物业", *lead),
        ),
        ("happening list", ("1",)),
        ("happening withdraw", ("1", "h-1", "--reason", "记错", *lead)),
        ("report draft", ("1",)),
        ("report file", ("1", *lead)),
        ("report list", ("1",)),
        ("counsel ask", ("1", "--text", "能否扣押金？", *lead)),
        ("counsel list", ("1", *lead)),
        ("review", ("1", "-o", str(folder / "review.yaml"))),
    ]


def test_the_answers_have_the_keys_written_down(terminal: Terminal, tmp_path: Path) -> None:
    seen: dict[str, Any] = {}
    for name, words in story(terminal, tmp_path):
        head = name.removesuffix(" --task").split()
        answer = terminal.json(*head, *words)
        assert tuple(answer) == KEYS[name], name
        seen[name] = answer
    # These end or restore a whole case; their own tests look at them.
    assert set(KEYS) - set(seen) == {
        "open",
        "close",
        "answer",
        "void",
        "erase do",
        "branch role",
        "counsel answer",
        "doctor",
        "restore",
        "token end",
        "webhook test",
        "webhook resend",
        "account unlink",
        "account agree",
        "account drop",
    }
    assert seen["start"]["task"]["standing"] == "started"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_story_told_to_people(terminal: Terminal, tmp_path: Path, lang: str) -> None:
    for name, words in story(terminal, tmp_path):
        head = name.removesuffix(" --task").split()
        lines = terminal.lines(*head, *words, "--lang", lang)
        # A draft goes into a file and an editor; its lines are as long as its sentences.
        wide = [line for line in lines if width(line) > 80 and name != "report draft"]
        assert all(
            line.strip().startswith("launchkit ") or str(tmp_path) in line for line in wide
        ), wide
        assert lines, name
        # A text that exists in one language only would show here.
        assert "None" not in "".join(lines), name


def test_doctor_and_failures_have_theirs(terminal: Terminal) -> None:
    assert tuple(terminal.json("doctor", code=None)) == KEYS["doctor"]
    assert tuple(terminal.json("show", "9", code=3)["error"]) == ERROR
    assert ON_TASK[:-1] == WRITTEN
