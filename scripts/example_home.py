"""Opens the example cases in a home, as if they began today, so that the first page is not empty.

`python -m scripts.example_home HOME`. Run again, it opens only what is new: each example has its own request id.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
#: Is opened first, because the tutorial calls it case 1.
FIRST = "shenyang_tiexi"
DAY = re.compile(r"^(start|target): *(\d{4}-\d\d-\d\d)", re.MULTILINE)


def moved(text: str, today: date) -> str:
    """The case file without its script, beginning today; the time until its target stays as it was."""
    opening = re.split(r"^script:", text, maxsplit=1, flags=re.MULTILINE)[0]
    days = {word: date.fromisoformat(day) for word, day in DAY.findall(opening)}
    shift = today - days.get("start", today)
    return DAY.sub(lambda at: f"{at[1]}: {days[at[1]] + shift}", opening)


def examples() -> list[Path]:
    """The example case files, the one of the tutorial first."""
    return sorted(EXAMPLES.glob("*.yaml"), key=lambda file: (file.stem != FIRST, file.stem))


def open_examples(home: Path, today: date) -> int:
    """Opens every example that is not open yet; the exit code of the first that could not be opened, or 0."""
    folder = home / "examples"
    folder.mkdir(parents=True, exist_ok=True)
    command = Path(sys.executable).with_name("launchkit")
    for example in examples():
        file = folder / example.name
        if file.exists():
            continue
        file.write_text(moved(example.read_text(encoding="utf-8"), today), encoding="utf-8")
        words = ["--home", str(home), "open", str(file), "--request", f"example:{example.stem}"]
        done = subprocess.run([command, *words], check=False)
        if done.returncode:
            file.unlink()
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(open_examples(Path(sys.argv[1]), date(*time.localtime()[:3])))
