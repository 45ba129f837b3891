"""Every channel by its name; to add one, write a file of the same shape and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol, TextIO

from launchkit.domain.telling.notices import Message
from launchkit.notify.console import Console
from launchkit.notify.dingtalk import DingTalk
from launchkit.notify.email import Email
from launchkit.notify.feishu import Feishu
from launchkit.notify.file import File
from launchkit.notify.other import Other
from launchkit.notify.wecom import WeCom


class Sends(Protocol):
    """What every channel is."""

    def send(self, address: str, message: Message) -> str | None:
        """None when the message was taken, else a word for why not."""
        ...


def channels(
    *, home: Path, smtp: str | None, clock: Callable[[], datetime], stream: TextIO
) -> Mapping[str, Sends]:
    """The channels of a home; `smtp` is apprise's address of the mail server."""
    return {
        "wecom": WeCom(),
        "dingtalk": DingTalk(clock),
        "feishu": Feishu(),
        "email": Email(smtp),
        "other": Other(),
        "console": Console(stream),
        "file": File(home / "notices.log", clock),
    }
