"""Keeps every command from writing into what a site is built from, and a build from deleting what is not a site.

MkDocs empties the folder of a site before it writes into it, so a wrong ``site_dir`` would delete the articles.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from generator.project.config import ProjectError, config_name, find_root
from generator.project.files import FOLDERS

_PROTECTED = (*FOLDERS, ".git")
_SITEMAP = "sitemap.xml"  # MkDocs writes one into every site
_UNFINISHED = ".seedbrief-unfinished"  # marks a site while it is built; MkDocs leaves hidden files alone


def check_output_folder(
    folder: Path, root: Path | None, hint: str = "choose another folder", sources: Iterable[Path] = ()
) -> None:
    """Raise ProjectError if writing into ``folder`` could change what a site is built from.

    That is the project at ``root``, the project that ``folder`` is in, and ``sources``, other files and folders.
    Folders are compared as the disk has them, so a symbolic link or another spelling of a name makes no difference.
    """
    projects = {project for project in (root, _root_above(folder)) if project}
    sources = [*sources, *(project / name for project in projects for name in _PROTECTED)]
    above_sources = [
        *projects,
        *(parent for path in (*projects, *sources) for parent in _resolved(path).parents),
    ]
    is_inside = _identities(folder, *_resolved(folder).parents) & _identities(*sources)
    if is_inside or _identities(folder) & _identities(*above_sources):
        raise ProjectError(f"{folder} contains the site's source files; {hint}")


def check_site_folder(folder: Path, root: Path, sources: Iterable[Path] = (), hint: str = "") -> None:
    """Raise ProjectError unless MkDocs may empty ``folder``: it is new, empty, or has a site of an earlier build.

    ``hint`` says what to do instead; by default, where to write another folder.
    """
    hint = hint or f"write `site_dir: site` in {config_name(root)}"
    check_output_folder(folder, root, hint, sources)
    if os.path.lexists(folder) and not folder.is_dir():
        raise ProjectError(f"{folder} is not a folder; {hint}")
    entries = [entry for entry in folder.iterdir() if entry.name[0] != "."] if folder.is_dir() else []
    if entries and not any(os.path.lexists(folder / name) for name in (_SITEMAP, _UNFINISHED)):
        raise ProjectError(
            f"{folder} has files and is not a site built earlier (it has no {_SITEMAP}), and a build deletes them; "
            f"{hint}, or delete the folder yourself"
        )
    for entry in entries:  # MkDocs does not remove a link to a folder, and would write into that
        if entry.is_symlink() and entry.is_dir() and not _resolved(entry).is_relative_to(_resolved(folder)):
            raise ProjectError(f"{entry} is a symbolic link to a folder outside the site; remove it")


def begin_site(folder: Path) -> None:
    """Mark the site in ``folder`` as unfinished: whatever ends the build, the next one may empty it.

    Raises ProjectError if the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            (folder / _UNFINISHED).open("xb").close()
    except OSError as error:
        raise ProjectError(
            f"{error.filename or folder} cannot be written: {error.strerror or error}"
        ) from None


def finish_site(folder: Path) -> None:
    """Remove the mark of ``begin_site``."""
    with suppress(OSError):
        (folder / _UNFINISHED).unlink()


def _root_above(folder: Path) -> Path | None:
    try:
        return find_root(folder)
    except ProjectError:
        return None


def _resolved(path: Path) -> Path:
    return Path(os.path.realpath(path))  # unlike `path.resolve()`, it accepts a loop of links


def _identities(*paths: Path) -> set[object]:
    """Return the resolved paths, and the device and file number of those that exist."""
    identities: set[object] = set()
    for path in paths:
        identities.add(_resolved(path))
        with suppress(OSError):
            status = path.stat()
            identities.add((status.st_dev, status.st_ino))
    return identities
