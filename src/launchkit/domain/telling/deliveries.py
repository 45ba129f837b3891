"""What became of messages to people, in words; the same on the page and in the command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from launchkit.domain.checklist import Text

#: How a message stands.
STATES: Final[Mapping[str, Text]] = {
    "waiting": Text(zh="待发", en="waits"),
    "sending": Text(zh="正在发", en="being sent"),
    "sent": Text(zh="已发", en="sent"),
    "failed": Text(zh="未送达", en="failed"),
    "withdrawn": Text(zh="已撤回", en="withdrawn"),
}
#: Why; other words are those of a channel.
REASONS: Final[Mapping[str, Text]] = {
    "closed": Text(zh="专案已结", en="the case is closed"),
    "gone": Text(zh="已不在本案或权限暂停", en="not in the case any more, or without rights"),
    "settled": Text(zh="已办或已改期", en="done, or another date"),
    "newer": Text(zh="有更新的通知", en="a newer notice speaks for it"),
    "other_person": Text(zh="已由别人负责", en="somebody else answers for it"),
    "quiet": Text(zh="夜间不打扰", en="held back at night"),
    "uncertain": Text(zh="可能已送达，不重发", en="may have arrived; not sent again"),
    "down": Text(zh="对方不在线", en="the other side is down"),
    "no_address": Text(zh="地址不对", en="not an address"),
    "no_server": Text(zh="没有设置邮件服务器", en="no mail server is set"),
    "trying": Text(zh="没有回音", en="no answer yet"),
    "sent": Text(zh="已发", en="sent"),
}
