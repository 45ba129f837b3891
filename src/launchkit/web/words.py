"""Words that several pages share, in both languages.

A sentence that one page alone says stands in its template: `{{ say("先做这件", "Do this first") }}`.
What stands here is used by its name: `{{ t.save }}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from launchkit.domain.checklist import Text


def _text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


WORDS: Mapping[str, Text] = MappingProxyType(
    {
        # the shell
        "skip": _text("跳到正文", "Skip to the content"),
        "menu": _text("菜单", "Menu"),
        "navigation": _text("主导航", "Main navigation"),
        "notices": _text("提示", "Notices"),
        "offline": _text("离线", "Offline"),
        "language": _text("English", "中文"),
        "theme": _text("明暗", "Theme"),
        "theme_auto": _text("跟随系统", "Like the system"),
        "theme_light": _text("浅色", "Light"),
        "theme_dark": _text("深色", "Dark"),
        "sign_in": _text("登录", "Sign in"),
        "sign_out": _text("退出", "Sign out"),
        "print": _text("打印", "Print"),
        "back": _text("返回", "Back"),
        # navigation
        "today": _text("我的今天", "My day"),
        "cases": _text("案件总览", "Cases"),
        "open_case": _text("特情开案", "Open a case"),
        "decisions": _text("待我决定", "Decisions"),
        "audit": _text("审计", "Audit"),
        "definitions": _text("清单", "Checklists"),
        "calendars": _text("工作日历", "Calendars"),
        "deliveries": _text("通知", "Notices sent"),
        "people": _text("人员", "People"),
        "settings": _text("公司与设置", "Settings"),
        "health": _text("运行状态", "Health"),
        "me": _text("我的账号", "My account"),
        # what buttons and lines say everywhere
        "save": _text("保存", "Save"),
        "cancel": _text("取消", "Cancel"),
        "done": _text("完成", "Done"),
        "cannot": _text("办不了……", "Cannot…"),
        "optional": _text("可不填", "optional"),
        "required": _text("必填", "required"),
        "yes": _text("是", "Yes"),
        "no": _text("否", "No"),
        "choose": _text("请选择", "Choose"),
        "owner": _text("负责人", "owner"),
        "reason": _text("理由", "Reason"),
        "missing": _text("还缺", "Still missing"),
        "supply": _text("去补上", "Supply it"),
        "photo": _text("拍照", "Take a photo"),
        "file": _text("选文件", "Choose a file"),
        "newer": _text("上一页", "Previous"),
        "older": _text("下一页", "Next"),
        "page": _text("页", "page"),
        "provisional": _text("暂定", "provisional"),
        "statutory": _text("法定", "statutory"),
        "suspended": _text("已中止", "suspended"),
        "restricted": _text("涉密", "restricted"),
        "hidden": _text("已遮盖", "masked"),
        "none": _text("—", "—"),
    }
)


class Words:
    """The shared words in one language, as a template reads them: `t.save`."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def __getattr__(self, name: str) -> str:
        if name not in WORDS:
            raise AttributeError(f"web/words.py has no {name!r}")
        found = WORDS[name]
        return found.en if self._lang == "en" else found.zh
