"""Reads a project at a git revision and compares it with the project now."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, Severity
from generator.history.content_diff import Change, changes
from generator.load.drafts import downgrade_draft_todos
from generator.load.loader import load
from generator.model.content import PAGES, Content, is_original
from generator.project.config import ProjectError
from generator.project.files import read_files
from generator.project.git import REGULAR_FILES, read_blobs, run_git

_FOLDERS = ("content", "seeds")
_SOURCES = "content/sources/"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes, and the errors at the revision and now; records with errors are not compared."""

    changes: tuple[Change, ...]
    errors_then: tuple[Diagnostic, ...]
    errors_now: tuple[Diagnostic, ...]


def compare(root: Path, revision: str) -> Comparison:
    """Compare the content of the project in ``root`` with a revision. Raises ProjectError as ``read_revision`` does.

    Unchanged briefs and seeds are usually not read, so errors in them are not reported.
    """
    files_then = read_revision(root, revision)
    files_now, unread = read_files(root)
    unreadable_paths = tuple(
        f"{diagnostic.span.path}/" for diagnostic in unread
    )  # not to be reported as removed
    files_then = {
        path: data for path, data in files_then.items() if not f"{path}/".startswith(unreadable_paths)
    }
    skipped = _unchanged(files_then, files_now)
    before, diagnostics_then = load({path: files_then[path] for path in files_then.keys() - skipped})
    after, diagnostics_now = load({path: files_now[path] for path in files_now.keys() - skipped})
    return Comparison(
        changes(before, after),
        _errors(before, diagnostics_then),
        _errors(after, [*unread, *diagnostics_now]),
    )


def _unchanged(files_then: Mapping[str, bytes], files_now: Mapping[str, bytes]) -> set[str]:
    """Return the paths of briefs and seeds with the same bytes then and now.

    If a source has a TODO, unchanged briefs are needed all the same: that is an error only if one of the briefs that
    use the source is published.
    """
    sources = (
        data for files in (files_then, files_now) for path, data in files.items() if path.startswith(_SOURCES)
    )
    folders = ("seeds/",) if any(b"TODO" in data for data in sources) else ("seeds/", "content/briefs/")
    return {
        path for path, data in files_then.items() if path.startswith(folders) and files_now.get(path) == data
    }


def _errors(content: Content, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the errors in what is compared: seeds/, and content/ without its Markdown pages.

    A TODO in a draft is not an error.
    """
    return tuple(
        diagnostic
        for diagnostic in downgrade_draft_todos(content, diagnostics, for_editor=False)
        if diagnostic.severity is Severity.ERROR
        and diagnostic.span.path.startswith(_FOLDERS)
        and not diagnostic.span.path.startswith(PAGES)
    )


def read_revision(root: Path, revision: str) -> dict[str, bytes]:
    """Return the files of content/ and seeds/ at a revision, by path relative to ``root``.

    Hidden files and originals, which source records describe, are left out.

    ``revision`` is anything git accepts: a commit, tag or branch, ``HEAD~3``, ``main@{yesterday}``. Raises
    ProjectError if there is no repository, no such revision, or nothing in its content/.
    """
    tree = _tree_id(root, revision)
    blobs: dict[str, bytes] = {}
    for entry in run_git(root, "ls-tree", "-r", "-z", tree, *_FOLDERS).split(b"\0")[:-1]:
        info, _, name = entry.partition(b"\t")  # relative to `root`, also in a subfolder of the repository
        mode, _, blob = info.split()
        path = os.fsdecode(name)
        is_hidden = any(part.startswith(".") for part in path.split("/"))
        if mode in REGULAR_FILES and not is_hidden and not is_original(path):
            blobs[path] = blob
    if not any(path.startswith("content/") for path in blobs):
        raise ProjectError(f"there is nothing in content/ at revision {revision!r}")
    files: dict[str, bytes] = {}
    for (path, blob), data in zip(blobs.items(), read_blobs(root, blobs.values()), strict=True):
        if data is None:
            raise ProjectError(f"git cannot find {blob.decode()}, a file of that revision; run `git fsck`")
        files[path] = data
    return files


def _tree_id(root: Path, revision: str) -> str:
    run_git(root, "rev-parse", "--git-dir")  # fails if there is no repository
    hint = "name a commit, tag or branch; `git log --oneline`, `git tag` and `git branch` list them"
    unknown = f"git knows no revision {revision!r} here; {hint}"
    if revision.startswith(("-", "^")) or "\0" in revision:  # git would take it for an option or an exclusion
        raise ProjectError(unknown)
    # In two steps: in `:/words`, which finds a commit by its message, `^{tree}` would be part of the words.
    command = ("rev-parse", "--verify", "--quiet")
    commit = run_git(root, *command, revision, error_message=unknown).decode().strip()
    return run_git(root, *command, f"{commit}^{{tree}}", error_message=unknown).decode().strip()
