"""`python -m bench.web_server [--ahead]`: serves the application on the home named by the environment, at a port that it chooses and prints.

With `--ahead` it does first what a server does in the background after its start.
"""

from __future__ import annotations

import asyncio
import socket
import sys

from launchkit.bootstrap import open_office
from launchkit.settings import read_settings
from launchkit.web import ahead
from launchkit.web.app import create_app
from launchkit.web.listeners import Door, serve


def main() -> None:
    """Serve until told to stop."""
    office = open_office(read_settings())
    try:
        app = create_app(office)
        if "--ahead" in sys.argv:
            ahead.all_of_it(app.state.site)
        with socket.create_server(("127.0.0.1", 0), backlog=512) as door:
            door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sys.stdout.write(f"{door.getsockname()[1]}\n")
            sys.stdout.flush()
            asyncio.run(serve([Door(app=app, sockets=[door])]))
    finally:
        office.close()


if __name__ == "__main__":
    main()
