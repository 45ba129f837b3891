"""Sentences about the house: its people, companies, branches and keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from launchkit.domain import entries as kinds
from launchkit.domain.accounts import SignInChange
from launchkit.domain.checklist import Text
from launchkit.domain.entries import Entry
from launchkit.domain.telling.sign_in import CHANGES
from launchkit.domain.telling.trail.teller import Teller, said

#: what the house's kinds name, with the word before it
_HOUSE: Mapping[type[Entry], tuple[Callable[[Any], str], str, str]] = {
    kinds.PersonAdded: (lambda one: one.person, "登记人员", "registered person"),
    kinds.CompanyAdded: (
        lambda one: f"{one.company} {one.name}",
        "登记公司",
        "registered company",
    ),
    kinds.BranchAdded: (
        lambda one: f"{one.branch} {one.name}",
        "登记分公司",
        "registered branch",
    ),
    kinds.KeyAdded: (lambda one: one.name, "启用签名密钥", "a key signs from now on:"),
    kinds.PersonalErased: (
        lambda one: f"{one.stream} {one.seq} {one.path}",
        "清除个人信息",
        "erased personal data",
    ),
    kinds.AccountAdded: (
        lambda one: f"{one.account} → {one.person}",
        "登记账号",
        "registered account",
    ),
    kinds.AccountClosed: (
        lambda one: f"{one.account} → {one.person}",
        "注销账号",
        "closed account",
    ),
    kinds.CompanyLinked: (
        lambda one: f"{one.account} → {one.person} ({one.provider})",
        "关联公司登录",
        "linked with the company's sign-in:",
    ),
    kinds.CompanyUnlinked: (
        lambda one: f"{one.account} → {one.person}",
        "解除公司登录关联",
        "no longer linked with the company's sign-in:",
    ),
    kinds.AdministratorNamed: (
        lambda one: f"{one.person} {'✓' if one.administrator else '✗'}",
        "系统管理员",
        "administrator of the house:",
    ),
    kinds.ChangeAsked: (
        lambda one: f"{one.person} {one.account}".rstrip(),
        "提请第二位管理员确认",
        "asked a second administrator to agree:",
    ),
    kinds.ChangeAgreed: (
        lambda one: f"#{one.asked}",
        "第二位管理员确认并办理",
        "a second administrator agreed, and it was done:",
    ),
    kinds.ChangeDropped: (
        lambda one: f"#{one.asked}",
        "撤回或不同意变更",
        "a change was taken back or not agreed to:",
    ),
    kinds.PersonsJoined: (
        lambda one: f"{one.person} = {one.same_as}",
        "确认为同一人",
        "found to be one person:",
    ),
    kinds.RightsSuspended: (
        lambda one: one.person,
        "暂停全部权限",
        "suspended all rights of",
    ),
    kinds.RightsRestored: (lambda one: one.person, "恢复权限", "restored the rights of"),
    kinds.BranchRolesGiven: (
        lambda one: f"{one.branch} {one.person} {'/'.join(one.roles) or '—'}",
        "分公司常设角色",
        "standing roles at a branch:",
    ),
    kinds.ChannelSet: (
        lambda one: f"{one.person} {one.channel}",
        "设置通知渠道",
        "set the channel of",
    ),
    kinds.FeedRenewed: (
        lambda one: f"{one.feed} {one.of} ({one.issue})",
        "更换日历订阅地址",
        "renewed the calendar feed of",
    ),
}

_CHANGES: Mapping[str, tuple[str, str]] = {
    "added": ("添加", "added"),
    "rotated": ("更换密钥", "gave another secret to"),
    "edited": ("修改", "edited"),
    "enabled": ("启用", "switched on"),
    "disabled": ("停用", "switched off"),
    "removed": ("删除", "removed"),
}
_PARTS: Mapping[str, tuple[str, str]] = {
    "address": ("接收地址", "address"),
    "description": ("说明", "description"),
    "events": ("事件", "events"),
}


@said.register
def _(entry: kinds.WebhookChanged, teller: Teller) -> Text:  # noqa: ARG001  named by the entry itself
    zh, en = _CHANGES[entry.change]
    what = f"{entry.webhook} → {entry.host}"
    parts = [_PARTS[one] for one in entry.parts]
    of_zh = f"：{'、'.join(one[0] for one in parts)}" if parts else ""
    of_en = f": {', '.join(one[1] for one in parts)}" if parts else ""
    return Text(zh=f"{zh} Webhook {what}{of_zh}", en=f"{en} the webhook {what}{of_en}")


def _of_house(entry: Entry, teller: Teller) -> Text:  # noqa: ARG001  named by the entry itself
    what, zh, en = _HOUSE[type(entry)]
    return Text(zh=f"{zh} {what(entry)}", en=f"{en} {what(entry)}")


for _kind in _HOUSE:
    said.register(_kind, _of_house)


def _asked(entry: kinds.ChangeAsked, teller: Teller) -> Text:
    found, words = _of_house(entry, teller), CHANGES[SignInChange(entry.change)]
    return Text(zh=f"{found.zh}：{words.zh}", en=f"{found.en}: {words.en}")


said.register(kinds.ChangeAsked, _asked)
