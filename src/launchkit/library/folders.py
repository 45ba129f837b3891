"""Where the texts lie: in the user's home, in the installed package, or in the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
#: folders of data that the distribution carries
SHIPPED = ("checklists", "templates", "flows", "examples")


def data_folders(name: str, home: Path | None = None) -> tuple[Path, ...]:
    """Existing folders of the name, the strongest first: the home's own, then the shipped one.

    An editable install has no shipped copy; there the checkout's folder stands in.
    """
    own = () if home is None else (home / name,)
    shipped = (_PACKAGE / "_shipped" / name, _PACKAGE.parent.parent / name)
    found = [folder for folder in own if folder.is_dir()]
    found.extend([folder for folder in shipped if folder.is_dir()][:1])
    return tuple(found)


def data_folder(name: str, home: Path | None = None) -> Path:
    """Strongest folder of the name (`checklists`, `templates`, …); FileNotFoundError when there is none."""
    found = data_folders(name, home)
    if not found:
        raise FileNotFoundError(f"no folder {name} in the home or the installation")
    return found[0]


def data_files(name: str, pattern: str, home: Path | None = None) -> tuple[Path, ...]:
    """Files below the folders of the name; one in the home hides the shipped one at the same place."""
    found: dict[Path, Path] = {}
    for folder in data_folders(name, home):
        for path in sorted(folder.glob(pattern)):
            found.setdefault(path.relative_to(folder), path)
    return tuple(found[key] for key in sorted(found))


def shown(path: Path) -> str:
    """The path as people know it: from the folder they stand in, where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
