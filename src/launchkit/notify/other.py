"""Everything else that apprise can reach: Bark, PushPlus, ServerChan …; the address is apprise's own.

What a service answers is judged by apprise, which for some looks at the status alone.
"""

from __future__ import annotations

from launchkit.domain.telling.notices import Message
from launchkit.notify.email import by_apprise


class Other:
    """Sends by apprise."""

    def send(self, address: str, message: Message) -> str | None:
        """None when it was taken, else a word for why not."""
        return by_apprise(address, message)
