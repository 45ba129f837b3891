"""One run of a command: the global options, the office it works in, and who acts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from launchkit.settings import Settings, read_settings

if TYPE_CHECKING:
    from launchkit.bootstrap import Office
    from launchkit.desk import Call
    from launchkit.domain.checklist import Text
    from launchkit.store import SqlStore


class Misused(click.UsageError):
    """The command was not understood; says so in both languages (exit code 2)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def no_file(path: str | Path) -> Misused:
    """Why a path cannot be read as a file: it is a folder, or nothing is there."""
    if Path(path).is_dir():
        return Misused(f"{path} 是文件夹，请指明文件。", f"{path} is a folder; name a file.")
    return Misused(f"没有文件 {path}。", f"There is no file {path}.")


def _keep_logs_off_the_screen() -> None:
    """A person gets one sentence in one language; without a handler Python prints warnings to them."""
    import logging  # noqa: PLC0415

    logger = logging.getLogger("launchkit")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


class Unfit(Exception):
    """This machine or home cannot do it; says what to do (exit code 4)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class Run:
    """What the commands are given; opened parts are closed at the end."""

    def __init__(self, words: Sequence[str], environ: Mapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ
        #: global options as given, by their long name
        self.given: dict[str, Any] = {}
        self._early = _spoken(words)
        self.json_early = "--json" in words
        self._office: Office | None = None
        self._board: SqlStore | None = None

    @property
    def lang(self) -> str:
        """`zh` or `en`."""
        return read_settings(self._environ, lang=self.given.get("lang") or self._early).lang

    @property
    def json(self) -> bool:
        """Whether one JSON document is wanted instead of sentences."""
        return bool(self.given.get("json")) or self.json_early

    @cached_property
    def settings(self) -> Settings:
        """Settings from options and environment."""
        home = self.given.get("home")
        return read_settings(
            self._environ,
            home=None if home is None else Path(home),
            user=self.given.get("as_"),
            lang=self.lang,
        )

    @property
    def happened(self) -> str | None:
        """Day or instant given with `--on`."""
        found = self.given.get("on")
        return None if found is None else str(found)

    def say(self, zh: str, en: str) -> str:
        """The sentence in the language of this run."""
        return en if self.lang == "en" else zh

    def text(self, text: Text) -> str:
        """A bilingual text in the language of this run."""
        return text.en if self.lang == "en" else text.zh

    # --- what is opened ---------------------------------------------------------------------------

    @property
    def office(self) -> Office:
        """The desk with everything behind it, opened at the first use."""
        if self._office is None:
            from launchkit.bootstrap import open_office  # noqa: PLC0415

            _keep_logs_off_the_screen()
            self._office = open_office(self.settings)
        return self._office

    @property
    def begun(self) -> bool:
        """Whether the database is there already (a server is taken to be)."""
        url = self.settings.database_url
        if not url.startswith("sqlite:///"):
            return True
        path = Path(url.removeprefix("sqlite:///"))
        return path.exists() and path.stat().st_size > 0

    @property
    def board(self) -> SqlStore:
        """The store alone, for commands that only read rows: no rules, no vault, no key."""
        if self._office is not None:
            return self._office.store
        if self._board is None:
            from launchkit import __version__  # noqa: PLC0415
            from launchkit.store import open_store  # noqa: PLC0415

            _keep_logs_off_the_screen()
            self._board = open_store(
                self.settings.database_url,
                program=f"launchkit {__version__}",
                log_id=lambda: os.urandom(16).hex(),
                random=os.urandom,
                signer=None,
            )
        return self._board

    def close(self) -> None:
        """Close what was opened."""
        if self._office is not None:
            self._office.close()
        if self._board is not None:
            self._board.close()

    # --- who acts -----------------------------------------------------------------------------------

    def call(self, *, actor: str | None = None) -> Call:
        """Who asks, under which request id, for which day; refused when nobody is named."""
        from launchkit.bootstrap import fresh_id  # noqa: PLC0415
        from launchkit.desk import Call  # noqa: PLC0415

        who = self.settings.user or actor
        if who is None:
            raise self._nobody()
        return Call(
            actor=who,
            request=str(self.given.get("request") or fresh_id()),
            channel="cli",
            happened=self.happened,
            behalf=self.given.get("for_"),
            expect=self.given.get("expect"),
        )

    def case_id(self, name: str) -> str:
        """Id of the case that a person named."""
        return self.office.desk.reading.find_case(name, viewer=self.settings.user)

    def _nobody(self) -> Misused:
        people = self.office.desk.house().people
        known = "、".join(f"{code} {self.office.desk.house().name(code)}" for code in people)
        zh = "请写明您是谁：加上 --as 人员代码，或设置 LAUNCHKIT_USER。"
        en = "Say who you are: add --as PERSON, or set LAUNCHKIT_USER."
        if known:
            zh, en = f"{zh}已登记：{known}", f"{en} Known: {known}"
        return Misused(zh, en)


def _spoken(words: Sequence[str]) -> str | None:
    """Language asked for anywhere in the words, needed before they are parsed (help, errors)."""
    for number, word in enumerate(words):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and number + 1 < len(words):
            return words[number + 1]
    return None
