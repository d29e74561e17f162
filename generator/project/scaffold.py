"""Create a new site: small but complete, to be changed step by step into one's own.

Its files are in ``starter_site/``, where ``dot-`` at the start of a name stands for a dot. Its configuration is that of
the example site, so that the two cannot drift apart.
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.project.atomic_write import find_conflicts, read_if_exists, sole_writer, write_all
from generator.project.build import lock_project
from generator.project.config import CONFIG, ProjectError
from generator.project.files import FOLDERS
from generator.project.output_folder import check_output_folder
from generator.project.requirement import installed_requirement, is_local, wheel_name
from generator.project.resources import shipped_config
from generator.text.yaml.writer import scalar

_FOLDER = Path(__file__).resolve().parent / "starter_site"
_SETTINGS = {
    "site_description": "Briefs on the tide mill in Lantern Bay: a worked example, to be replaced by your own.",
    "copyright": "Quoted articles belong to their publishers; only short quotations are shown.",
}
_EMPTY_SETTINGS = {
    **_SETTINGS,
    "site_description": "Say in one sentence what the briefs of this site are about: site_description in mkdocs.yml.",
}
# The worked example: the files with it, and the paragraph of the README on how to remove it.
_WORKED_EXAMPLE = re.compile(r"seeds/|content/(?!pages/)")
_ON_WORKED_EXAMPLE = re.compile(r"(?m)^The tide mill of Lantern Bay is an example\.(?:.+\n)+\n")
_EXAMPLES = {"organisation": "Example Institute", "licence": "CC-BY-4.0"}  # to be filled in by its owner
_DOT = "dot-"
_LOCAL = """\
# The path below exists only on the computer where this site was created. To make it work anywhere:
#   1. Run: python -m pip wheel --no-deps -r requirements.txt
#      It saves {wheel} in this folder.
#   2. Replace the line below with: ./{wheel}
#   3. Commit both files.
"""
_SSH = """\
# The workflows cannot log in with SSH. If the repository is public, replace `git+ssh://git@` with `git+https://`.
"""


def starter_files(title: str, *, is_empty: bool = False) -> dict[str, bytes]:
    """Return the files of a new site by path, lock files included. ``title`` is the site's title.

    An empty site has no worked example, and so nothing to lock.
    """
    texts = {CONFIG: _config(title, _EMPTY_SETTINGS if is_empty else _SETTINGS)}
    for file in sorted(path for path in _FOLDER.rglob("*") if path.is_file()):
        steps = file.relative_to(_FOLDER).parts
        path = "/".join(f".{step.removeprefix(_DOT)}" if step.startswith(_DOT) else step for step in steps)
        texts[path] = file.read_text(encoding="utf-8")
    texts["README.md"] = texts["README.md"].replace("@TITLE@", title)
    texts["requirements.txt"] += _requirement_lines(installed_requirement())
    if is_empty:
        texts["README.md"] = _ON_WORKED_EXAMPLE.sub("", texts["README.md"])
        return {path: text.encode() for path, text in texts.items() if not _WORKED_EXAMPLE.match(path)}
    files = {path: text.encode() for path, text in texts.items()}
    with TemporaryDirectory(prefix="seedbrief-") as folder:
        write_all(Path(folder), files)
        locks = lock_project(Path(folder))
    return files | locks.files


def start(folder: Path, title: str = "", *, is_empty: bool = False) -> list[str]:
    """Write a new site into a folder and return the sorted paths of its files.

    The folder may contain other files. If it contains one of the site's, nothing is written. ``title`` is made from the
    folder's name if it is empty; ``is_empty`` leaves out the worked example. Raises ProjectError and OSError.
    """
    if folder.exists() and not folder.is_dir():
        raise ProjectError(f"{folder} is a file; name a folder")
    files = starter_files(title or title_from(folder), is_empty=is_empty)
    if folder.is_dir():
        with sole_writer(folder, files) as is_finished:
            if is_finished and all(read_if_exists(folder / path) == data for path, data in files.items()):
                return sorted(files)
    conflicts = find_conflicts(folder, files)
    conflicts += [name for name in FOLDERS if (folder / name).is_dir() and any((folder / name).iterdir())]
    if conflicts:
        listed = "".join(f"\n  {path}" for path in sorted(set(conflicts)) if not _is_below(path, conflicts))
        raise ProjectError(
            f"{folder} already has files that the new site needs; nothing was written:{listed}"
        )
    check_output_folder(folder, None)
    write_all(folder, files)
    return sorted(files)


def title_from(folder: Path) -> str:
    """Return a title made from a folder's name: ``harbour-briefs`` -> ``Harbour briefs``."""
    words = " ".join(re.split(r"[-_\s]+", folder.resolve().name)).strip()
    return words[:1].upper() + words[1:] or "Briefs"


def _config(title: str, own_settings: dict[str, str]) -> str:
    settings = {"site_name": title, **own_settings}
    pattern = rf"(?m)^({'|'.join(settings)}):.*$"
    config = re.sub(pattern, lambda line: f"{line[1]}: {scalar(settings[line[1]])}", shipped_config())
    for name, example in _EXAMPLES.items():
        config = re.sub(rf"(?m)^      {name}: [^#\n]*?(?= #|$)", f"      # {name}: {example}", config)
    return config


def _requirement_lines(requirement: str) -> str:
    """Return the requirement, below a comment that says what to change before it works elsewhere."""
    comment = (
        _LOCAL.format(wheel=wheel_name()) if is_local(requirement) else _SSH if "+ssh:" in requirement else ""
    )
    return f"{comment}{requirement}\n"


def _is_below(path: str, others: list[str]) -> bool:
    return any(path.startswith(f"{other}/") for other in others)
