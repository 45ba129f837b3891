"""Accounts: under which names people sign in to the pages, and the links by which they choose a password."""

from __future__ import annotations

import click

from launchkit.cli.app import NestedGroup
from launchkit.cli.base import argument, command, option
from launchkit.cli.entrance import web_address
from launchkit.cli.lines import put, put_json, table
from launchkit.cli.run import Run
from launchkit.domain.accounts import Account

_NAME = ("登录名，如 zhang.chi", "name to sign in with, like zhang.chi")


def _account() -> click.Parameter:
    return argument("account", zh=_NAME[0], en=_NAME[1])


@command(
    argument("person", zh="人员代码，如 P1", en="code of the person, like P1"),
    _account(),
    zh="给一个人登录账号，打印设置密码的一次性链接（72 小时内有效）；账号已有的只给新链接。",
    en="Give a person an account and print the link by which they choose a password (once, within 72 hours); for one they have, a new link.",
    examples=("launchkit account add P1 zhang.chi --as H1",),
)  # fmt: skip
def account_add(run: Run, person: str, account: str) -> int:
    """An account begins."""
    word = run.office.accounts.add(run.call(), account=account, person=person)
    return _linked(run, account, word)


@command(
    _account(),
    zh="忘记密码：打印新的一次性链接；选好新密码前旧密码仍有效。",
    en="A forgotten password: print a new link; until it is used the old password holds.",
    examples=("launchkit account link zhang.chi --as H1",),
)
def account_link(run: Run, account: str) -> int:
    """A new link."""
    return _linked(run, account, run.office.accounts.link(run.call(), account))


@command(
    _account(),
    zh="注销账号：立即退出所有设备，链接和接口令牌作废。",
    en="Close an account: signed out everywhere at once, its links and tokens are worth nothing.",
    examples=("launchkit account close zhang.chi --as H1",),
)
def account_close(run: Run, account: str) -> int:
    """An account ends."""
    run.office.accounts.close(run.call(), account)
    return _said(run, f"{account} 已注销。", f"{account} is closed.")


@command(
    _account(),
    zh="手机丢了：取消动态口令，下次登录时重新设置；自己的不能由自己办。",
    en="A lost telephone: forget the second factor, set up anew at the next sign-in; never one's own.",
)
def account_unlock(run: Run, account: str) -> int:
    """A second factor is forgotten."""
    run.office.accounts.forget_second_factor(run.call(), account)
    return _said(run, f"{account} 的动态口令已取消。", f"The second factor of {account} is gone.")


@command(
    argument("person", zh="人员代码", en="code of the person"),
    option("--end", is_flag=True, zh="不再是管理员", en="no administrator any more"),
    zh="指定系统管理员：管账号和设置，不因此在任何专案里有权限。",
    en="Name an administrator: of accounts and settings, without any right in a case by that.",
)
def account_administrator(run: Run, person: str, *, end: bool) -> int:
    """Who looks after accounts."""
    run.office.accounts.name_administrator(run.call(), person=person, administrator=not end)
    if end:
        return _said(
            run, f"{person} 不再是系统管理员。", f"{person} is no administrator any more."
        )
    return _said(run, f"{person} 是系统管理员。", f"{person} is an administrator.")


@command(zh="全部账号", en="all accounts")
def account_list(run: Run) -> int:
    """All accounts."""
    house = run.office.desk.house()
    found = run.office.store.accounts.all_accounts()
    if run.json:
        rows = [
            {
                "account": one.name,
                "person": one.person,
                "closed": one.disabled,
                "password": one.password is not None,
                "second_factor": one.totp is not None,
                "administrator": one.person in house.administrators,
            }
            for one in found
        ]
        put_json({"rows": rows})
        return 0
    if not found:
        put(run.say("还没有账号。", "There is no account yet."))
        return 0
    heads = [run.say("登录名", "account"), run.say("人员", "person"), run.say("状态", "state")]
    cells = [
        [one.name, f"{house.name(one.person)} {one.person}", _state(run, one)] for one in found
    ]
    table(heads, cells, whole=(0,))
    return 0


def _state(run: Run, one: Account) -> str:
    if one.disabled:
        return run.say("已注销", "closed")
    if one.password is None:
        return run.say("待设密码", "no password yet")
    return run.say("动态口令", "second factor") if one.totp else run.say("可登录", "open")


def _linked(run: Run, account: str, word: str) -> int:
    link = f"{web_address(run)}/link/{word}"
    if run.json:
        put_json({"account": account, "link": link})
        return 0
    put(
        run.say(
            f"{account} 设置密码的链接（一次性，72 小时内有效）：",
            f"The link by which {account} chooses a password (once, within 72 hours):",
        )
    )
    click.echo(link)
    return 0


def _said(run: Run, zh: str, en: str) -> int:
    if run.json:
        put_json({"said": run.say(zh, en)})
    else:
        put(run.say(zh, en), first=click.style("✓ ", fg="green"))
    return 0


account = NestedGroup(
    "account",
    {
        "add": account_add,
        "link": account_link,
        "list": account_list,
        "close": account_close,
        "unlock": account_unlock,
        "administrator": account_administrator,
    },
    zh="账号",
    en="accounts",
)
