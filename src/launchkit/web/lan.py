"""The application as the local network reaches it: by which names, and with which authority."""

from __future__ import annotations

import logging
import ssl
from dataclasses import dataclass, replace
from datetime import datetime

from launchkit.bootstrap import Office
from launchkit.lan.addresses import LocalNames, local_names
from launchkit.lan.authority import Authority, made_authority, renewed
from launchkit.lan.doors import Doors

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Lan:
    """What changes while the pages are served: a laptop gets another address in another network."""

    doors: Doors
    authority: Authority
    context: ssl.SSLContext

    def knows(self, host: str) -> bool:
        """Whether a name is one of this machine's."""
        return host in self.doors.names.hosts

    def look_again(self, names: LocalNames, now: datetime) -> bool:
        """See to a certificate for the names of today; whether another one is shown from now on."""
        self.doors = replace(self.doors, names=names)
        if not renewed(self.authority, names, now):
            return False
        self.context.load_cert_chain(self.authority.leaf)
        _log.warning("the certificate for the local network was renewed")
        return True


def open_lan(
    office: Office, *, port: int, trust_port: int, names: LocalNames | None = None
) -> Lan:
    """Authority and certificate of the home of an office, made where they lack."""
    known = local_names() if names is None else names
    now = office.clock()
    authority = made_authority(office.settings.keys, known, now)
    renewed(authority, known, now)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(authority.leaf)
    doors = Doors(names=known, port=port, trust_port=trust_port)
    return Lan(doors=doors, authority=authority, context=context)
