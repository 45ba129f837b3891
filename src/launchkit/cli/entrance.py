"""How somebody gets into the pages at the first start: by a link that works once, printed where only they can read it."""

from __future__ import annotations

import json

from launchkit.cli.run import Run

#: Where `up` serves the pages unless told otherwise.
USUAL = "http://127.0.0.1:8650"


def web_address(run: Run) -> str:
    """Where the pages are: by the setting, else where `up` listens now, else where it usually does."""
    if run.settings.web_url is not None:
        return run.settings.web_url
    try:
        told = json.loads((run.settings.home / "up.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return USUAL
    return str(told.get("web") or USUAL)


def entrance(run: Run, web: str, *, examples: bool) -> str | None:
    """What is printed beside the address of the pages; None where people sign in with accounts they have.

    With `examples`, whoever sits at this machine looks at the example cases as one of their people. Otherwise the first
    administrator makes an account; there is no default password.
    """
    accounts = run.office.accounts
    if examples:
        link = f"{web}/link/{accounts.examples_link()}"
        return run.say(
            f"  看示例    {link}  （一次性链接，只在本机有效）",
            f"  look at the examples  {link}  (works once, on this machine only)",
        )
    word = accounts.first_link()
    if word is None:
        return None
    link = f"{web}/link/{word}"
    return run.say(
        f"  第一次使用  {link}  （一次性链接：建立第一个管理员，24 小时内有效）",
        f"  the first time  {link}  (works once, for 24 hours: makes the first administrator)",
    )
