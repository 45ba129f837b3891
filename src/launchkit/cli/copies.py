"""Backup and restore: database, vault, keys, and the home's own checklists and templates."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import click

from launchkit.cli.base import argument, command
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Misused, Run, Unfit
from launchkit.domain.errors import Refused
from launchkit.domain.trail import instant_text
from launchkit.vault import CANARY

MANIFEST = "backup.json"
DATABASE = "launchkit.db"
FORMAT = 1
#: What people keep in their home beside the database and the vault.
OWN = ("checklists", "templates")


@command(
    argument("folder", metavar="DIR", zh="空的或新的文件夹", en="an empty or new folder"),
    zh="完整备份，别人可以照常工作：数据库、凭证库、密钥（请像密钥一样保管）、自己的清单和模板。",
    en="A complete backup while others go on working: database, vault, keys (keep it like a key), own checklists and templates.",
    examples=("launchkit backup backup/2026-11-23",),
)
def backup(run: Run, folder: str) -> int:
    """A complete copy."""
    target = Path(folder)
    if (target / DATABASE).exists() or (target / MANIFEST).exists():
        raise Refused(
            "backup_exists",
            f"{folder} 里已有备份，请换一个文件夹。",
            f"There is a backup in {folder} already; choose another folder.",
        )
    office = run.office
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The database first: every file that its entries name was in the vault before they were written.
    office.store.backup_to(target / DATABASE)
    (target / "vault").mkdir(exist_ok=True)
    files = office.vault.copy_to(target / "vault")
    _copy_keys(office.settings.keys, target / "keys")
    for name in OWN:
        if (office.settings.home / name).is_dir():
            shutil.copytree(office.settings.home / name, target / name, dirs_exist_ok=True)
    verdict = office.store.verify(file_state=office.vault.state)
    manifest = {
        "format": FORMAT,
        "log": office.store.log_id(),
        "made_at": instant_text(office.clock()),
        "entries": verdict.entries,
        "root": verdict.root,
        "whole": verdict.ok,
        "files": files,
    }
    (target / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    if run.json:
        put_json({**manifest, "folder": str(target)})
        return 0 if verdict.ok else 1
    put(
        run.say(
            f"已备份到 {folder}：{verdict.entries} 条记录，{files} 个文件。恢复：launchkit restore {folder} --home 新目录",
            f"Backed up to {folder}: {verdict.entries} entries, {files} files. To restore: launchkit restore {folder} --home NEW",
        ),
        first=click.style("✓ ", fg="green"),
    )
    if not verdict.ok:
        put(
            run.say(
                "注意：核验发现不符，请运行 launchkit verify。",
                "Mind: verification found a mismatch; run launchkit verify.",
            ),
            err=True,
        )
    return 0 if verdict.ok else 1


def _copy_keys(source: Path, target: Path) -> None:
    if not source.is_dir():
        return
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        if path.is_file():
            copy = target / path.name
            copy.touch(mode=0o600)
            copy.write_bytes(path.read_bytes())


@command(
    argument("folder", metavar="DIR", zh="备份所在的文件夹", en="folder of the backup"),
    zh="从备份恢复到空的数据目录，然后核验。",
    en="Restore a backup into an empty home, then verify it.",
    examples=("launchkit restore backup/2026-11-23 --home ~/launchkit-neu",),
)
def restore(run: Run, folder: str) -> int:
    """Back from a copy."""
    source = Path(folder)
    manifest = _manifest(source)
    settings = run.settings
    if run.begun and settings.database_url.startswith("sqlite:///"):
        raise Refused(
            "home_in_use",
            f"{settings.home} 里已有数据，恢复只能到空的目录：加 --home 新目录。",
            f"{settings.home} holds data already; restore into an empty one: --home NEW.",
        )
    _require_own_vault(settings.vault, source)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _copy_keys(source / "keys", settings.keys)
    _copy_vault(source / "vault", settings.vault)
    for name in OWN:
        if (source / name).is_dir():
            shutil.copytree(source / name, settings.home / name, dirs_exist_ok=True)
    _copy_database(source / DATABASE, settings.home, settings.database_url)
    return _verified(run, manifest)


def _manifest(source: Path) -> dict[str, Any]:
    try:
        found = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or not (source / DATABASE).is_file():
        raise Misused(
            f"{source} 里没有完整的备份（缺 {MANIFEST} 或 {DATABASE}）。",
            f"There is no complete backup in {source} ({MANIFEST} or {DATABASE} is missing).",
        )
    if found.get("format") != FORMAT:
        raise Unfit("备份由更新的程序写成。", "A newer program has written this backup.")
    return found


def _require_own_vault(vault: Path, source: Path) -> None:
    there, wanted = vault / CANARY, source / "vault" / CANARY
    if there.exists() and wanted.exists() and there.read_bytes() != wanted.read_bytes():
        raise Unfit(
            f"{vault} 是另一个日志的凭证库，请换 LAUNCHKIT_VAULT。",
            f"{vault} is the vault of another log; set another LAUNCHKIT_VAULT.",
        )


def _copy_vault(source: Path, target: Path) -> None:
    import os  # noqa: PLC0415

    from launchkit.vault import FileVault  # noqa: PLC0415

    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    FileVault(source, random=os.urandom).copy_to(target)


def _copy_database(source: Path, home: Path, url: str) -> None:
    from launchkit.store import copy_store  # noqa: PLC0415

    # Opening a database writes beside it; the backup itself stays untouched.
    draft = home / f"{DATABASE}.restoring"
    draft.touch(mode=0o600)
    try:
        draft.write_bytes(source.read_bytes())
        copy_store(f"sqlite:///{draft}", url)
    finally:
        for path in home.glob(f"{draft.name}*"):
            path.unlink()


def _verified(run: Run, manifest: dict[str, Any]) -> int:
    office = run.office
    verdict = office.store.verify(file_state=office.vault.state)
    same = verdict.root == manifest.get("root")
    good = verdict.ok and same
    if run.json:
        put_json(
            {
                "entries": verdict.entries,
                "root": verdict.root,
                "whole": good,
                "home": str(run.settings.home),
            }
        )
        return 0 if good else 1
    if good:
        put(
            run.say(
                f"已恢复 {verdict.entries} 条记录到 {run.settings.home}，核验相符。",
                f"{verdict.entries} entries restored into {run.settings.home}; everything agrees.",
            ),
            first=click.style("✓ ", fg="green"),
        )
        return 0
    put(
        run.say(
            "已恢复，但与备份时的摘要不符，请运行 launchkit verify。",
            "Restored, but it differs from what was backed up; run launchkit verify.",
        ),
        first=click.style("✗ ", fg="red"),
        err=True,
    )
    return 1
