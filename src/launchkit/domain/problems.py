"""A fault in a text that people wrote, with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Whether a problem has to be repaired, or only looked at."""

    ERROR = "error"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: where it is (lines and columns count from 1), and one sentence in Chinese and English."""

    file: str
    line: int
    column: int
    code: str
    zh: str
    en: str
    level: Level = Level.ERROR

    def sentence(self, lang: str = "zh") -> str:
        """The sentence in the language asked for: `zh` or `en`."""
        return self.en if lang == "en" else self.zh

    def line_of_text(self, lang: str = "zh") -> str:
        """`file:line:column: sentence`, as editors and terminals understand it."""
        return f"{self.file}:{self.line}:{self.column}: {self.sentence(lang)}"


class Problems(Exception):
    """Raised with every problem found at once, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(problem.line_of_text("en") for problem in self.problems))


def has_errors(problems: Iterable[Problem]) -> bool:
    """True when one of the problems has to be repaired before the text can be used."""
    return any(problem.level is Level.ERROR for problem in problems)
