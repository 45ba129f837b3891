"""What a play cannot show, told as short stories: each raises AssertionError with the sentence that is wrong."""

from __future__ import annotations

import json
from datetime import datetime

from launchkit.domain.errors import Refused
from launchkit.domain.recorded import Receipt, Write
from launchkit.testing import MemoryStore, TestDesk, desk_for
from tests.desk.made import definition


class Interrupted(MemoryStore):
    """A store before which somebody else is once served first."""

    desk: TestDesk | None = None

    def append(self, write: Write, *, now: datetime) -> Receipt:
        """Write; but first, once, the house takes a person's rights back."""
        if self.desk is not None:
            desk, self.desk = self.desk, None
            desk.desk.registry.suspend_rights(desk.call("H1"), person="P1", reason="配合调查")
        return MemoryStore.append(self, write, now=now)


def rights_taken_back_before_the_write() -> None:
    """Between the decision and the write the house suspends the actor."""
    desk = desk_for(definition("items: [{id: sign}]"))
    desk.open()
    store = Interrupted(**{name: getattr(desk.store, name) for name in _FIELDS})
    for one in (desk.desk._writer, desk.desk.registry, desk.desk.shelf):
        one._store = store
    store.desk = desk
    try:
        desk.done("P1", "sign")
    except Refused as refused:
        assert refused.code == "rights_suspended", f"refused as {refused.code}"  # noqa: PT017
    assert not desk.case.tasks["sign"].closed, "written on rights that were gone"


_FIELDS = tuple(MemoryStore.__dataclass_fields__)

#: what a person says of themselves, where it is said
SECRETS = {"phone": "13800000021", "id_number": "210106199505050008"}


def nothing_personal_in_clear() -> None:
    """What a fact says of a person stands beside the trail, never in it."""
    desk = desk_for(
        definition(
            """
            facts: [{id: phone, type: text, personal: ordinary}, {id: id_number, type: text, personal: sensitive}]
            items: [{id: hire, optional_facts: [phone, id_number]}]
            """
        )
    )
    desk.open()
    desk.done("P1", "hire", **SECRETS)
    for one in desk.store.load(f"case:{desk.id}"):
        clear = json.dumps(dict(one.envelope.data), ensure_ascii=False)
        for secret in SECRETS.values():
            assert secret not in clear, f"a personal value stands in an entry: {one.envelope.kind}"
