"""What a verification may have to say, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing that is not in order."""

    #: the earliest entry that the remark puts in doubt, or for a whole range its last entry;
    #: None when no entry is meant
    seq: int | None
    stream: str | None
    #: stable word for programs, a key of `TEXTS`
    code: str
    zh: str
    en: str


TEXTS: Final[dict[str, tuple[str, str]]] = {
    # the order of entries
    "entry_unreadable": (
        "第 {at} 条记录无法按格式 1 读取: {why}",
        "Entry {at} cannot be read as format 1: {why}",
    ),
    "log_changed": (
        "第 {at} 条记录属于另一个日志",
        "Entry {at} belongs to another log",
    ),
    "seq_broken": (
        "此处应为第 {expected} 条记录, 实为第 {found} 条",
        "Entry {expected} was expected here, but entry {found} was found",
    ),
    "stream_broken": (
        "{stream} 的序号应为 {expected}, 实为 {found}",
        "{stream} should go on with its entry {expected}, but {found} was found",
    ),
    "prev_wrong": (
        "第 {at} 条记录与第 {by} 条记录所载的前条摘要值不符",
        "Entry {at} is not the one whose digest entry {by} recorded",
    ),
    "time_backwards": (
        "第 {at} 条记录的时间早于前一条",
        "Entry {at} is recorded earlier than the entry before it",
    ),
    "request_changed": (
        "第 {at} 条记录与同一请求的其他记录内容摘要不同",
        "Entry {at} gives another digest for the same request",
    ),
    "request_again": (
        "第 {at} 条记录再次使用了已结束的请求编号",
        "Entry {at} uses the id of a request that had already ended",
    ),
    # checkpoints and anchors
    "checkpoint_unreadable": (
        "第 {number} 个检查点无法读取: {why}",
        "Checkpoint number {number} cannot be read: {why}",
    ),
    "checkpoint_foreign": (
        "第 {at} 条处的检查点属于另一个日志",
        "The checkpoint at entry {at} belongs to another log",
    ),
    "key_unknown": (
        "第 {at} 条处的检查点不是由已知密钥签署",
        "The checkpoint at entry {at} is not signed by a known key",
    ),
    "signature_wrong": (
        "第 {at} 条处的检查点签名无效",
        "The signature of the checkpoint at entry {at} does not hold",
    ),
    "checkpoint_beyond": (
        "检查点证明曾有 {at} 条记录, 现仅有 {size} 条: 末尾被截去",
        "A checkpoint proves {at} entries, but there are only {size}: the end was cut off",
    ),
    "root_wrong": (
        "第 {first} 至 {at} 条记录与签署的检查点不符",
        "Entries {first} to {at} differ from those whose checkpoint was signed",
    ),
    "anchor_beyond": (
        "外部留存({source})证明曾有 {at} 条记录, 现仅有 {size} 条: 末尾被截去或换成旧副本",
        "An outside anchor ({source}) proves {at} entries, but there are only {size}:"
        " the end was cut off or an older copy put in place",
    ),
    "anchor_wrong": (
        "第 {first} 至 {at} 条记录与外部留存({source})不符",
        "Entries {first} to {at} differ from the outside anchor ({source})",
    ),
    "tail_unsealed": (
        "最后 {count} 条记录未经检查点签署, 最多允许 {allowed} 条",
        "The last {count} entries are under no signed checkpoint; at most {allowed} may be",
    ),
    # personal values and files
    "personal_missing": (
        "第 {at} 条记录的个人信息 {path} 缺失, 且无清除记录",
        "The personal value {path} of entry {at} is gone without an erasure",
    ),
    "personal_wrong": (
        "第 {at} 条记录的个人信息 {path} 与承诺值不符",
        "The personal value {path} of entry {at} does not open its commitment",
    ),
    "personal_kept": (
        "第 {at} 条记录的个人信息 {path} 已记录清除, 但仍然存在",
        "The personal value {path} of entry {at} is still there after its erasure",
    ),
    "personal_stray": (
        "个人信息 {path} 不属于第 {at} 条记录",
        "A personal value {path} belongs to nothing that entry {at} says",
    ),
    "file_unlinked": (
        "第 {at} 条记录的文件 {path} 的摘要缺失, 且无清除记录",
        "The digest of file {path} of entry {at} is gone without an erasure",
    ),
    "file_wrong": (
        "第 {at} 条记录的文件 {path} 与承诺值不符",
        "The digest of file {path} of entry {at} does not open its commitment",
    ),
    "file_kept": (
        "第 {at} 条记录的文件 {path} 已记录清除, 但仍然存在",
        "File {path} of entry {at} is still there after its erasure",
    ),
    "file_stray": (
        "文件 {path} 不属于第 {at} 条记录",
        "A file {path} belongs to nothing that entry {at} says",
    ),
    "file_missing": (
        "第 {at} 条记录的文件 {path} 丢失",
        "File {path} of entry {at} is missing",
    ),
    "file_changed": (
        "第 {at} 条记录的文件 {path} 内容已被更改",
        "File {path} of entry {at} has been changed",
    ),
    "file_erased": (
        "第 {at} 条记录的文件 {path} 已被清除, 但无清除记录",
        "File {path} of entry {at} has been erased without an erasure entry",
    ),
    # erasures
    "erasure_malformed": (
        "第 {at} 条清除记录未写明对象或依据",
        "Erasure {at} does not say what was erased and on which basis",
    ),
    "erasure_unapproved": (
        "第 {at} 条清除记录的批准人同时是申请人或执行人",
        "Erasure {at} was approved by the one who asked for it or carried it out",
    ),
    "erasure_astray": (
        "第 {at} 条清除记录所指的内容在其之前并不存在",
        "Erasure {at} names something that no earlier entry holds",
    ),
    "erasure_unsealed": (
        "第 {at} 条清除记录未经检查点签署",
        "Erasure {at} is under no signed checkpoint",
    ),
}


def remark(
    code: str, seq: int | None = None, stream: str | None = None, **detail: str | int
) -> Remark:
    """A remark with its two sentences; `at` in them is `seq`."""
    zh, en = (text.format(at=seq, stream=stream, **detail) for text in TEXTS[code])
    return Remark(seq=seq, stream=stream, code=code, zh=zh, en=en)
