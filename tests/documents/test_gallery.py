"""The gallery of documents: every sample has its picture, and every picture its document."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from launchkit.documents import Press
from launchkit.domain.checklist import RECORDS
from scripts import document_gallery
from scripts.document_gallery import LARGEST, PICTURES, draw, picture, specifications, used_by
from scripts.preview_document import ROOT, sample
from tests.documents.made import TEMPLATES
from tests.documents.pages import printed, shipped_spec
from tests.documents.pages import sample as framed


def test_every_document_with_a_sample_has_a_small_grey_picture() -> None:
    wanted = {f"{spec.code}.png" for spec in specifications() if sample(spec.name)}
    assert {path.name for path in PICTURES.glob("*")} == wanted
    for name in wanted:
        path = PICTURES / name
        assert path.stat().st_size <= LARGEST
        with Image.open(path) as drawn:
            assert drawn.mode == "P"
            shades = drawn.convert("RGB").getcolors(256)
        assert shades is not None
        assert len(shades) > 1, "an empty page"
        assert all(len(set(shade)) == 1 for _, shade in shades if isinstance(shade, tuple))


def test_every_document_is_issued_by_some_item_or_belongs_to_a_record() -> None:
    assert TEMPLATES.parent == ROOT
    issued = {spec.code for spec in specifications() if spec.per not in RECORDS}
    assert issued <= set(used_by())
    assert "NB-02" in used_by()["D02"]


@pytest.mark.pdf
def test_a_picture_is_the_first_page(press: Press) -> None:
    values: Mapping[str, Any] = framed("site_score")
    saved = picture(printed(press, "site_score", values))
    assert len(saved) <= LARGEST
    with Image.open(io.BytesIO(saved)) as drawn:
        assert drawn.width > drawn.height > 600, "A4 across"


@pytest.mark.pdf
def test_a_document_that_cannot_be_printed_is_named_and_the_others_are_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, press: Press
) -> None:
    values = {"decision": framed("decision") | {"branch_city": "沈\U0010fffd阳"}}
    specs = [
        shipped_spec("decision"),
        shipped_spec("head_appointment"),
        shipped_spec("site_score"),
    ]
    values["head_appointment"] = framed("head_appointment")
    monkeypatch.setattr(document_gallery, "specifications", lambda: specs)
    monkeypatch.setattr(document_gallery, "sample", lambda name: values.get(name, {}))
    monkeypatch.setattr(document_gallery, "press", lambda: nullcontext(press))
    (failed,) = draw(tmp_path)
    assert failed.startswith("D01 decision")
    assert [path.name for path in tmp_path.iterdir()] == ["D06.png"]
