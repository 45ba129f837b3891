"""Errors of the rules, each a sentence that a person can act upon.

LaunchkitError
├── Refused        the rules do not allow the action; says what is missing and how to supply it
├── NotFound       no such case, task, person, document …
└── BadValue       a value that does not fit its fact
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that is missing, with the command that supplies it."""

    zh: str
    en: str
    command: str | None = None


class LaunchkitError(Exception):
    """Something a person has to know; `zh` and `en` are whole sentences."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class Refused(LaunchkitError):
    """The rules do not allow the action.

    `code` is stable for scripts and tests; `lacks` names every missing thing, not only the first.
    """

    def __init__(self, code: str, zh: str, en: str, lacks: tuple[Lack, ...] = ()) -> None:
        super().__init__(zh, en)
        self.code = code
        self.lacks = lacks


class NotFound(LaunchkitError):
    """The thing named does not exist here."""


class BadValue(LaunchkitError):
    """A value does not fit what it shall be; names the place, never repeats a personal value."""
