"""`python -m launchkit.web --port 8650`: serves the application on the home named by the environment."""

from __future__ import annotations

import argparse

import uvicorn

from launchkit.bootstrap import open_office
from launchkit.settings import read_settings
from launchkit.web.app import create_app


def main() -> None:
    """Serve until told to stop."""
    words = argparse.ArgumentParser(prog="python -m launchkit.web")
    words.add_argument("--host", default="127.0.0.1")
    words.add_argument("--port", type=int, default=8650)
    given = words.parse_args()
    office = open_office(read_settings())
    try:
        # The addresses of feeds are secrets: no log of what was asked for.
        uvicorn.run(
            create_app(office),
            host=given.host,
            port=given.port,
            access_log=False,
            log_level="warning",
            server_header=False,
            workers=1,
        )
    finally:
        office.close()


if __name__ == "__main__":
    main()
