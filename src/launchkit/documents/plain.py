"""Plain data: the only thing that may reach a template.

A template that can reach no object with behaviour has nothing to escape into, whatever is written in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from launchkit.documents.errors import NotPlain

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]

DEEPEST = 8
MOST_NODES = 200_000
MOST_CHARACTERS = 2_000_000

#: exactly these types: a subclass of str could print itself unescaped
_LEAVES = (str, int, bool, type(None))


def plain(value: object, *, name: str) -> Plain:
    """Copy of `value` with lists for tuples; `NotPlain` names `name` when anything else than plain data is inside."""
    return _Copier(name).copy(value, depth=0)


class _Copier:
    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes = 0
        self._characters = 0

    def copy(self, value: object, *, depth: int) -> Plain:
        self._count(value, depth)
        if type(value) in _LEAVES:
            return value  # type: ignore[return-value]
        if type(value) in {list, tuple}:
            return [self.copy(item, depth=depth + 1) for item in value]  # type: ignore[attr-defined]
        if type(value) is dict:
            return {
                self._key(key): self.copy(item, depth=depth + 1) for key, item in value.items()
            }
        raise NotPlain(f"「{self._name}」中有不能写入文书的数据类型：{type(value).__name__}")

    def _key(self, key: object) -> str:
        if type(key) is not str:
            raise NotPlain(f"「{self._name}」中有不是文本的键")
        return key

    def _count(self, value: object, depth: int) -> None:
        self._nodes += 1
        self._characters += len(value) if isinstance(value, str) else 0
        if depth > DEEPEST or self._nodes > MOST_NODES or self._characters > MOST_CHARACTERS:
            raise NotPlain(f"「{self._name}」的内容过多或层次过深，请分开出具")


def texts(value: Plain) -> Iterator[str]:
    """Every piece of text inside, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
