"""Puts the parts together: settings in, a working desk out; nothing else is decided here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import random
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from queue import Empty, LifoQueue
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from launchkit import __version__
from launchkit.desk import Call, Desk, Page, Ports, PressFailed
from launchkit.desk.ports import Clock, Ids, Press
from launchkit.domain.checklist import Definition, DocumentSpec, FactSpec, FactType
from launchkit.domain.entries import KeyAdded
from launchkit.domain.fold import FOLD_VERSION
from launchkit.domain.people import SYSTEM
from launchkit.domain.recorded import Json
from launchkit.domain.trail import HOUSE
from launchkit.notify.counts import count
from launchkit.settings import Settings
from launchkit.store import SigningKey, SqlStore, open_store
from launchkit.vault import FileVault, SecretBox

if TYPE_CHECKING:
    from launchkit.desk.accounts import Accounts
    from launchkit.desk.administration import Administration
    from launchkit.desk.announcing import Announcer
    from launchkit.desk.calendars import Calendars
    from launchkit.desk.company import CompanySignIn
    from launchkit.desk.reach import Feeds
    from launchkit.desk.sending import Sender
    from launchkit.desk.webhooks import Webhooks
    from launchkit.documents import Fonts as DocumentFonts
    from launchkit.documents import Limits
    from launchkit.documents import Press as DocumentPress
    from launchkit.documents import Renderer as DocumentRenderer
    from launchkit.documents import Templates as DocumentTemplates

PROGRAM = f"launchkit {__version__}"
#: How often in a row nothing could be printed, because the press stood still.
PRESS_FILE = "press.json"
#: So many renderers at most: each is a process with a few hundred megabytes.
MOST_PRESSES = 4
#: Seconds to wait for one of them; whoever waits longer is told, and holds up nobody else.
PRESS_PATIENCE = 20
#: Why the press itself, and not a document, is at fault.
_DEAD = frozenset({"crash", "time"})


def now() -> datetime:
    """The present instant; the only place that reads the machine's clock."""
    return datetime.now(UTC)  # noqa: TID251


def fresh_id() -> str:
    """32 hex digits that sort by the millisecond they were made in (UUIDv7 layout)."""
    millis = int(now().timestamp() * 1000)
    tail = secrets.randbits(80)
    value = (millis << 80) | tail
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return f"{value:032x}"


class ShelfLibrary:
    """The desk's library: texts on disk, imported only when a definition has to be resolved or read."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def resolve(self, checklist: str) -> tuple[str, bytes]:
        """Digest and canonical bytes of a checklist; raises `Problems`."""
        from launchkit.library.resolve import resolve  # noqa: PLC0415

        found = resolve(checklist, self._home)
        return found.digest, found.content

    def read(self, digest: str, body: bytes) -> Definition:  # noqa: ARG002  the desk names it, the library keeps its own
        """Definition from its pinned bytes."""
        from launchkit.library.pinning import definition_from  # noqa: PLC0415

        return definition_from(body)


class LazyPress:
    """The desk's press: fonts are extracted and the first renderer started when the first page is printed.

    Safe to share between threads: each page printed at the same time as another gets a renderer, a process, of its own.
    """

    def __init__(self, settings: Settings, *, limits: Limits | None = None) -> None:
        self._settings = settings
        self._limits = limits
        self._turns = BoundedSemaphore(MOST_PRESSES)
        self._renderers: list[DocumentRenderer] = []
        #: presses that print nothing now; the one used last is taken first, so that a single printer stays warm
        self._idle: LifoQueue[DocumentPress] = LifoQueue()
        self._making = Lock()

    def template_digest(self, spec: DocumentSpec) -> str:
        """Digest of the template that would print the document now."""
        with self._telling(spec), self._free() as press:
            return press.template_digest(spec)

    def check(self, spec: DocumentSpec, values: Mapping[str, Json]) -> None:
        """Refuse values with characters that the fonts do not have; raises `PressFailed`."""
        with self._telling(spec), self._free() as press:
            press.check(spec, values)

    def print(
        self,
        spec: DocumentSpec,
        values: Mapping[str, Json],
        day: date,
        facts: Mapping[str, FactSpec],
    ) -> Page:
        """Printed page(s); raises `PressFailed`."""
        with self._telling(spec), self._free() as press:
            printed = press.print(spec, values, day, facts)
        count(self._settings.home / PRESS_FILE, failed=False)
        words = json.dumps(printed.environment, sort_keys=True, ensure_ascii=False)
        return Page(pdf=printed.pdf, environment=hashlib.sha256(words.encode()).hexdigest())

    def close(self) -> None:
        """Stop the renderers that were started."""
        for renderer in self._renderers:
            renderer.close()

    @contextmanager
    def _telling(self, spec: DocumentSpec) -> Iterator[None]:
        """Say of a failure which document it concerns, and remember where it is the press that stands still."""
        from launchkit.documents import DocumentError, FontsMissing, RenderFailed  # noqa: PLC0415

        try:
            yield
        except (DocumentError, OSError) as error:
            dead = isinstance(error, RenderFailed) and error.reason in _DEAD
            later = dead or isinstance(error, (FontsMissing, OSError))
            if later:
                count(self._settings.home / PRESS_FILE, failed=True)
            # What the system says of a file names folders of this machine.
            why = type(error).__name__ if isinstance(error, OSError) else error
            raise PressFailed(
                f"{spec.code} {spec.title.zh}未能打印：{why}",
                f"{spec.code} {spec.title.en} could not be printed: {why}",
                later=later,
            ) from error

    @contextmanager
    def _free(self) -> Iterator[DocumentPress]:
        """A press that nobody else uses meanwhile; one more is made when all are busy, up to a number."""
        if not self._turns.acquire(timeout=PRESS_PATIENCE):
            raise TimeoutError
        try:
            try:
                press = self._idle.get_nowait()
            except Empty:
                press = self._one_more()
            try:
                yield press
            finally:
                self._idle.put(press)
        finally:
            self._turns.release()

    def _one_more(self) -> DocumentPress:
        from launchkit.documents import Press, Renderer  # noqa: PLC0415

        with self._making:
            templates, fonts = self._shared
            renderer = Renderer(fonts, templates.assets(), limits=self._limits)
            self._renderers.append(renderer)
        return Press(templates, fonts, renderer)

    @cached_property
    def _shared(self) -> tuple[DocumentTemplates, DocumentFonts]:
        from launchkit.documents import Templates, extract_fonts  # noqa: PLC0415
        from launchkit.library.folders import data_folders  # noqa: PLC0415

        fonts = extract_fonts(self._settings.fonts)
        return Templates(*data_folders("templates", self._settings.home)), fonts


@dataclass(slots=True)
class Office:
    """Everything that is open while launchkit works; close it when done."""

    settings: Settings
    desk: Desk
    store: SqlStore
    vault: FileVault
    press: LazyPress
    clock: Clock
    ids: Ids

    @property
    def sender(self) -> Sender:
        """Sends what waits in the outbox; the channels are imported only here."""
        from launchkit.desk.sending import Sender  # noqa: PLC0415
        from launchkit.notify.channels import channels  # noqa: PLC0415

        return Sender(
            store=self.store,
            outbox=self.store.outbox,
            shelf=self.desk.shelf,
            clock=self.clock,
            channels=channels(
                home=self.settings.home,
                smtp=self.settings.smtp,
                clock=self.clock,
                stream=sys.stderr,
            ),
            chance=random.random,
            lang=self.settings.lang,
        )

    @property
    def feeds(self) -> Feeds:
        """Calendar feeds by the word in their address."""
        from launchkit.desk.reach import Feeds  # noqa: PLC0415

        return Feeds(self.store, self.desk.shelf, _secret(self.settings.keys, "feeds.key"))

    @property
    def accounts(self) -> Accounts:
        """Who may sign in, and who looks after that."""
        from launchkit.desk.accounts import Accounts  # noqa: PLC0415

        return Accounts(
            rows=self.store.accounts,
            registry=self.desk.registry,
            shelf=self.desk.shelf,
            clock=self.clock,
            word=lambda: secrets.token_urlsafe(32),
        )

    @property
    def administration(self) -> Administration:
        """Changes to how people sign in, some of which a second administrator has to agree to."""
        from launchkit.desk.administration import Administration  # noqa: PLC0415

        return Administration(
            accounts=self.accounts,
            company=self.company,
            registry=self.desk.registry,
            shelf=self.desk.shelf,
            clock=self.clock,
            store=self.store,
            derive=lambda text: _derived(self.secret("links.key"), text),
        )

    @property
    def calendars(self) -> Calendars:
        """Adopting the calendar of a year."""
        from launchkit.desk.calendars import Calendars  # noqa: PLC0415

        return Calendars(
            store=self.store,
            shelf=self.desk.shelf,
            reading=self.desk.reading,
            clockwork=self.desk.clockwork,
            registry=self.desk.registry,
        )

    @property
    def company(self) -> CompanySignIn:
        """Which account somebody of the company signs in to."""
        from launchkit.desk.company import CompanySignIn  # noqa: PLC0415

        return CompanySignIn(
            rows=self.store.accounts,
            registry=self.desk.registry,
            shelf=self.desk.shelf,
            clock=self.clock,
            word=lambda: secrets.token_urlsafe(32),
        )

    @property
    def webhooks(self) -> Webhooks:
        """Who is told of events beside people."""
        from launchkit.desk.webhooks import Webhooks  # noqa: PLC0415
        from launchkit.domain.reachable import Reachable  # noqa: PLC0415

        return Webhooks(
            rows=self.store.webhooks,
            registry=self.desk.registry,
            shelf=self.desk.shelf,
            clock=self.clock,
            box=SecretBox(self.secret("webhooks.key"), random=os.urandom),
            random=os.urandom,
            reachable=Reachable.of(self.settings.webhook_allow),
        )

    @property
    def announcer(self) -> Announcer:
        """Tells webhooks what has happened."""
        from launchkit.desk.announcing import Announcer  # noqa: PLC0415
        from launchkit.domain.reachable import Reachable  # noqa: PLC0415
        from launchkit.notify.webhook import WebhookPost  # noqa: PLC0415

        return Announcer(
            log=self.store,
            rows=self.store.webhooks,
            outbox=self.store.outbox,
            shelf=self.desk.shelf,
            clock=self.clock,
            post=WebhookPost(Reachable.of(self.settings.webhook_allow), program=PROGRAM),
            box=SecretBox(self.secret("webhooks.key"), random=os.urandom),
            chance=random.random,
            address=lambda: web_address(self.settings),
        )

    def secret(self, name: str) -> bytes:
        """A key of this home (32 bytes), made at its first use and readable by its owner only."""
        return _secret(self.settings.keys, name)

    def tidy(self) -> int:
        """Remove what writers that died left in the vault more than an hour ago; number of files."""
        return self.vault.collect_orphans(self.clock())

    def close(self) -> None:
        """Stop the renderer and let go of the database."""
        self.press.close()
        self.store.close()


def open_office(
    settings: Settings, *, clock: Clock = now, ids: Ids = fresh_id, press: Press | None = None
) -> Office:
    """Open the home (made on first use) and put the desk together; `press` prints in place of the real one."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    signer = SigningKey(settings.keys)
    store = open_store(
        settings.database_url,
        program=PROGRAM,
        log_id=fresh_id,
        random=os.urandom,
        signer=signer,
        fold_version=FOLD_VERSION,
    )
    vault = FileVault(settings.vault, random=os.urandom, keys=store.seals)
    vault.bind(store.log_id(), used=store.names_files())
    own_press = LazyPress(settings)
    # Without it nobody can guess from the trail what a request said.
    secret = _secret(settings.keys, "requests.key")
    desk = Desk(
        Ports(
            store=store,
            vault=vault,
            library=ShelfLibrary(settings.home),
            press=press or own_press,
            clock=clock,
            ids=ids,
            seal=lambda content: hmac.new(secret, content, hashlib.sha256).hexdigest(),
            check=_check,
            per_day=settings.upload_mb_per_day * 1024 * 1024,
        )
    )
    if store.head(HOUSE).seq == 0:
        _announce_key(desk, signer)
    for case in store.cases_to_rebuild():
        desk.rebuild(case)
    return Office(
        settings=settings,
        desk=desk,
        store=store,
        vault=vault,
        press=own_press,
        clock=clock,
        ids=ids,
    )


def web_address(settings: Settings) -> str:
    """Where the pages are: by the setting, else where `up` listens now; empty where neither is known."""
    if settings.web_url is not None:
        return settings.web_url
    try:
        told = json.loads((settings.home / "up.json").read_text(encoding="utf-8"))
        return str(told["web"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _announce_key(desk: Desk, signer: SigningKey) -> None:
    """The house begins with the public key that signs its checkpoints; two first starts at once write it once."""
    public = signer.public
    desk.registry.add(
        Call(actor=SYSTEM, request=f"key-{public.key.hex()[:32]}", channel="start"),
        KeyAdded(name=public.name, public_key=base64.b64encode(public.key).decode()),
    )


def _check(kind: FactType, text: str) -> str:
    from launchkit.library.identifiers import checked_identifier  # noqa: PLC0415

    return checked_identifier(kind, text)


def _derived(key: bytes, text: str) -> str:
    """256 bits as they stand in an address; only who has the key finds them."""
    found = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(found).decode().rstrip("=")


def _secret(folder: Path, name: str) -> bytes:
    """A key of this home: made once, readable by its owner only."""
    path = folder / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()
