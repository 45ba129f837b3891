"""Accounts by the command line: given, listed, closed; and what `up` prints at the first start."""

from __future__ import annotations

from launchkit.cli.account import account
from launchkit.cli.answers import KEYS
from launchkit.cli.entrance import entrance
from launchkit.cli.run import Run
from tests.cli.house import Terminal

WEB = "http://127.0.0.1:8650"


def test_an_account_is_given_by_a_link_listed_and_closed(terminal: Terminal) -> None:
    given = terminal.json("account", "add", "P1", "zhang.chi", "--as", "H1")
    assert tuple(given) == KEYS["account add"]
    assert given["link"].startswith(f"{WEB}/link/")
    again = terminal.json("account", "link", "zhang.chi", "--as", "H1")
    assert again["link"] != given["link"]
    (row,) = terminal.json("account", "list")["rows"]
    assert row == {
        "account": "zhang.chi",
        "person": "P1",
        "closed": False,
        "password": False,
        "second_factor": False,
        "administrator": False,
        "company": False,
    }
    assert "待设密码" in "".join(terminal.lines("account", "list"))
    terminal.type("account", "unlock", "zhang.chi", "--as", "H1")
    terminal.type("account", "close", "zhang.chi", "--as", "H1")
    assert "已注销" in "".join(terminal.lines("account", "list"))
    terminal.type("account", "link", "zhang.chi", "--as", "H1", code=3)


def test_a_link_is_printed_for_people_on_a_line_of_its_own(terminal: Terminal) -> None:
    lines = terminal.lines("account", "add", "P1", "zhang.chi", "--as", "H1")
    assert lines[-1].startswith(f"{WEB}/link/")


def test_who_has_a_password_and_a_second_factor_is_told(terminal: Terminal) -> None:
    from launchkit.bootstrap import open_office  # noqa: PLC0415
    from launchkit.domain.accounts import Account  # noqa: PLC0415
    from launchkit.settings import read_settings  # noqa: PLC0415

    office = open_office(read_settings({}, home=terminal.home))
    for name, totp in (("one", None), ("two", b"key")):
        office.store.accounts.keep_account(
            Account(name=name, person="P1", password="$argon2id$…", totp=totp, created_at="2026")
        )
    office.close()
    lines = terminal.lines("account", "list")
    assert any("one" in line and "可登录" in line for line in lines)
    assert any("two" in line and "动态口令" in line for line in lines)


def test_administrators_are_named_by_each_other(terminal: Terminal) -> None:
    for words in (("H1", "--as", "H1"), ("P1", "--as", "H1")):
        done = terminal.json("account", "administrator", *words)
        assert tuple(done) == ("said", "waits")
        assert done["waits"] is None
    asked = terminal.json("account", "administrator", "H1", "--end", "--as", "P1")["waits"]
    terminal.type("account", "agree", str(asked), "--as", "P1", code=1)
    assert (
        tuple(terminal.json("account", "agree", str(asked), "--as", "H1")) == KEYS["account agree"]
    )
    refused = terminal.json("account", "add", "P1", "zhang.chi", "--as", "H1", code=1)
    assert refused["error"]["code"] == "needs_administrator"


def test_an_empty_list_says_so(terminal: Terminal) -> None:
    assert terminal.lines("account", "list") == ["还没有账号。"]


def test_every_command_of_the_group_says_what_a_script_is_given() -> None:
    assert {f"account {name}" for name in account.commands} <= set(KEYS)


def a_run(terminal: Terminal, lang: str) -> Run:
    return Run((), {"LAUNCHKIT_HOME": str(terminal.home), "LAUNCHKIT_LANG": lang})


def test_the_first_start_prints_a_link_until_there_is_an_account(fresh: Terminal) -> None:
    run = a_run(fresh, "en")
    first = entrance(run, WEB, examples=False)
    assert first is not None
    assert f"{WEB}/link/" in first
    assert entrance(run, WEB, examples=False) != first
    run.close()
    fresh.type("person", "add", "H1", "--name", "周正", "--as", "H1")
    fresh.type("account", "administrator", "H1", "--as", "H1")
    run = a_run(fresh, "en")
    assert entrance(run, WEB, examples=False) is None
    run.close()


def test_the_examples_have_a_link_of_their_own(terminal: Terminal) -> None:
    run = a_run(terminal, "zh")
    printed = entrance(run, WEB, examples=True)
    assert printed is not None
    assert "看示例" in printed
    assert "只在本机有效" in printed
    run.close()


def test_a_second_administrator_agrees_or_does_not(terminal: Terminal) -> None:
    for words in (("H1", "--as", "H1"), ("P2", "--as", "H1")):
        terminal.type("account", "administrator", *words)
    assert terminal.lines("account", "waiting") == ["没有等待确认的变更。"]
    lines = terminal.lines("account", "add", "P2", "lin.zhou", "--as", "H1")
    assert "第二位管理员" in "".join(lines)
    told = terminal.json("account", "waiting")["rows"]
    assert [(one["change"], one["person"], one["account"], one["by"]) for one in told] == [
        ("add", "P2", "lin.zhou", "H1")
    ]
    assert "lin.zhou" in "".join(terminal.lines("account", "waiting"))
    agreed = terminal.lines("account", "agree", str(told[0]["seq"]), "--as", "P2")
    assert agreed[-1].startswith(f"{WEB}/link/")
    asked = terminal.json("account", "link", "lin.zhou", "--as", "H1")
    assert asked["link"] is None
    dropped = terminal.json("account", "drop", str(asked["waits"]), "--as", "H1")
    assert tuple(dropped) == KEYS["account drop"]
    terminal.type("account", "agree", str(asked["waits"]), "--as", "P2", code=3)


def test_the_company_is_linked_by_invitation_and_unlinked(terminal: Terminal) -> None:
    from launchkit.bootstrap import open_office  # noqa: PLC0415
    from launchkit.domain.accounts import CompanyIdentity  # noqa: PLC0415
    from launchkit.settings import read_settings  # noqa: PLC0415

    terminal.type("account", "add", "P1", "zhang.chi", "--as", "H1")
    assert "公司账号" in "".join(terminal.lines("account", "invite", "zhang.chi", "--as", "H1"))
    terminal.type("account", "unlink", "zhang.chi", "--as", "H1", code=3)
    office = open_office(read_settings({}, home=terminal.home))
    office.store.accounts.keep_identity(
        CompanyIdentity(issuer="https://sso.example.com", subject="s", account="zhang.chi")
    )
    office.close()
    assert terminal.json("account", "list")["rows"][0]["company"]
    done = terminal.json("account", "unlink", "zhang.chi", "--as", "H1")
    assert tuple(done) == KEYS["account unlink"]
