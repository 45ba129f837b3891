"""`python -m bench [--quick] [engine|documents|command|web …]`: all figures, one JSON line each."""

from __future__ import annotations

import json
import sys

from bench import command, documents, engine, web

_SUITES = {
    "engine": engine.lines,
    "documents": documents.lines,
    "command": command.lines,
    "web": web.lines,
}


def main(arguments: list[str]) -> int:
    """Print the figures of the suites named, or of all."""
    quick = "--quick" in arguments
    named = [one for one in arguments if one in _SUITES] or list(_SUITES)
    for name in named:
        for line in _SUITES[name](quick=quick):
            sys.stdout.write(json.dumps({"suite": name, **line}, ensure_ascii=False) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
