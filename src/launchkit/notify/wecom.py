"""WeCom (企业微信) group robot; the address is the webhook as the group's page shows it, or its key alone."""

from __future__ import annotations

from typing import Final

from launchkit.domain.telling.notices import Message
from launchkit.notify._robot import post

HOOK: Final = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="
#: The robot refuses longer texts (UTF-8 bytes).
LONGEST: Final = 2048


class WeCom:
    """Sends texts into a WeCom group."""

    def send(self, address: str, message: Message) -> str | None:
        """None when it was taken, else a word for why not."""
        url = address if "://" in address else f"{HOOK}{address}"
        text = shortened(message.text, LONGEST)
        return post(url, {"msgtype": "text", "text": {"content": text}}, code="errcode")


def shortened(text: str, most: int) -> str:
    """As many whole lines as fit into so many bytes; the last says that there are more."""
    if len(text.encode()) <= most:
        return text
    kept: list[str] = []
    more = "… launchkit next"
    for line in text.splitlines():
        if len("\n".join((*kept, line, more)).encode()) > most:
            break
        kept.append(line)
    return "\n".join((*kept, more))
