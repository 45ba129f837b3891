"""`python -m launchkit.library.check_cli PATH…`: the check alone, for authors of checklists."""

from __future__ import annotations

import sys
from pathlib import Path

from launchkit.domain.problems import has_errors
from launchkit.library.checking import check


def main(arguments: list[str]) -> int:
    """Prints the problems of the files named (default: checklists and templates here); 1 when there are any."""
    lang = "en" if "--en" in arguments else "zh"
    paths = [Path(name) for name in arguments if not name.startswith("-")] or [
        Path("checklists"),
        Path("templates"),
    ]
    problems = check(paths)
    sys.stdout.writelines(f"{problem.line_of_text(lang)}\n" for problem in problems)
    return 1 if has_errors(problems) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
