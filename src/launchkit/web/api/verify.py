"""Whether everything is still what was written."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from launchkit.domain.errors import Refused
from launchkit.web.api.base import PREFIX, told
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=PREFIX, tags=["trail"])


class Remark(BaseModel):
    """Something that does not agree."""

    model_config = ConfigDict(extra="forbid")
    code: str
    zh: str
    en: str


class VerdictTold(BaseModel):
    """What a verification of the live home found."""

    model_config = ConfigDict(extra="forbid")
    whole: bool
    entries: int
    streams: int
    #: signed checkpoints cover the log up to this entry
    sealed: int
    root: str
    remarks: list[Remark]


@router.get("/verify", response_model=VerdictTold)
def verify(program: ProgramOf) -> Response:
    """Check all entries, commitments, files and checkpoints now; for headquarters, auditors, administrators."""
    if not program.wide:
        raise Refused(
            "not_open",
            "核验由总部、审计或管理员办理。",
            "Headquarters, auditors and administrators verify.",
        )
    store, vault = program.site.office.store, program.site.office.vault
    verdict = store.verify(file_state=vault.state)
    damages = list(store.damages())
    remarks = [(one.code, one.zh, one.en) for one in verdict.remarks]
    remarks.extend((one.code, one.zh, one.en) for one in damages)
    return told(
        {
            "whole": verdict.ok and not damages,
            "entries": verdict.entries,
            "streams": verdict.streams,
            "sealed": verdict.sealed,
            "root": verdict.root,
            "remarks": [{"code": code, "zh": zh, "en": en} for code, zh, en in remarks],
        }
    )
