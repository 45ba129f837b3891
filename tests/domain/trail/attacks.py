"""Attacks upon an installation's disk, as somebody inside would carry them out.

Strength of the attacker: *raw* edits bytes; *rehash* also computes every number, link and digest
anew, for entries and side tables alike, and tidies away what would give him away; *key* also holds
the signing key and signs every checkpoint again. Against *key*, and against a clean cut of the
end, only an outside anchor tells: those attacks are marked `anchored`.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from launchkit.domain.trail import (
    NO_DIGEST,
    PERSONAL_ERASED,
    Opened,
    OpenedFile,
    canonical,
    commit,
    digest,
    parse_note,
    sign_note,
)
from tests.domain.trail.honest import KEY_NAME, STREAMS, Home

Values: TypeAlias = list[dict[str, Any]]
Change: TypeAlias = Callable[[Home, Values, Random], None]
Attack: TypeAlias = Callable[[Home, Random], None]

OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
OTHER_PUBLIC = OTHER.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """One class of attacks."""

    name: str
    run: Attack
    #: only an outside anchor can tell
    anchored: bool = False


def read(home: Home) -> Values:
    return [json.loads(raw) | {"was": seq} for seq, raw in enumerate(home.entries, start=1)]


def plain(values: Values, random: Random) -> int:
    """An entry alone in its request, without personal values, files or erasure."""
    quiet = [
        index
        for index, value in enumerate(values)
        if not value["personal"]
        and not value["files"]
        and value["kind"] != PERSONAL_ERASED
        and sum(other["request"] == value["request"] for other in values) == 1
    ]
    return random.choice(quiet)


def raw(change: Change) -> Attack:
    """Write the changed entries back and touch nothing else."""

    def run(home: Home, random: Random) -> None:
        values = read(home)
        change(home, values, random)
        home.entries = [
            canonical({key: part for key, part in value.items() if key != "was"})
            for value in values
        ]

    return run


def rehash(change: Change) -> Attack:
    """Compute all numbers and links anew; the side tables follow their entries."""

    def run(home: Home, random: Random) -> None:
        values = read(home)
        change(home, values, random)
        relink(home, values)

    return run


def key(change: Change) -> Attack:
    """Compute everything anew and sign it again."""

    def run(home: Home, random: Random) -> None:
        rehash(change)(home, random)
        sizes = {min(parse_note(note).size, len(home.entries)) for note in home.notes}
        home.notes = [home.note(size) for size in sorted(sizes)]

    return run


def relink(home: Home, values: Values) -> None:
    times = sorted(value["recorded_at"] for value in values)
    heads: dict[str, tuple[int, str]] = {}
    places: dict[tuple[str, int], int] = {}
    moved: dict[int, int] = {}
    home.entries = []
    for seq, value in enumerate(values, start=1):
        was, stream = value.pop("was"), value["stream"]
        count, prev = heads.get(stream, (0, NO_DIGEST))
        if was is not None:
            places[value.pop("was_stream", stream), value["stream_seq"]] = count + 1
            moved[was] = seq
        if value["kind"] == PERSONAL_ERASED:
            data = value["data"]
            data["seq"] = places.get((data["stream"], data["seq"]), data["seq"])
        value |= {"seq": seq, "stream_seq": count + 1, "prev": prev}
        value["recorded_at"] = times[seq - 1]
        home.entries.append(canonical(value))
        heads[stream] = (count + 1, digest(home.entries[-1]))
    home.personal = {(moved.get(s, s), path): row for (s, path), row in home.personal.items()}
    home.files = {(moved.get(s, s), index): row for (s, index), row in home.files.items()}
    tidy(home)


def tidy(home: Home) -> None:
    """Remove rows that no entry names, as a careful attacker does."""
    entries = {seq: json.loads(entry) for seq, entry in enumerate(home.entries, start=1)}
    home.personal = {
        (seq, path): row
        for (seq, path), row in home.personal.items()
        if seq in entries and path in entries[seq]["personal"]
    }
    home.files = {
        (seq, index): row
        for (seq, index), row in home.files.items()
        if seq in entries and index < len(entries[seq]["files"])
    }


# Changes of entries: what the attacker wants to be true.


def edit(home: Home, values: Values, random: Random) -> None:
    values[plain(values, random)]["data"]["note"] = f"改{random.random()}"


def forge_actor(home: Home, values: Values, random: Random) -> None:
    value = values[plain(values, random)]
    value["actor"] = random.choice([name for name in ("P1", "P7", "P9") if name != value["actor"]])


def delete(home: Home, values: Values, random: Random) -> None:
    del values[plain(values, random)]


def reorder(home: Home, values: Values, random: Random) -> None:
    one, two = plain(values, random), plain(values, random)
    while two == one:
        two = plain(values, random)
    values[one], values[two] = values[two], values[one]


def back_date(home: Home, values: Values, random: Random) -> None:
    """A new entry of the past, at the end of somebody else's request."""
    place = plain(values, random)
    more = {"was": None, "request": f"r-late-{random.random()}", "data": {"task": "late"}}
    values.insert(place, values[place] | more)


def move(home: Home, values: Values, random: Random) -> None:
    """To another stream, number and link fitted by hand as far as they can be."""
    value = values[plain(values, random)]
    value["was_stream"] = value["stream"]
    value["stream"] = random.choice([name for name in STREAMS if name != value["stream"]])


def move_raw(home: Home, values: Values, random: Random) -> None:
    move(home, values, random)
    for value in values:
        value.pop("was_stream", None)


def replay(home: Home, values: Values, random: Random) -> None:
    """An entry of one case played a second time into another."""
    value = values[plain(values, random)]
    other = random.choice([name for name in STREAMS if name != value["stream"]])
    values.append(value | {"stream": other, "was": None, "data": dict(value["data"])})


def swap_evidence_and_rewrite(home: Home, values: Values, random: Random) -> None:
    seq, index = random.choice(list(home.files))
    other, salt = random.randbytes(40), random.randbytes(32)
    row = OpenedFile(digest=digest(other), salt=salt)
    home.vault[row.digest], home.files[seq, index] = other, row
    values[seq - 1]["files"][index]["commitment"] = commit(salt, row.digest)


def forge_erasure_inside(home: Home, values: Values, random: Random) -> None:
    """An unwelcome value disappears under an erasure that was never decided."""
    late = [(seq, path) for seq, path in home.personal if seq < len(values) - 60]
    seq, path = random.choice(late)
    del home.personal[seq, path]
    target = values[seq - 1]
    model = next(value for value in values if value["kind"] == PERSONAL_ERASED)
    place = {"stream": target["stream"], "seq": target["stream_seq"], "path": path}
    more = {"was": None, "request": f"r-{random.random()}", "data": model["data"] | place}
    at = plain(values, random)
    while at < seq:
        at = plain(values, random)
    values.insert(at, model | more)


# Attacks that do not go through an entry's fields.


def cut_raw(home: Home, random: Random) -> None:
    del home.entries[random.randrange(150, len(home.entries)) :]


def cut_clean(home: Home, random: Random) -> None:
    """Entries, side rows and checkpoints of the end all go."""
    cut_raw(home, random)
    home.notes = [note for note in home.notes if parse_note(note).size <= len(home.entries)]
    tidy(home)


def cut_with_key(home: Home, random: Random) -> None:
    cut_clean(home, random)
    home.notes.append(home.note(len(home.entries)))


def swap_file(home: Home, random: Random) -> None:
    row = home.files[random.choice(list(home.files))]
    home.vault[row.digest] = random.randbytes(40)


def flip_file_bit(home: Home, random: Random) -> None:
    row = home.files[random.choice(list(home.files))]
    home.vault[row.digest] = flipped(home.vault[row.digest], random)


def delete_file(home: Home, random: Random) -> None:
    del home.vault[home.files[random.choice(list(home.files))].digest]


def swap_file_row(home: Home, random: Random) -> None:
    place = random.choice(list(home.files))
    other = random.randbytes(40)
    home.vault[digest(other)] = other
    home.files[place] = OpenedFile(digest=digest(other), salt=home.files[place].salt)


def swap_personal(home: Home, random: Random) -> None:
    place = random.choice(list(home.personal))
    home.personal[place] = Opened(value="王五", salt=home.personal[place].salt)


def swap_personal_and_salt(home: Home, random: Random) -> None:
    place = random.choice(list(home.personal))
    home.personal[place] = Opened(value="王五", salt=random.randbytes(32))


def delete_personal(home: Home, random: Random) -> None:
    del home.personal[random.choice(list(home.personal))]


def restore_erased(home: Home, random: Random) -> None:
    """Somebody had kept the value and its salt, and puts them back."""
    place = random.choice(list(home.gone))
    home.personal[place] = home.gone[place]


def plant_personal(home: Home, random: Random) -> None:
    seq = random.randrange(1, 200)
    home.personal[seq, "planted"] = Opened(value="1", salt=random.randbytes(32))


def forge_erasure_at_end(home: Home, random: Random) -> None:
    home.erase(*random.choice(list(home.personal)))


def approve_own_erasure(home: Home, random: Random) -> None:
    home.erase(*random.choice(list(home.personal)), {"approved_by": random.choice(("P1", "P3"))})
    home.seal()


def flipped(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def flip_bit(home: Home, random: Random) -> None:
    place = random.randrange(len(home.entries))
    home.entries[place] = flipped(home.entries[place], random)


def repeat_key(home: Home, random: Random) -> None:
    """Parsers that keep the last key would read a forged actor."""
    place = random.randrange(len(home.entries))
    home.entries[place] = home.entries[place][:-1] + b',"actor":"P0"}'


def respell(home: Home, random: Random) -> None:
    """Other bytes that every lenient parser reads the same."""
    place = random.randrange(len(home.entries))
    value = json.loads(home.entries[place])
    spelling: dict[str, Any] = random.choice(
        [{"indent": 1}, {"separators": (", ", ": ")}, {"sort_keys": False}, {"allow_nan": False}]
    )
    text = json.dumps(dict(reversed(value.items())), **spelling)
    home.entries[place] = text.encode()


def forge_checkpoint(home: Home, random: Random) -> None:
    """Rewrite the log, and put a foreign key's checkpoints under the known name."""
    rehash(edit)(home, random)
    home.notes = [home.note(parse_note(note).size, OTHER) for note in home.notes]


def sign_with_unknown_key(home: Home, random: Random) -> None:
    rehash(edit)(home, random)
    home.notes = [home.note(parse_note(note).size, OTHER, "new-key") for note in home.notes]


def graft_signature(home: Home, random: Random) -> None:
    """The known key's id over a foreign signature."""
    rehash(edit)(home, random)
    grafted = []
    for note in home.notes:
        known = parse_note(note).signatures[0]
        body = parse_note(home.note(parse_note(note).size)).body
        forged = sign_note(body, KEY_NAME, OTHER_PUBLIC, OTHER.sign)
        line = canonical_line(known.key_id, parse_note(forged).signatures[0].signature)
        grafted.append(f"{body}\n{line}")
    home.notes = grafted


def canonical_line(key_id: bytes, signature: bytes) -> str:
    return f"— {KEY_NAME} {b64encode(key_id + signature).decode()}\n"


def drop_checkpoints(home: Home, random: Random) -> None:
    rehash(edit)(home, random)
    home.notes = home.notes[: random.randrange(4)]


def all_classes() -> Iterator[Class]:
    """Every class of attacks; an older copy needs a snapshot and is played in the test itself."""
    for change in (edit, forge_actor, delete, reorder, back_date):
        name = change.__name__
        yield Class(name=f"{name} raw", run=raw(change))
        yield Class(name=f"{name} rehash", run=rehash(change))
        yield Class(name=f"{name} key", run=key(change), anchored=True)
    yield Class(name="move raw", run=raw(move_raw))
    for change in (move, forge_erasure_inside, swap_evidence_and_rewrite):
        yield Class(name=f"{change.__name__} rehash", run=rehash(change))
        yield Class(name=f"{change.__name__} key", run=key(change), anchored=True)
    yield Class(name="replay rehash", run=rehash(replay))
    yield Class(name="replay key", run=key(replay))
    yield Class(name="cut clean", run=cut_clean, anchored=True)
    yield Class(name="cut key", run=cut_with_key, anchored=True)
    for attack in (
        *(cut_raw, swap_file, flip_file_bit, delete_file, swap_file_row),
        *(swap_personal, swap_personal_and_salt, delete_personal, restore_erased, plant_personal),
        *(forge_erasure_at_end, approve_own_erasure, flip_bit, repeat_key, respell),
        *(forge_checkpoint, sign_with_unknown_key, graft_signature, drop_checkpoints),
    ):
        yield Class(name=attack.__name__, run=attack)


CLASSES = tuple(all_classes())
