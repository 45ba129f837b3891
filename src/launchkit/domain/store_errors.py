"""Why a write or a read could not be done; each says so in Chinese and English.

No sentence ever quotes a stored value.
"""

from __future__ import annotations


class StoreError(Exception):
    """Something the store could not do; `zh` and `en` say what, and what to do next."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class StreamMoved(StoreError):
    """A stream has grown since it was read: read it again, decide again, write again."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(
            f"{stream} 在读取之后又有了新的记录（当时到第 {expected} 条，现在到第 {actual} 条），请重新读取后再操作",
            f"{stream} has changed since it was read (it ended at {expected} and now ends at"
            f" {actual}); read it again and repeat the action",
        )
        self.stream = stream
        self.expected = expected
        self.actual = actual


class RequestReused(StoreError):
    """The id of a request that stands for something else already."""

    def __init__(self, request: str) -> None:
        super().__init__(
            f"请求编号 {request} 已用于另一项内容不同的操作，请换一个新的编号",
            f"The request id {request} already stands for another action; use a new id",
        )
        self.request = request


class NumberClash(StoreError):
    """A number has been taken by somebody else in the meantime."""

    def __init__(self, series: str, year: int, serial: int) -> None:
        super().__init__(
            f"编号 {series}〔{year}〕{serial} 刚被占用，请取下一个编号后重试",
            f"The number {series} {year}/{serial} has just been taken; take the next one",
        )
        self.series = series
        self.year = year
        self.serial = serial


class StoreBusy(StoreError):
    """Another writer held the database for too long; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "数据库正忙，本次未写入任何内容，请稍后用同一请求编号重试",
            "The database is busy and nothing was written; try again with the same request id",
        )


class StoreBroken(StoreError):
    """The database cannot be reached, read or written; whether a write arrived is unknown."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(
            f"数据库出错：{zh}；请检查它的位置和权限（--home、LAUNCHKIT_DATABASE_URL），修好后再做一次；"
            "用过 --request 的，用同一请求编号",
            f"The database failed: {en}; look at its place and its rights (--home,"
            " LAUNCHKIT_DATABASE_URL), then try again, with the same --request if there was one",
        )


class VaultBroken(StoreError):
    """A file of the vault is missing or changed, or the vault belongs to another log."""
