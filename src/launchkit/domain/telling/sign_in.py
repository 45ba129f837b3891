"""Changes to how people sign in, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from launchkit.domain.accounts import SignInChange
from launchkit.domain.checklist import Text

CHANGES: Mapping[SignInChange, Text] = MappingProxyType(
    {
        SignInChange.ADD: Text(zh="发放账号", en="give an account"),
        SignInChange.LINK: Text(zh="重设密码", en="choose a new password"),
        SignInChange.FORGET: Text(zh="重置动态口令", en="reset the second factor"),
        SignInChange.INVITE: Text(zh="关联公司登录", en="link with the company's sign-in"),
        SignInChange.UNLINK: Text(zh="解除公司登录", en="unlink from the company's sign-in"),
        SignInChange.NAME: Text(zh="设为管理员", en="make an administrator"),
        SignInChange.END: Text(zh="取消管理员", en="end as an administrator"),
    }
)
