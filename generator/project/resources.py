"""The templates, style sheets and scripts that come with Seedbrief, from which every site is built.

A site overrides them file by file: what lies under its own ``site_templates/`` stands for the file of the same
path here, and what has no namesake here is added.
"""

from __future__ import annotations

from pathlib import Path

TEMPLATES = "site_templates"
CONFIG = "mkdocs.yml"
_PACKAGE = Path(__file__).resolve().parents[1]


def templates_folder() -> Path:
    """Find the folder: inside the package where a wheel was installed, beside it in the repository."""
    inside = _PACKAGE / TEMPLATES
    return inside if inside.is_dir() else _PACKAGE.parent / TEMPLATES


def shipped_files() -> dict[str, bytes]:
    """Read all of them, by path as a project has them: ``site_templates/pages/brief.md.j2``."""
    folder = templates_folder()
    paths = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {
        f"{TEMPLATES}/{path.as_posix()}": (folder / path).read_bytes()
        for path in paths
        if not any(part.startswith(".") or part.endswith("~") for part in path.parts)
    }


def shipped_config() -> str:
    """Read the example site's ``mkdocs.yml``, which new sites start with."""
    file = _PACKAGE / CONFIG
    return (file if file.is_file() else _PACKAGE.parent / CONFIG).read_text(encoding="utf-8")
