"""Accounts: under which names people sign in to the pages, and the links by which they choose a password."""

from __future__ import annotations

from dataclasses import asdict

import click

from launchkit.cli.app import NestedGroup
from launchkit.cli.base import argument, command, option
from launchkit.cli.entrance import web_address
from launchkit.cli.lines import put, put_json, table
from launchkit.cli.run import Run
from launchkit.desk.administration import Changed
from launchkit.domain.accounts import Account, SignInChange
from launchkit.domain.telling.sign_in import CHANGES

_NAME = ("登录名，如 zhang.chi", "name to sign in with, like zhang.chi")


def _account() -> click.Parameter:
    return argument("account", zh=_NAME[0], en=_NAME[1])


def _asked() -> click.Parameter:
    return argument("asked", type=int, zh="编号", en="its number")


@command(
    argument("person", zh="人员代码，如 P1", en="code of the person, like P1"),
    _account(),
    zh="给一个人登录账号，打印设置密码的一次性链接（72 小时内有效）；账号已有的只给新链接。",
    en="Give a person an account and print the link by which they choose a password (once, within 72 hours); for one they have, a new link.",
    examples=("launchkit account add P1 zhang.chi --as H1",),
)  # fmt: skip
def account_add(run: Run, person: str, account: str) -> int:
    """An account begins."""
    return _linked(run, account, _changed(run, SignInChange.ADD, account, person))


@command(
    _account(),
    zh="忘记密码：打印新的一次性链接；选好新密码前旧密码仍有效。",
    en="A forgotten password: print a new link; until it is used the old password holds.",
    examples=("launchkit account link zhang.chi --as H1",),
)
def account_link(run: Run, account: str) -> int:
    """A new link."""
    return _linked(run, account, _changed(run, SignInChange.LINK, account))


@command(
    _account(),
    zh="邀请本人用公司账号登录：打印一次性链接（72 小时内有效），本人打开后用公司账号登录一次即关联。",
    en="Invite a person to sign in with the company: print a link (once, within 72 hours) by which they sign in there and are linked.",
    examples=("launchkit account invite zhang.chi --as H1",),
)
def account_invite(run: Run, account: str) -> int:
    """Somebody of the company will belong to an account."""
    done = _changed(run, SignInChange.INVITE, account)
    zh = f"{account} 用公司账号登录的邀请链接（一次性，72 小时内有效）："
    en = f"The link by which {account} signs in with the company (once, within 72 hours):"
    return _linked(run, account, done, zh=zh, en=en)


@command(
    _account(),
    zh="解除与公司登录的关联：公司账号不再进入这个账号，立即退出。",
    en="Unlink from the company's sign-in: it no longer leads to this account, which is signed out at once.",
)
def account_unlink(run: Run, account: str) -> int:
    """Nobody of the company belongs to an account any more."""
    done = _changed(run, SignInChange.UNLINK, account)
    return _said(
        run, f"{account} 已解除公司登录。", f"{account} is unlinked from the company.", done
    )


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
    done = _changed(run, SignInChange.FORGET, account)
    zh, en = f"{account} 的动态口令已取消。", f"The second factor of {account} is gone."
    return _said(run, zh, en, done)


@command(
    argument("person", zh="人员代码", en="code of the person"),
    option("--end", is_flag=True, zh="不再是管理员", en="no administrator any more"),
    zh="指定系统管理员：管账号和设置，不因此在任何专案里有权限。",
    en="Name an administrator: of accounts and settings, without any right in a case by that.",
)
def account_administrator(run: Run, person: str, *, end: bool) -> int:
    """Who looks after accounts."""
    change = SignInChange.END if end else SignInChange.NAME
    done = run.office.administration.change(run.call(), change, person=person)
    if end:
        return _said(
            run, f"{person} 不再是系统管理员。", f"{person} is no administrator any more.", done
        )
    return _said(run, f"{person} 是系统管理员。", f"{person} is an administrator.", done)


@command(zh="等第二位管理员确认的变更", en="changes that wait for a second administrator")
def account_waiting(run: Run) -> int:
    """What one administrator asked for and no second one has agreed to."""
    found = run.office.administration.waiting()
    if run.json:
        put_json({"rows": [asdict(one) for one in found]})
        return 0
    if not found:
        put(run.say("没有等待确认的变更。", "Nothing waits for a second administrator."))
    name = run.office.desk.house().name
    for one in found:
        what = CHANGES[one.change]
        of = f"{name(one.person)} {one.person} {one.account}".rstrip()
        put(
            run.say(
                f"{one.seq}：{what.zh}（{of}），{name(one.by)}提出",
                f"{one.seq}: {what.en} ({of}), asked by {name(one.by)}",
            )
        )
    return 0


@command(
    _asked(),
    zh="以第二位管理员的身份确认并办理；链接只显示给确认的人。",
    en="Agree as the second administrator, and do it; a link it leads to is shown to whoever agrees.",
    examples=("launchkit account agree 41 --as H2",),
)
def account_agree(run: Run, asked: int) -> int:
    """Two administrators want the same."""
    done = run.office.administration.agree(run.call(), asked)
    link = None if done.word is None else f"{web_address(run)}/link/{done.word}"
    said = run.say("已确认并办理。", "Agreed, and done.")
    if run.json:
        put_json({"said": said, "link": link})
        return 0
    put(said, first=click.style("✓ ", fg="green"))
    if link is not None:
        put(run.say("一次性链接（72 小时内有效）：", "The link (once, within 72 hours):"))
        click.echo(link)
    return 0


@command(
    _asked(),
    zh="不同意，或撤回自己提出的变更。",
    en="Do not agree, or take back what one asked for.",
)
def account_drop(run: Run, asked: int) -> int:
    """It is not done."""
    run.office.administration.drop(run.call(), asked)
    return _said(run, "已撤回。", "It will not be done.")


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
                "company": run.office.store.accounts.identity_of(one.name) is not None,
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


def _changed(run: Run, change: SignInChange, account: str, person: str = "") -> Changed:
    return run.office.administration.change(run.call(), change, person=person, account=account)


def _linked(run: Run, account: str, done: Changed, zh: str = "", en: str = "") -> int:
    link = None if done.word is None else f"{web_address(run)}/link/{done.word}"
    if run.json:
        put_json({"account": account, "link": link, "waits": done.waits})
        return 0
    if link is None:
        return _said(run, "", "", done)
    put(
        run.say(
            zh or f"{account} 设置密码的链接（一次性，72 小时内有效）：",
            en or f"The link by which {account} chooses a password (once, within 72 hours):",
        )
    )
    click.echo(link)
    return 0


def _said(run: Run, zh: str, en: str, done: Changed | None = None) -> int:
    waits = None if done is None else done.waits
    if waits is not None:
        zh = f"已提请第二位管理员确认（编号 {waits}，24 小时内有效）：launchkit account agree {waits}"
        en = (
            f"A second administrator has to agree within 24 hours: launchkit account agree {waits}"
        )
    if run.json:
        put_json({"said": run.say(zh, en), "waits": waits})
    else:
        put(run.say(zh, en), first=click.style("✓ " if waits is None else "… ", fg="green"))
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
        "invite": account_invite,
        "unlink": account_unlink,
        "waiting": account_waiting,
        "agree": account_agree,
        "drop": account_drop,
    },
    zh="账号",
    en="accounts",
)
