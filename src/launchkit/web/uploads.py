"""Files that people hand in: told by their content, under a name that is safe to show, never larger than may be kept."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import UploadFile

from launchkit.desk import Attachment
from launchkit.domain.checklist import EvidenceRule, Text
from launchkit.domain.errors import BadValue
from launchkit.domain.media import MAX_BYTES, media_named
from launchkit.library.yaml_reader import LARGEST_FILE
from launchkit.web.sent import BadField, Sent

LONGEST_NAME: Final = 120
#: What no name keeps: letters that turn the direction of others, or are not seen.
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: Under which field a page hands in what proves nothing that the checklist asks for.
OTHER: Final = "other"
_DIGEST: Final = "digest."
_DIFFERS: Final = Text(
    zh="传到的内容与拍下或选定时不一样，没有收下。原件还在手机上，请再试一次。",
    en="what arrived differs from what was captured, and was not taken. The original is still on the telephone; try again.",
)


def field_of(rule: str) -> str:
    """Name of the form field for the files of a rule."""
    return f"evidence.{rule}"


def attachments(form: Sent, rules: Iterable[EvidenceRule], *, note: str = "") -> list[Attachment]:
    """All files of a form, each for the rule beside which it was chosen; a bad one is named beside its place."""
    places = (*(one.id for one in rules), OTHER)
    return [
        _attachment(file, rule, note) for rule in places for file in form.files(field_of(rule))
    ]


def yaml_of(form: Sent, *, kept: str, called: Text) -> tuple[str, str]:
    """A YAML file that was chosen, and its name; or, in the field `kept`, the one that was looked at before."""
    before = form.text(kept, longest=LARGEST_FILE)
    if before:
        return before, form.text("file_name", longest=LONGEST_NAME) or f"{kept}.yaml"
    chosen = form.files("file")
    if not chosen:
        raise BadField("file", f"请选择{called.zh}。", f"Choose a {called.en}.")
    content = chosen[0].file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise BadField("file", f"{called.zh}不超过 512 KB。", f"A {called.en} has at most 512 KB.")
    try:
        return content.decode("utf-8-sig"), (chosen[0].filename or f"{kept}.yaml")[-80:]
    except UnicodeDecodeError:
        raise BadField("file", "文件不是 UTF-8 文本。", "The file is not text in UTF-8.") from None


def require_as_captured(form: Sent) -> None:
    """Refuse files that are not, byte by byte, those whose digests were taken when they were captured."""
    named = [one.removeprefix(_DIGEST) for one in form.typed if one.startswith(_DIGEST)]
    for field in dict.fromkeys((*form.file_fields, *named)):
        files, digests = form.files(field), form.many(f"{_DIGEST}{field}")
        if len(files) != len(digests):
            raise BadField(field, f"少了文件：{_DIFFERS.zh}", f"Files are missing: {_DIFFERS.en}")
        for file, digest in zip(files, digests, strict=True):
            found = hashlib.file_digest(file.file, "sha256").hexdigest()  # type: ignore[arg-type]
            file.file.seek(0)
            if found != digest:
                name = clean_name(file.filename or "")
                raise BadField(field, f"{name}：{_DIFFERS.zh}", f"{name}: {_DIFFERS.en}")


def _attachment(file: UploadFile, rule: str, note: str) -> Attachment:
    name = clean_name(file.filename or "")
    # One byte more tells that it is too large without reading all of it.
    content = file.file.read(MAX_BYTES + 1)
    try:
        media = media_named(content, name)
    except BadValue as fault:
        raise BadField(field_of(rule), f"{name}：{fault.zh}", f"{name}: {fault.en}") from None
    return Attachment(content=content, name=name, media=media, rule=rule, note=note)


def clean_name(name: str) -> str:
    """The last part of a name without anything hidden, short enough to be shown whole."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(one for one in last if unicodedata.category(one) not in _HIDDEN).strip(" .")
    head, dot, ending = plain.rpartition(".")
    if len(plain) > LONGEST_NAME:
        kept = f".{ending}"[:12] if dot and head else ""
        plain = plain[: LONGEST_NAME - len(kept)] + kept
    return plain or "file"
