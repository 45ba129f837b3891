"""Writes the reference pages from the source: checklist keys, kinds of entry, roles, commands, documents, the API.

`python -m scripts.reference` writes them; a test compares them with what it would write.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launchkit.domain.matrix import MATRIX, TITLES
from launchkit.domain.roles import ROLES, Authority
from scripts.api_reference import page as api_page
from scripts.document_gallery import page as documents_page
from scripts.webhook_reference import page as webhooks_page

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "launchkit"
PAGES = ROOT / "docs" / "reference"
MADE = "<!-- Made from the source by `make docs`; edit the source instead. -->\n"
#: the modules whose types people write as YAML, in the order in which a reader meets them
DEFINITION = ("items", "facts", "conditions", "due", "law", "text", "kinds")
#: the modules with the kinds of entry, in the order in which a reader meets them
ENTRIES = ("cases", "people", "custody", "crisis", "house", "webhooks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One field of a type: its name in YAML, type, default in source form (None: required), remark."""

    name: str
    kind: str
    default: str | None
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One type: its name, first docstring, fields, and class constants in source form."""

    name: str
    says: str
    keys: tuple[Key, ...]
    constants: dict[str, str]
    choices: tuple[tuple[str, str], ...]


def _remark(lines: list[str], node: ast.stmt) -> str:
    """The `#:` lines directly above a statement, or the comment behind it."""
    above: list[str] = []
    number = node.lineno - 2
    while number >= 0 and lines[number].lstrip().startswith("#:"):
        above.insert(0, lines[number].lstrip().removeprefix("#:").strip())
        number -= 1
    behind = re.search(
        r"\s{2}#:?\s*(?!noqa|type:)(.+)$", lines[(node.end_lineno or node.lineno) - 1]
    )
    return " ".join(above) or (behind[1].strip() if behind else "")


def _kind(annotation: ast.expr) -> str:
    text = ast.unparse(annotation).replace("'", "")
    text = re.sub(r"Mapping\[str, \w+\]", "mapping", text)
    text = re.sub(r"tuple\[(\w+), \.\.\.\]", r"list of \1", text)
    return text.replace(" | None", "").replace("|", "or")


def _default(value: ast.expr | None) -> str | None:
    """What stands for a field that is left out, in the words of YAML."""
    if value is None:
        return None
    text = ast.unparse(value)
    if "default_factory" in text:
        made = re.search(r"likely=(\d+)", text)
        return f"likely: {made[1]}" if made else "empty"
    spoken = {
        "None": "—",
        "()": "empty",
        "True": "true",
        "False": "false",
        "''": "empty",
        "{}": "empty",
    }
    return spoken.get(
        text, re.sub(r"^[A-Z]\w+\.([A-Z_]+)$", lambda match: match[1].lower(), text).strip("'")
    )


def _keys(node: ast.ClassDef, lines: list[str]) -> Iterator[Key]:
    for statement in node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
                if not name.startswith("_") and "ClassVar" not in ast.unparse(annotation):
                    yield Key(
                        name=name.rstrip("_"),
                        kind=_kind(annotation),
                        default=_default(value),
                        remark=_remark(lines, statement),
                    )
            case _:
                continue


def _assigned(node: ast.ClassDef) -> Iterator[tuple[ast.Assign, str]]:
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield statement, name
            case _:
                continue


def shapes(path: Path) -> tuple[Shape, ...]:
    """The public classes of a module with their fields, in the order of the source."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    return tuple(
        Shape(
            name=node.name,
            says=(ast.get_docstring(node) or "").strip(),
            keys=tuple(_keys(node, lines)),
            constants={name: ast.unparse(at.value) for at, name in _assigned(node)},
            choices=tuple(
                (str(at.value.value), _remark(lines, at))
                for at, _ in _assigned(node)
                if isinstance(at.value, ast.Constant)
            ),
        )
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )


def _table(shape: Shape) -> str:
    if not shape.keys:
        rows = "".join(f"| `{value}` | {remark} |\n" for value, remark in shape.choices)
        return f"| Value | Meaning |\n|---|---|\n{rows}" if rows else ""
    head = "| Key | Type | If left out | Remark |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{key.name}` | {key.kind} | {'*required*' if key.default is None else key.default} | {key.remark} |\n"
        for key in shape.keys
    )


def _sections(shapes_: tuple[Shape, ...]) -> str:
    return "\n".join(f"## {shape.name}\n\n{shape.says}\n\n{_table(shape)}" for shape in shapes_)


def checklist_page() -> str:
    """All that may be written in a checklist, a part, a document's fields or a case file."""
    folder = SOURCE / "domain" / "checklist"
    # Sources build the large from the small; a reader goes the other way.
    found = tuple(
        shape for name in DEFINITION for shape in reversed(shapes(folder / f"{name}.py"))
    )
    case = tuple(reversed(shapes(SOURCE / "library" / "case_file.py")))
    intro = (
        "A key that is not in these tables is refused, at any depth. Text is given in two languages: "
        "`{zh: …, en: …}`. The same is told to editors by the schemas beside the checklists.\n"
    )
    return f"# Checklist files\n\n{MADE}\n{intro}\n{_sections(found)}\n# Case files\n\n{_sections(case)}"


def entries_page() -> str:
    """Every kind of entry with its fields; personal ones are kept apart as commitments."""
    parts = []
    folder = SOURCE / "domain" / "entries"
    for shape in (shape for name in ENTRIES for shape in shapes(folder / f"{name}.py")):
        if "KIND" not in shape.constants:
            continue
        personal = set(re.findall(r"'(\w+)'", shape.constants.get("PERSONAL", "")))
        rows = "".join(
            f"| `{key.name}` | {key.kind} | {'yes' if key.name in personal else ''} | {key.remark} |\n"
            for key in shape.keys
        )
        kind = ast.literal_eval(shape.constants["KIND"])
        version = shape.constants.get("VERSION", "1")
        parts.append(
            f"## {kind}\n\n`{shape.name}`, version {version}. {shape.says}\n\n"
            f"| Field | Type | Personal | Remark |\n|---|---|---|---|\n{rows}"
        )
    intro = (
        "What can stand in the trail. A personal field is stored in the entry as a commitment only; its value "
        "lies in a side table from which it can be erased. Stored shapes never change.\n"
    )
    return f"# Kinds of entry\n\n{MADE}\n{intro}\n" + "\n".join(parts)


def roles_page() -> str:
    """The roles people can have in a case."""
    rows = "".join(
        f"| `{role.id}` | {role.title.zh} | {role.title.en} | {role.authority} |\n"
        for role in ROLES.values()
    )
    intro = "What a role may do follows from its authority alone.\n"
    roles = f"| Role | 中文 | English | Authority |\n|---|---|---|---|\n{rows}"
    return f"# Roles\n\n{MADE}\n{intro}\n{roles}\n{_rights()}"


def _rights() -> str:
    """The authorisation matrix as a table."""
    head = "".join(f" {authority} |" for authority in Authority)
    rows = "".join(
        f"| {TITLES[operation].zh} | {TITLES[operation].en} |"
        + "".join(f" {cells[authority]} |" for authority in Authority)
        + "\n"
        for operation, cells in MATRIX.items()
    )
    intro = (
        "`own`: tasks the person owns or helps with; `owner`: those the person answers for; `asked`: where the item's approval "
        "names the role; `any`: all; `-`: none. Nobody decides on their own work, whatever the table says.\n"
    )
    line = "|---|---|" + "---|" * len(Authority)
    return f"## Who may do what\n\n{intro}\n| 操作 | Operation |{head}\n{line}\n{rows}"


def pages() -> dict[str, str]:
    """Every reference page by its file name."""
    return {
        "checklist.md": checklist_page(),
        "entries.md": entries_page(),
        "roles.md": roles_page(),
        "documents.md": documents_page(),
        "api.md": api_page(MADE),
        "webhooks.md": webhooks_page(MADE),
    }


def main() -> None:
    """Writes the pages."""
    PAGES.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
