"""Articles of law that a page cites, held against the file of statutes."""

from __future__ import annotations

import re
from functools import cache

from launchkit.documents.zh import numeral
from launchkit.library.loading import load_statutes
from launchkit.library.yaml_reader import read_file
from tests.documents.pages import PARTS

_CITED = re.compile(
    r"(?:《(?P<full>[^》]+)》|(?P<short>民法典|城市房地产管理法))"
    r"(?P<articles>(?:第[一二三四五六七八九十百零]+条(?:第[一二三四五六七八九十]+项)?(?:（[^）]*）)?[、至]?)+)"
)
_LOOSE = re.compile(r"第[一二三四五六七八九十零]*[百十][一二三四五六七八九十百零]*条")
_NUMBERS = {numeral(number): number for number in range(1, 1300)}


@cache
def known_articles() -> frozenset[tuple[str, str]]:
    """Law and number of each article in the file of statutes."""
    path = PARTS.parent / "statutes" / "cn.yaml"
    return frozenset(
        (law.split("（")[0], number)
        for statute in load_statutes(read_file(path, path.name)).value.statutes
        for law in statute.law.split("；")
        for numbers in re.findall(r"第([\d、]+)条", statute.article)
        for number in numbers.split("、")
    )


def cited_articles(page: str) -> set[tuple[str, str]]:
    """Law and number of each article that a page names."""
    return {
        ((found["full"] or found["short"]).removeprefix("中华人民共和国"), str(_NUMBERS[article]))
        for found in _CITED.finditer(page)
        for article in re.findall(r"第([^条第]+)条", found["articles"])
    }


def loose_articles(page: str) -> list[str]:
    """Articles named without their law."""
    return _LOOSE.findall(_CITED.sub("", page))
