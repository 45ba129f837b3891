"""Names of files, as people's telephones and hostile hands give them."""

from __future__ import annotations

import pytest

from launchkit.web.uploads import LONGEST_NAME, clean_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("IMG_0001.jpg", "IMG_0001.jpg"),
        ("../../etc/passwd", "passwd"),
        (r"C:\temp\合同.pdf", "合同.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("陶𠮷.pdf", "陶𠮷.pdf"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_a_name_is_safe_to_show(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    found = clean_name("长" * 300 + ".pdf")
    assert len(found) == LONGEST_NAME
    assert found.endswith(".pdf")
    assert len(clean_name("长" * 300)) == LONGEST_NAME
