"""E-mail through the company's server, by apprise; the address is that of the person."""

from __future__ import annotations

import logging
import re
import warnings
from typing import Final
from urllib.parse import quote

from launchkit.domain.telling.notices import Message

_ADDRESS: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


class Email:
    """Sends mails; `server` is apprise's address of the mail server, such as `mailtos://user:password@host:465?from=…`."""

    def __init__(self, server: str | None) -> None:
        self._server = server

    def send(self, address: str, message: Message) -> str | None:
        """None when it was taken, else a word for why not."""
        if not self._server:
            return "no_server"
        if not _ADDRESS.fullmatch(address):
            return "no_address"
        joint = "&" if "?" in self._server else "?"
        return by_apprise(f"{self._server}{joint}format=text&to={quote(address)}", message)


def by_apprise(url: str, message: Message) -> str | None:
    """Send by whatever apprise makes of an address."""
    # It takes half a second to import, warns of its own code when it loads a service, and would log addresses.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from apprise import Apprise  # noqa: PLC0415

        service = Apprise.instantiate(url, suppress_exceptions=True)
    if service is None:
        return "no_address"
    taken = service.notify(title=message.title, body=message.text, body_format="text")
    return None if taken else "refused"
