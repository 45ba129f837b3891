"""`python -m bench.web_server`: serves the application on the home named by the environment, at a port of its own choice, which it prints."""

from __future__ import annotations

import socket
import sys

import uvicorn

from launchkit.bootstrap import open_office
from launchkit.settings import read_settings
from launchkit.web.app import create_app


def main() -> None:
    """Serve until told to stop."""
    office = open_office(read_settings())
    try:
        with socket.create_server(("127.0.0.1", 0), backlog=512) as door:
            sys.stdout.write(f"{door.getsockname()[1]}\n")
            sys.stdout.flush()
            config = uvicorn.Config(
                create_app(office), access_log=False, log_level="warning", lifespan="off"
            )
            uvicorn.Server(config).run(sockets=[door])
    finally:
        office.close()


if __name__ == "__main__":
    main()
