"""The list of a hand-over as it is printed: in Chinese, with names in place of codes, every cell ready for the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from launchkit.domain.case import Case
from launchkit.domain.custody import GIVER, THINGS, Handover
from launchkit.domain.handover_pack import Row, digest_of
from launchkit.domain.house import House
from launchkit.domain.people import DECIDER
from launchkit.domain.recorded import Json
from launchkit.domain.standing import STANDINGS, Standing
from launchkit.domain.telling.handover import WEEK, PackTeller
from launchkit.domain.telling.summary import finding_text
from launchkit.domain.telling.words import count_text, days_left, local_time, role_text, typed


def handover_paper(case: Case, found: Handover, pack: Row, house: House) -> dict[str, Json]:
    """Values of the printed list by name."""
    teller = PackTeller(case, house)
    deciders = [one for one in case.people_with(DECIDER) if one != found.giver]
    counted = {
        thing: count for one in found.signed.values() for thing, count in one.counted.items()
    }
    return {
        "handover": found.handover,
        "day": pack["day"],
        "digest": digest_of(pack)[:16],
        "state": found.state,
        "stays": found.stays,
        "giver": house.name(found.giver),
        "roles": "、".join(role_text(one).zh for one in pack["roles"]),
        "receiver": house.name(found.receiver),
        "supervisor": house.name(deciders[0]) if deciders else "",
        "signed": [
            {
                "side": "移交人" if side == GIVER else "接收人",
                "name": house.name(one.person),
                "at": local_time(one.at, case.zone),
                "notes": typed(one.notes).zh,
            }
            for side, one in found.signed.items()
        ],
        "open_items": [_item(teller, row) for row in pack["open_items"]],
        "later_items": [_item(teller, row) for row in pack["later_items"]],
        "promises": [dict(row) for row in pack["promises"]],
        "custody": [_thing(row, counted) for row in pack["custody"]],
        "week": [
            {
                "day": row["day"],
                "what": WEEK[row["what"]].zh,
                "title": f"{row['code']} {row['zh']}",
            }
            for row in pack["week"]
        ],
        "contacts": [{**row, "about": "、".join(row["about"])} for row in pack["contacts"]],
        "to_check": [_fact(teller, row) for row in pack["to_check"]],
        "sent_out": [_paper(row) for row in pack["sent_out"]],
        "stale": [_paper(row) for row in pack["stale"]],
        "findings": list(_findings(pack["findings"])),
        "counsel": [teller.question(one).zh for one in pack["counsel"]],
        "standing_in": [
            *(teller.lent(row).zh for row in pack["lent"]),
            *(teller.away(row).zh for row in pack["away"]),
        ],
    }


def _item(teller: PackTeller, row: Row) -> Row:
    notes = [] if row["wait"] is None else [teller.wait(row["wait"]).zh]
    if row["sent_back"]:
        notes.append(f"被退回：{row['sent_back']}")
    return {
        "title": f"{row['code']} {row['zh']}",
        "standing": STANDINGS[Standing(row["standing"])].zh,
        "last_day": row["last_day"],
        "left": "" if row["slack"] is None else days_left(row["slack"]).zh,
        "late": row["slack"] is not None and row["slack"] < 0,
        "statutory": row["statutory"],
        "note": "；".join(notes),
    }


def _thing(row: Row, counted: dict[str, int]) -> Row:
    kind, thing = row["kind"], row["thing"]
    found = counted.get(thing)
    recorded = row["amount"] if kind == "cash" else row["quantity"]
    missing = 0 if found is None or recorded is None else found - recorded
    differs = count_text(kind, abs(missing), abs(missing)).zh if missing else ""
    return {
        "thing": thing,
        "label": f"{row['label']}（{THINGS[kind].zh}）",
        "recorded": count_text(kind, row["amount"], row["quantity"]).zh,
        "counted": "" if found is None else count_text(kind, found, found).zh,
        "differs": differs and f"{'多' if missing > 0 else '少'} {differs}",
        "place": row["place"],
    }


def _fact(teller: PackTeller, row: Row) -> Row:
    of = f"{row['instance']} " if row["instance"] else ""
    return {
        "title": f"{of}{row['zh']}",
        "stated_on": row["stated_on"],
        "age": row["age"],
        "value": teller.value(row).zh
        or f"（{'个人信息' if row['personal'] else '明细'}，见系统）",
        "tasks": "、".join(row["tasks"]),
    }


def _paper(row: Row) -> Row:
    number = f" {row['number']}" if row["number"] else ""
    return {
        "document": f"{row['document']} {row['zh']}{number}",
        "to": row.get("to", ""),
        "sent_on": row.get("sent_on"),
        "expected": row.get("expected"),
    }


def _findings(rows: Iterable[Row]) -> Iterator[Row]:
    """Open findings; those that read alike are one line that says how many there are."""
    alike = Counter(
        (row["raised_on"], finding_text(row["about"]).zh, row["task"] or "") for row in rows
    )
    for (raised_on, said, task), times in alike.items():
        yield {"raised_on": raised_on, "said": said, "task": task, "times": times}
