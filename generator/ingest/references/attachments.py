"""Finds the files that references are attached to, where the export names them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit


def existing_files(named: tuple[str, ...], folder: Path) -> list[Path]:
    """Return those of the named files that exist: paths from the ``folder`` of the export, whole paths, file URLs.

    A path that leads out of the folder by ``..`` is not followed.
    """
    return list(dict.fromkeys(path for name in named for path in _readings(name, folder) if _is_file(path)))


def _readings(name: str, folder: Path) -> list[Path]:
    """Return the paths that a name can mean."""
    if name.lower().startswith("file:"):
        name = unquote(urlsplit(name).path)
        name = name[1:] if name[2:3] == ":" else name  # /C:/Users
    elif "://" in name:
        return []
    names = dict.fromkeys((name, name.replace("\\", "/"), unquote(name)))
    paths = [Path(other) for other in names if other and "\0" not in other]
    return [folder / path for path in paths if ".." not in path.parts]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
