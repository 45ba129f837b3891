"""Every channel by its name; to add one, write a file of the same shape and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TextIO

from launchkit.desk.sending import Sends
from launchkit.notify.console import Console
from launchkit.notify.dingtalk import DingTalk
from launchkit.notify.email import Email
from launchkit.notify.feishu import Feishu
from launchkit.notify.file import File
from launchkit.notify.other import Other
from launchkit.notify.wecom import WeCom


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
