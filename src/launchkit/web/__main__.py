"""`python -m launchkit.web --port 8650`: serves the application on the home named by the environment.

With `--lan` it is served to the local network as well, over TLS, and a plain page says how to trust it.
"""

from __future__ import annotations

import argparse
import asyncio
import socket

from launchkit.bootstrap import Office, open_office
from launchkit.lan.addresses import local_names
from launchkit.lan.doors import LAN_PORT, TRUST_PORT
from launchkit.settings import read_settings
from launchkit.web import ahead
from launchkit.web.announcing import announcing
from launchkit.web.app import create_app
from launchkit.web.lan import open_lan
from launchkit.web.listeners import Door, everywhere, here, serve
from launchkit.web.trusting import trust_app


def main() -> None:
    """Serve until told to stop."""
    words = argparse.ArgumentParser(prog="python -m launchkit.web")
    words.add_argument("--host", default="127.0.0.1")
    words.add_argument("--port", type=int, default=8650)
    words.add_argument("--lan", action="store_true")
    words.add_argument("--lan-port", type=int, default=LAN_PORT)
    words.add_argument("--trust-port", type=int, default=TRUST_PORT)
    given = words.parse_args()
    office = open_office(read_settings())
    try:
        own = here(given.host, given.port)
        with announcing(office):
            if given.lan:
                _serve_lan(office, own, given)
            else:
                app = create_app(office)
                ahead.begin(app.state.site)
                asyncio.run(serve([Door(app=app, sockets=own)]))
    finally:
        office.close()


def _serve_lan(office: Office, own: list[socket.socket], given: argparse.Namespace) -> None:
    lan = open_lan(office, port=given.lan_port, trust_port=given.trust_port)
    app = create_app(office, lan=lan)
    ahead.begin(app.state.site)
    doors = [
        Door(app=app, sockets=own),
        Door(app=app, sockets=everywhere(given.lan_port), context=lan.context),
        Door(app=trust_app(app.state.site, lan), sockets=everywhere(given.trust_port)),
    ]
    asyncio.run(serve(doors, look=lambda: lan.look_again(local_names(), office.clock())))


if __name__ == "__main__":
    main()
