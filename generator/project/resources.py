"""The templates, style sheets and scripts that come with Seedbrief, from which every site is built.

A site overrides them one by one: a file in its own ``site_templates/`` replaces the file with the same path here, or is
added if there is none.
"""

from __future__ import annotations

from pathlib import Path

from generator.project.config import CONFIG

TEMPLATES = "site_templates"
_PACKAGE = Path(__file__).resolve().parents[1]


def templates_folder() -> Path:
    """Return the folder of templates: inside an installed package, next to the package in the repository."""
    inside = _PACKAGE / TEMPLATES
    return inside if inside.is_dir() else _PACKAGE.parent / TEMPLATES


def shipped_files() -> dict[str, bytes]:
    """Read all of them, by their path in a project: ``site_templates/pages/brief.md.j2``."""
    folder = templates_folder()
    paths = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {
        f"{TEMPLATES}/{path.as_posix()}": (folder / path).read_bytes()
        for path in paths
        if not any(part.startswith(".") or part.endswith("~") for part in path.parts)
    }


def shipped_config() -> str:
    """Read the example site's ``mkdocs.yml``, with which new sites start."""
    file = _PACKAGE / CONFIG
    return (file if file.is_file() else _PACKAGE.parent / CONFIG).read_text(encoding="utf-8")
