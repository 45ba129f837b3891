"""The keys of every `--json` answer, written down once: the reference is made from this table, and a test holds the commands to it."""

from __future__ import annotations

from collections.abc import Mapping

#: what every command that writes to a case answers with
WRITTEN = ("case", "number", "seq", "repeated", "entries", "ready", "behind")
ON_TASK = (*WRITTEN, "task")

#: command -> keys of the document it prints
KEYS: Mapping[str, tuple[str, ...]] = {
    "next": ("person", "first", "then", "decisions", "waiting", "submitted", "coming"),
    "cases": ("cases",),
    "show": (
        "case", "number", "name", "checklist", "checklist_title", "state", "branch", "branch_name",
        "company", "start", "target", "days_to_target", "opened_at", "closed_at", "restricted",
        "seq", "definition", "team", "stages", "standings", "tasks", "documents", "findings",
        "facts",
    ),
    "show --task": ("task", "history"),
    "start": ON_TASK,
    "done": ON_TASK,
    "attach": ON_TASK,
    "block": ON_TASK,
    "unblock": ON_TASK,
    "approve": ON_TASK,
    "reject": ON_TASK,
    "waive": ON_TASK,
    "reopen": ON_TASK,
    "assign": ON_TASK,
    "extend": ON_TASK,
    "suspend": ON_TASK,
    "resume": ON_TASK,
    "add": ON_TASK,
    "state": WRITTEN,
    "answer": WRITTEN,
    "open": WRITTEN,
    "close": WRITTEN,
    "team": WRITTEN,
    "instance": WRITTEN,
    "void": WRITTEN,
    "papers": ("case", "number", "key", "code", "title", "place", "papers", "documents", "lacks"),
    "brief": (
        "day", "summary", "done_today", "issued_today", "late", "due_soon", "waiting", "decisions",
        "findings", "doable",
    ),
    "deadlines": ("case", "number", "deadlines"),
    "date": (
        "last_day", "at", "plan_by", "counted_day", "provisional", "provisional_years",
        "rolled_over", "zh", "en",
    ),
    "search": ("items",),
    "issue": ("case", "issued", "failed"),
    "trail": ("case", "number", "entries"),
    "verify": (
        "ok", "entries", "hidden", "root", "streams", "first_wrong", "remarks", "unlisted",
        "sealed", "anchored", "damages", "rows", "whole",
    ),
    "custody take": WRITTEN,
    "custody count": WRITTEN,
    "custody move": WRITTEN,
    "custody end": WRITTEN,
    "custody list": ("case", "number", "custody"),
    "promise make": WRITTEN,
    "promise keep": WRITTEN,
    "promise break": WRITTEN,
    "promise withdraw": WRITTEN,
    "promise move": WRITTEN,
    "promise list": ("case", "number", "promises"),
    "sent out": WRITTEN,
    "sent back": WRITTEN,
    "sent list": ("case", "number", "sent_out"),
    "handover begin": WRITTEN,
    "handover show": (
        "case", "number", "handover", "state", "giver", "giver_name", "receiver", "receiver_name",
        "stays", "reason", "day", "digest", "signed", "sections", "pack",
    ),
    "handover sign": WRITTEN,
    "handover cancel": WRITTEN,
    "handover print": ("case", "document", "digest", "fresh", "path"),
    "erase": ("case", "fact", "repeated", "erased"),
    "person add": ("code", "repeated", "value"),
    "person show": ("code", "value"),
    "person list": ("rows",),
    "calendar adopt": ("year", "digest", "status", "moved"),
    "check": ("problems", "files"),
    "advance": ("case", "number", "seq", "entries", "issued", "troubles"),
    "sweep": ("advanced", "troubles", "sent"),
    "notices": ("rows",),
    "channel set": ("person", "channel", "set", "repeated"),
    "channel list": ("rows",),
    "channel test": ("person", "channels"),
    "feed": ("kind", "of", "link", "events", "file"),
    "rebuild": ("rebuilt",),
    "doctor": ("whole", "checks"),
    "backup": ("format", "log", "made_at", "entries", "root", "whole", "files", "folder"),
    "restore": ("entries", "root", "whole", "home"),
}  # fmt: skip
#: a refusal or failure of any command: `{"error": {…}}`
ERROR = ("code", "exit", "zh", "en", "lacks")
