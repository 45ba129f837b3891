"""What was sent to whom, and by which ways people are reached."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict

from launchkit.domain.outbox import Delivery, QueuedNotice
from launchkit.domain.telling import as_json
from launchkit.web.api.base import PREFIX, Acting, Body, WindowOf, Words, told
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import PersonOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=PREFIX, tags=["notices"])

State = Literal["waiting", "sending", "sent", "failed", "withdrawn"]
Name = Literal["wecom", "dingtalk", "feishu", "email", "other", "console", "file"]


class NoticeTold(BaseModel):
    """A notice with every attempt to deliver it; its text is not kept."""

    model_config = ConfigDict(extra="forbid")
    notice: QueuedNotice
    deliveries: list[Delivery]


class NewChannel(Body):
    """By what a person is reached; an empty address: by this no more."""

    channel: Name
    address: Words


class ChannelsTold(BaseModel):
    """By what a person is reached; addresses are never told."""

    model_config = ConfigDict(extra="forbid")
    person: str
    channels: list[str]


@router.get("/notices", response_model=Portion[NoticeTold])
def notices(
    program: ProgramOf,
    wanted: WindowOf,
    state: State | None = None,
    to: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Notices of the cases one may see, by the instant from which they may go."""
    store = program.site.office.store
    seen = {row.case for row in program.cases}
    rows = [
        one
        for one in store.outbox.notices(states=[] if state is None else [state])
        if one.case in seen and to in {None, one.to}
    ]
    found, after = wanted.cut(rows, lambda one: one.key)
    attempts: dict[str, list[Delivery]] = {}
    for each in store.outbox.deliveries([one.key for one in found]):
        attempts.setdefault(each.key, []).append(each)
    lines = [
        {"notice": as_json(one), "deliveries": as_json(attempts.get(one.key, []))} for one in found
    ]
    return told({"rows": lines, "next": after})


@router.get("/people/{person}/channels", response_model=ChannelsTold)
def channels(person: PersonOf, program: ProgramOf) -> Response:
    """By what a person is reached."""
    return told(_told(program, person.person))


@router.post("/people/{person}/channels", response_model=ChannelsTold)
def set_channel(person: PersonOf, asked: Acting, sent: NewChannel) -> Response:
    """Say how a person is reached."""
    reach = asked.program.site.office.desk.reach
    reach.set_channel(asked.call, person=person.person, channel=sent.channel, address=sent.address)
    return told(_told(asked.program, person.person))


def _told(program: ProgramOf, person: str) -> dict[str, object]:
    house = program.site.office.desk.house()
    return {"person": person, "channels": sorted(house.addresses(person))}
