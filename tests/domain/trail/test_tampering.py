"""Seeded attacks: each must be found, and what cannot be found without an anchor is not claimed.

The honest limit: whoever holds the signing key, or cuts the end off cleanly, makes a log that is
whole in itself. Only a size and root that left the house beforehand (a printed code, a mail, a
witness) tells; therefore these tests also assert that the verifier stays silent without one.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from launchkit.domain.trail import Anchor, parse_note, seals, values
from launchkit.domain.trail.verify import _Order
from tests.domain.trail.attacks import CLASSES, Class
from tests.domain.trail.honest import Home, grown, random_of

TRIES = 10
HONEST_LOGS = 12


@cache
def honest(seed: int) -> Home:
    return grown(seed)


@cache
def kept(seed: int) -> Anchor:
    """What an auditor wrote down when the log was at its full size."""
    return honest(seed).anchor("审计员")


def play(attack: Class, number: int) -> Home:
    home = honest(number % HONEST_LOGS).copy()
    attack.run(home, random_of(f"{attack.name} {number}"))
    return home


@pytest.mark.parametrize("seed", range(HONEST_LOGS))
def test_no_false_alarm(seed: int) -> None:
    home = honest(seed)

    assert home.verify().remarks == ()
    assert home.verify(kept(seed), max_unsealed=0).remarks == ()


def test_an_honest_log_goes_on_under_an_old_anchor() -> None:
    home = honest(0).copy()
    home.grow(260)

    verdict = home.verify(kept(0))

    assert verdict.ok
    assert (verdict.anchored, verdict.sealed) == (200, 260)


@pytest.mark.parametrize("attack", CLASSES, ids=lambda attack: attack.name)
def test_every_attack_is_found(attack: Class) -> None:
    found = silent = 0
    for number in range(TRIES):
        home = play(attack, number)
        anchors = [kept(number % HONEST_LOGS)] if attack.anchored else []
        verdict = home.verify(*anchors)
        found += verdict.first_wrong is not None
        silent += attack.anchored and home.verify().ok

    assert found == TRIES
    assert silent == (TRIES if attack.anchored else 0)


def test_the_classes_make_at_least_300_attacks() -> None:
    assert len({attack.name for attack in CLASSES}) == len(CLASSES)
    assert len(CLASSES) * TRIES >= 300
    assert sum(attack.anchored for attack in CLASSES) == 10


BLIND_SPOTS: tuple[tuple[object, str, Any, str], ...] = (
    (seals.SealCheck, "_differ", None, "edit rehash"),
    (seals.SealCheck, "_look_at_tail", None, "drop_checkpoints"),
    (seals.SealCheck, "finish", None, "cut clean"),
    (seals.SealCheck, "_distrust", None, "forge_checkpoint"),
    (seals, "verify_note", lambda text, *_: parse_note(text), "graft_signature"),
    (values, "opens", lambda *_: True, "swap_personal"),
    (values.Values, "_take_state", None, "swap_file"),
    (values.Values, "_look_for_strays", None, "plant_personal"),
    (values.Values, "finish", None, "delete_personal"),
    (values.Values, "_look_for_kept", None, "restore_erased"),
    (_Order, "_take_request", None, "replay key"),
)


@pytest.mark.parametrize(
    ("owner", "name", "blind", "escapes"), BLIND_SPOTS, ids=[spot[1] for spot in BLIND_SPOTS]
)
def test_a_verifier_with_a_blind_spot_is_shown_up(
    owner: object, name: str, blind: Any, escapes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attacks would be worth nothing if they passed a verifier that does not look."""
    attack = next(attack for attack in CLASSES if attack.name == escapes)
    monkeypatch.setattr(owner, name, blind or (lambda *_: None))

    verdicts = [
        play(attack, number).verify(*[kept(number % HONEST_LOGS)] * attack.anchored)
        for number in range(TRIES)
    ]

    assert any(verdict.ok for verdict in verdicts)


@pytest.mark.parametrize("seed", range(TRIES))
def test_an_older_copy_is_whole_in_itself_and_found_by_an_anchor(seed: int) -> None:
    home = grown(seed, size=random_of(seed).randrange(80, 180))
    old = home.copy()
    home.grow(200)

    assert old.verify().ok
    verdict = old.verify(home.anchor("审计员"))
    assert [note.code for note in verdict.remarks] == ["anchor_beyond"]


@pytest.mark.parametrize("seed", range(TRIES))
def test_a_second_version_of_the_log_is_found_by_who_has_seen_the_first(seed: int) -> None:
    """A split view: two auditors are shown different logs, both signed."""
    home = grown(seed, size=100)
    first, second = home.copy(), home.copy()
    first.grow(150)
    second.random = random_of(f"other {seed}")
    second.grow(150)

    assert first.verify().ok
    assert second.verify().ok
    verdict = second.verify(first.anchor("甲"))
    assert [note.code for note in verdict.remarks] == ["anchor_wrong"]


@pytest.mark.parametrize("seed", range(TRIES))
def test_what_comes_after_the_anchor_can_still_be_rewritten_by_the_key(seed: int) -> None:
    """The window that is left: why anchors must go out often."""
    home = grown(seed, size=150)
    anchor = home.anchor("昨日日报")
    home.grow(200)
    forged = home.copy()
    forged.entries, forged.personal = forged.entries[:150], dict(forged.personal)
    forged.notes = [*forged.notes[:-1]]
    cut = [note for note in forged.notes if int(note.split("\n")[1]) <= 150]
    forged.notes = [*cut, forged.note(150)]
    forged.personal = {at: row for at, row in forged.personal.items() if at[0] <= 150}
    forged.files = {at: row for at, row in forged.files.items() if at[0] <= 150}

    assert forged.verify(anchor).ok
    assert not forged.verify(home.anchor("今日日报")).ok
