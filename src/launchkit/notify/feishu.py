"""Feishu (飞书) group robot; the address is its webhook, or the token at its end."""

from __future__ import annotations

from typing import Final

from launchkit.domain.telling.notices import Message
from launchkit.notify._robot import post
from launchkit.notify.wecom import shortened

HOOK: Final = "https://open.feishu.cn/open-apis/bot/v2/hook/"
#: The robot refuses longer bodies (UTF-8 bytes).
LONGEST: Final = 18000


class Feishu:
    """Sends texts into a Feishu group."""

    def send(self, address: str, message: Message) -> str | None:
        """None when it was taken, else a word for why not."""
        url = address if "://" in address else f"{HOOK}{address}"
        text = shortened(message.text, LONGEST)
        return post(url, {"msg_type": "text", "content": {"text": text}}, code="code")
