"""A new site's files: a small one that is complete, to be changed step by step into a site of one's own.

They lie in ``starter_site/`` (names there begin with ``dot-`` where they are to begin with a dot); the configuration
is that of the example site, so that the two cannot drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.project.atomic_write import in_the_way, write_all
from generator.project.build import ProjectError, lock_project
from generator.project.files import FOLDERS
from generator.project.resources import CONFIG, shipped_config
from generator.text.yaml_writer import scalar

_FOLDER = Path(__file__).resolve().parent / "starter_site"
_OWN_WORDS = {
    "site_description": "Research briefs, each statement traced to the words it rests on.",
    "copyright": "Quoted articles belong to their publishers; only short quotations are shown.",
}
_DOT = "dot-"


def starter_files(title: str) -> dict[str, bytes]:
    """Make the files of a new site, by path, its locks included. ``title`` is what the site is called."""
    texts = {CONFIG: _config(title)}
    for file in sorted(path for path in _FOLDER.rglob("*") if path.is_file()):
        steps = file.relative_to(_FOLDER).parts
        path = "/".join(f".{step.removeprefix(_DOT)}" if step.startswith(_DOT) else step for step in steps)
        texts[path] = _filled(file.read_text(encoding="utf-8"), title)
    files = {path: text.encode() for path, text in texts.items()}
    with TemporaryDirectory(prefix="seedbrief-") as folder:
        write_all(Path(folder), files)
        locks = lock_project(Path(folder))
    return files | locks.files


def start(folder: Path, title: str = "") -> list[str]:
    """Write a new site into a folder, all of it or nothing, and give the paths of its files.

    The folder may hold other things, but nothing of the names that a site has. Raises ProjectError where it does.
    """
    if folder.exists() and not folder.is_dir():
        raise ProjectError(f"{folder} is a file; name a folder")
    files = starter_files(title or title_from(folder))
    in_way = in_the_way(folder, files)
    in_way += [name for name in FOLDERS if (folder / name).is_dir() and any((folder / name).iterdir())]
    if in_way:
        listed = "".join(
            f"\n  {path}" for path in sorted({path for path in in_way if not _below(path, in_way)})
        )
        raise ProjectError(f"{folder} has files where the new site's would be; nothing was written:{listed}")
    write_all(folder, files)
    return sorted(files)


def title_from(folder: Path) -> str:
    """Make a title of a folder's name: ``harbour-briefs`` -> ``Harbour briefs``."""
    words = " ".join(re.split(r"[-_\s]+", folder.resolve().name)).strip()
    return words[:1].upper() + words[1:] or "Briefs"


def _config(title: str) -> str:
    text = shipped_config()
    words = {"site_name": title, **_OWN_WORDS}
    return re.sub(rf"(?m)^({'|'.join(words)}):.*$", lambda line: f"{line[1]}: {scalar(words[line[1]])}", text)


def _filled(text: str, title: str) -> str:
    """Put the site's title and the version of Seedbrief in their places."""
    places: Mapping[str, str] = {"@TITLE@": title, "@VERSION@": version("seedbrief")}
    return re.sub("@[A-Z]+@", lambda place: places.get(place[0], place[0]), text)


def _below(path: str, others: list[str]) -> bool:
    return any(path.startswith(f"{other}/") for other in others)
