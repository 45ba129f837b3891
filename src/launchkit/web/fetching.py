"""Handing out files of a case: what is sensitive is given only after the entry that says who fetched it."""

from __future__ import annotations

import secrets

from launchkit.domain.case import CaseDocument
from launchkit.domain.errors import NotFound
from launchkit.domain.recorded import FileRef
from launchkit.web.objects import Absent, DocumentThere, EvidenceThere
from launchkit.web.security.viewer import Viewer


def fetch_document(
    viewer: Viewer, there: DocumentThere, version: CaseDocument | None
) -> tuple[FileRef, bytes]:
    """A printed version with its content."""
    if version is None or version.file is None:
        raise Absent
    office = viewer.site.office
    office.desk.people.fetch_document(
        viewer.call(secrets.token_hex(16)),
        there.case.id,
        there.wanted.key,
        prepared=version.prepared,
    )
    return version.file, office.vault.get(version.file.digest)


def fetch_evidence(viewer: Viewer, there: EvidenceThere) -> tuple[FileRef, bytes]:
    """A proof with its content."""
    held = there.evidence
    if held.file is None:
        raise NotFound("这份文件已按规定清除。", "This file has been erased as the rules demand.")
    office = viewer.site.office
    office.desk.people.fetch_evidence(
        viewer.call(secrets.token_hex(16)), there.case.id, there.task.key, evidence=held.seq
    )
    return held.file, office.vault.get(held.file.digest)
