"""Every command with its place in the code and one line of help, so that the list is printed without importing any of them.

To add a command: write a module with a click command in it, and one line here.
"""

from __future__ import annotations

from typing import NamedTuple


class Listed(NamedTuple):
    """One command: `module:object` below `launchkit.cli`, and its line in Chinese and English."""

    target: str
    zh: str
    en: str


#: section title (zh, en) -> command -> where it is and what it does
SECTIONS: dict[tuple[str, str], dict[str, Listed]] = {
    ("每天用", "Every day"): {
        "next": Listed("agenda:next_", "现在先办哪一件，为什么，带什么", "what to do now, why, with what"),
        "cases": Listed("cases:cases", "所有专案一览", "all cases on one board"),
        "show": Listed("show:show", "一个专案或一项任务的全貌", "one case, or one task, in full"),
        "start": Listed("tasks:start", "开始办理一项任务", "begin a task"),
        "done": Listed("tasks:done", "办结一项任务，连同要素和凭证", "finish a task, with facts and evidence"),
        "state": Listed("facts:state", "填报或更正要素", "state or correct facts"),
        "attach": Listed("tasks:attach", "为任务提交凭证", "attach evidence to a task"),
        "block": Listed("tasks:block", "办不了：在等谁，为什么", "cannot go on: waits on whom, why"),
        "unblock": Listed("tasks:unblock", "等到了，可以继续", "the wait is over"),
        "papers": Listed("papers:papers", "办一项任务去哪里、带什么", "where to go for a task, with which papers"),
        "place": Listed("place:place", "办事地点：在哪里、几点开门", "places: where tasks are done, and when it is open"),
        "brief": Listed("brief:brief", "一个专案的日报", "the daily brief of a case"),
    },
    ("决定", "Decisions"): {
        "approve": Listed("decisions:approve", "同意待决定的事项", "agree with what is pending"),
        "reject": Listed("decisions:reject", "退回待决定的事项", "send back what is pending"),
        "waive": Listed("decisions:waive", "申请豁免一项任务", "ask that a task need not be done"),
        "reopen": Listed("decisions:reopen", "重开已办结的任务", "open finished work again"),
        "assign": Listed("decisions:assign", "把任务交给另一个人负责", "have another person answer for a task"),
        "answer": Listed("growth:answer", "答复一条审计发现", "answer a finding"),
    },
    ("人员", "People"): {
        "delegate": Listed("standing_in:delegate", "委托同事代办，写明范围和期限", "lend one's rights: to whom, for what, until when"),
        "absent": Listed("standing_in:absent", "登记不在岗，任务交代理人", "state an absence; tasks go to the deputy"),
        "back": Listed("standing_in:back", "返岗，任务交回", "back again; tasks come back"),
        "deputy": Listed("standing_in:deputy", "指定代理人", "name who stands in"),
        "watch": Listed("standing_in:watch", "关注一项任务", "be told about a task"),
        "nudge": Listed("standing_in:nudge", "催办外部方，记一次", "remind an outside party; counted"),
        "break-glass": Listed("standing_in:break_glass", "应急越权 24 小时，事后复核", "emergency right for 24 hours, reviewed later"),
        "custody": Listed("custody:custody", "保管物：什么在谁手中", "custody: what is in whose hands"),
        "promise": Listed("promise:promise", "对外承诺：对谁、什么、到哪天", "promises to outsiders: to whom, what, by when"),
        "sent": Listed("sent:sent", "外送签署的文书：送出、收回", "documents out for signature: out, back"),
        "handover": Listed("handover:handover", "轮换移交：一份清单，两个签字", "hand over on rotation: one list, two signatures"),
    },
    ("期限", "Deadlines"): {
        "deadlines": Listed("deadlines:deadlines", "全部期限，各用一句话说明", "every deadline, each explained in a sentence"),
        "extend": Listed("deadlines:extend", "改内部期限（法定期限不会动）", "move a house deadline (statutory ones stay)"),
        "suspend": Listed("deadlines:suspend", "计时中止，如补正期间", "a clock stands still, e.g. during corrections"),
        "resume": Listed("deadlines:resume", "计时恢复", "a clock runs again"),
        "date": Listed("dates:date_", "算日子：最后一天、宜办日、顺延", "count days: last day, plan-by, roll"),
    },
    ("专案", "Cases"): {
        "open": Listed("opening:open_", "按专案文件开案", "open a case from a case file"),
        "close": Listed("opening:close", "结案", "close a case"),
        "team": Listed("growth:team", "成员及角色变动", "people and their roles in a case"),
        "instance": Listed("growth:instance", "登记一名录用人员、一个证照……", "add a hire, a licence …"),
        "add": Listed("growth:add", "给本案另加一项任务", "one more thing to do in this case"),
        "search": Listed("search:search", "在清单里找：名称、旧称、编号", "find items by title, old name or code"),
        "rehearse": Listed("rehearse:rehearse", "用虚拟时钟排演一个专案", "play a case with a virtual clock"),
    },
    ("危机", "Crisis"): {
        "severity": Listed("crisis:severity", "定级，1 级最重", "grade a case, 1 the worst"),
        "happening": Listed("crisis:happening", "经过：发生了什么、何时、谁说的", "the timeline of facts: what, when, who says so"),
        "report": Listed("crisis:report", "情况报告和高管报告：草稿、提交、到期", "situation and executive reports: draft, file, due"),
        "counsel": Listed("counsel:counsel", "向法务提问、法务答复", "ask counsel, and counsel's answers"),
        "review": Listed("review:review", "复盘：记录变成对清单的修改建议", "review: proposed edits of the checklist from the trail"),
    },
    ("文书与记录", "Documents and trail"): {
        "issue": Listed("documents:issue", "出具文书（PDF）", "issue documents as PDF"),
        "void": Listed("documents:void", "作废文书", "declare a document void"),
        "notices": Listed("notices:notices", "通知发给了谁、何时送达", "who was notified, and when it arrived"),
        "trail": Listed("trail:trail", "谁在何时做了什么", "who did what, when"),
        "verify": Listed("trail:verify", "核验全部记录有无被改动", "check that no entry was changed"),
        "erase": Listed("erasing:erase", "保存期满后清除个人信息", "erase personal data after its retention"),
    },
    ("登记与系统", "Register and system"): {
        "person": Listed("house:person", "人员：登记、查看、列表", "people: add, show, list"),
        "account": Listed("account:account", "登录账号：发放、链接、注销", "accounts to sign in with: give, link, close"),
        "company": Listed("house:company", "公司：登记、查看、列表", "companies: add, show, list"),
        "branch": Listed("house:branch", "分公司：登记、查看、列表", "branches: add, show, list"),
        "channel": Listed("notices:channel", "通知渠道：设置、查看、试发", "channels of notices: set, list, test"),
        "token": Listed("token:token", "程序的令牌（REST 接口）", "tokens of programs (REST API)"),
        "webhook": Listed("webhook:webhook", "Webhook：把事件告知其他程序", "webhooks: tell other programs of events"),
        "feed": Listed("feed:feed", "日历订阅地址", "address of a calendar to subscribe to"),
        "calendar": Listed("dates:calendar", "采用正式放假安排", "adopt an official calendar year"),
        "check": Listed("checking:check", "检查清单、专案文件，一次列出全部问题", "check checklists and case files, all problems at once"),
        "advance": Listed("clockwork:advance", "推进一个专案（指派、提醒、出文书）", "advance a case (assign, remind, issue)"),
        "sweep": Listed("clockwork:sweep", "推进所有到点的专案", "advance every case that is due"),
        "up": Listed("up:up", "在本机启动网页和时钟", "start pages and clockwork on this machine"),
        "doctor": Listed("doctor:doctor", "检查本机环境", "check this machine"),
        "backup": Listed("copies:backup", "备份", "make a backup"),
        "restore": Listed("copies:restore", "从备份恢复到空的数据目录", "restore a backup into an empty home"),
        "rebuild": Listed("clockwork:rebuild", "由记录重算派生数据", "compute derived rows anew from the entries"),
        "completion": Listed("completion:completion", "命令补全脚本（bash、zsh、fish）", "shell completion for bash, zsh, fish"),
    },
}  # fmt: skip

COMMANDS: dict[str, Listed] = {
    name: listed for section in SECTIONS.values() for name, listed in section.items()
}
