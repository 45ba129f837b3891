"""Files on their way into the vault: no person hands in more in a day than the house allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from launchkit.desk.calls import Call
from launchkit.desk.ports import Clock, Store, Vault
from launchkit.desk.shelf import Shelf
from launchkit.domain.case import Case
from launchkit.domain.errors import Refused
from launchkit.domain.recorded import FileRef

#: Bytes that a person may hand in on one day, unless the house says otherwise.
PER_DAY = 500 * 1024 * 1024
_MB = 1024 * 1024


#: A file that somebody hands in: its bytes, their media type, and whether it is to be kept encrypted.
Handed = tuple[bytes, str, bool]


class Intake:
    """Puts into the vault what people hand in."""

    def __init__(
        self, store: Store, vault: Vault, shelf: Shelf, clock: Clock, per_day: int
    ) -> None:
        self._store = store
        self._vault = vault
        self._shelf = shelf
        self._clock = clock
        self._per_day = per_day

    def keep(self, call: Call, case: Case, handed: Sequence[Handed]) -> list[FileRef]:
        """Store the files of one action; refuses all of them where they are more than the day still allows."""
        # A request that was carried out already is answered again, however much was handed in since.
        if handed and self._store.answered(call.request) is None:
            self._require_room(call, case, sum(len(one) for one, _, _ in handed))
        return [self._vault.put(one, media=media, seal=seal) for one, media, seal in handed]

    def _require_room(self, call: Call, case: Case, size: int) -> None:
        day = case.local_day(self._clock())
        midnight = datetime.combine(day, time(), tzinfo=case.zone)
        before = self._store.handed_in(self._shelf.acting(call).actor, midnight)
        if before + size <= self._per_day:
            return
        most, had, more = (f"{one / _MB:.1f}" for one in (self._per_day, before, size))
        raise Refused(
            "too_much_today",
            f"每人每天最多提交 {most} MB；您今天已交 {had} MB，这次又有 {more} MB。"
            "请明天再交，或请管理员调高上限（LAUNCHKIT_UPLOAD_MB_PER_DAY）。",
            f"Nobody hands in more than {most} MB a day; you have handed in {had} MB today, and this is {more} MB. "
            "Hand it in tomorrow, or ask the administrator for more (LAUNCHKIT_UPLOAD_MB_PER_DAY).",
        )
