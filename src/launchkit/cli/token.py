"""Tokens of programs: a new one, those there are, ending one."""

from __future__ import annotations

import click

from launchkit.cli.app import NestedGroup
from launchkit.cli.base import argument, command, option
from launchkit.cli.lines import put, put_json, table
from launchkit.cli.run import Run
from launchkit.domain.accounts import Scope
from launchkit.domain.errors import NotFound, Refused

#: So much of a token's digest is enough to tell one's own apart.
SHOWN = 12


@command(
    option("--label", required=True, zh="叫什么，如 报表程序", en="what it is called, like reports"),
    option("--scope", "scopes", multiple=True, type=click.Choice([one.value for one in Scope]), default=("read",), show_default=True, zh="范围，可重复：读、办、决定、管理", en="scope, repeatable"),
    option("--days", type=click.IntRange(1, 366), default=90, show_default=True, zh="有效天数", en="days it lives"),
    zh="给程序一个令牌：它以您的名义办事，范围之内，不超过您的权限。只显示这一次。",
    en="Give a program a token: it acts for you, within the scopes, never more than you may. Shown this once.",
    examples=("launchkit token new --label 报表程序 --scope read --as P1",),
)  # fmt: skip
def token_new(run: Run, label: str, scopes: tuple[str, ...], days: int) -> int:
    """A token is made."""
    house, call = run.office.desk.house(), run.call()
    house.person(house.acting(call.actor))
    if house.roster().is_suspended(house.acting(call.actor)):
        raise Refused(
            "rights_suspended",
            f"{call.actor} 的权限已全部暂停。",
            f"All rights of {call.actor} are suspended.",
        )
    # Every program has to look before it can do anything.
    given = sorted({Scope.READ.value, *scopes})
    word, token = run.office.accounts.give_token(call, label=label, scopes=given, days=days)
    if run.json:
        put_json(
            {
                "token": word,
                "id": token.digest[:SHOWN],
                "scopes": given,
                "expires_at": token.expires_at,
            }
        )
        return 0
    click.echo(word)
    put(
        run.say(
            f"以 {token.person} 的名义，范围 {'、'.join(given)}，到 {token.expires_at[:10]}；只显示这一次。",
            f"acts for {token.person}, scopes {', '.join(given)}, until {token.expires_at[:10]}; shown this once.",
        )
    )
    return 0


@command(
    zh="自己的令牌：编号、名称、范围、到期、上次使用。",
    en="One's tokens: id, label, scopes, end, last use.",
    examples=("launchkit token list --as P1",),
)
def token_list(run: Run) -> int:
    """One's tokens."""
    rows = run.office.store.accounts.tokens_of(run.office.desk.house().acting(run.call().actor))
    if run.json:
        put_json(
            {
                "rows": [
                    {
                        "id": one.digest[:SHOWN],
                        "label": one.label,
                        "scopes": list(one.scopes),
                        "expires_at": one.expires_at,
                        "used_at": one.used_at,
                    }
                    for one in rows
                ]
            }
        )
        return 0
    if not rows:
        put(run.say("没有令牌。", "There are no tokens."))
        return 0
    table(
        [run.say(*one) for one in (("编号", "id"), ("名称", "label"), ("范围", "scopes"), ("到期", "until"), ("上次使用", "last used"))],
        [
            [one.digest[:SHOWN], one.label, " ".join(one.scopes), one.expires_at[:10], (one.used_at or "—")[:10]]
            for one in rows
        ],
        whole=(0,),
    )  # fmt: skip
    return 0


@command(
    argument("token", zh="令牌编号（见 token list）", en="id of the token (see token list)"),
    zh="令牌立即作废。",
    en="The token is worth nothing from now on.",
    examples=("launchkit token end 3f2a9c0d1b7e --as P1",),
)
def token_end(run: Run, token: str) -> int:
    """A token ends."""
    rows = run.office.store.accounts
    person = run.office.desk.house().acting(run.call().actor)
    found = [one for one in rows.tokens_of(person) if one.digest[:SHOWN] == token]
    if not found:
        raise NotFound(f"没有令牌 {token}。", f"There is no token {token}.")
    rows.end_tokens(person=person, digest=found[0].digest)
    if run.json:
        put_json({"ended": token})
    else:
        put(run.say(f"{token} 已作废", f"{token} has ended"), first=click.style("✓ ", fg="green"))
    return 0


token = NestedGroup(
    "token",
    {str(one.name).removeprefix("token-"): one for one in (token_new, token_list, token_end)},
    zh="程序的令牌：新建、列表、作废。",
    en="Tokens of programs: new, list, end.",
)
