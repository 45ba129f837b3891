"""DingTalk (钉钉) group robot; the address is its webhook, for a robot with a signature followed by a blank and the secret."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from launchkit.domain.telling.notices import Message
from launchkit.notify._robot import post
from launchkit.notify.wecom import shortened

HOOK: Final = "https://oapi.dingtalk.com/robot/send?access_token="
#: The robot refuses longer bodies (UTF-8 bytes).
LONGEST: Final = 18000


class DingTalk:
    """Sends texts into a DingTalk group."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def send(self, address: str, message: Message) -> str | None:
        """None when it was taken, else a word for why not."""
        hook, _, secret = address.partition(" ")
        url = hook if "://" in hook else f"{HOOK}{hook}"
        if secret:
            url = f"{url}&{self._signature(secret.strip())}"
        text = shortened(message.text, LONGEST)
        return post(url, {"msgtype": "text", "text": {"content": text}}, code="errcode")

    def _signature(self, secret: str) -> str:
        """Milliseconds now and their keyed digest: the robot takes what is less than an hour old."""
        stamp = str(round(self._clock().timestamp() * 1000))
        mac = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256")
        return urlencode({"timestamp": stamp, "sign": base64.b64encode(mac).decode()})
