"""A project as it was at a revision of git, which is only ever asked and changes nothing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, Severity
from generator.history.content_diff import Change, changes
from generator.load.drafts import downgrade_draft_todos
from generator.load.loader import load
from generator.model.content import PAGES, Content
from generator.project.build import ProjectError
from generator.project.files import read_files

_FOLDERS = ("content", "seeds")
_SOURCES = "content/sources/"
_FILES = (b"100644", b"100755")  # modes of regular files; links and submodules have others
_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE")  # set while a hook runs; the folder says which repository is meant


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed, as far as it could be read, and the errors that kept the rest from being read."""

    changes: tuple[Change, ...]
    errors_then: tuple[Diagnostic, ...]
    errors_now: tuple[Diagnostic, ...]


def compare(root: Path, revision: str) -> Comparison:
    """Compare the content of a project now with what it was at a revision.

    A brief or seed with the same bytes then and now is mostly not even read, so what is wrong with it is not said.
    """
    earlier = read_revision(root, revision)
    today, unread = read_files(root)
    refused = tuple(f"{item.span.path}/" for item in unread)  # not to be taken for files that are gone
    same = _not_worth_reading(earlier, today)
    kept = {path: data for path, data in earlier.items() if not f"{path}/".startswith(refused)}
    before, found_then = load({path: kept[path] for path in kept.keys() - same})
    after, found_now = load({path: today[path] for path in today.keys() - same})
    return Comparison(
        changes(before, after), _errors(before, found_then), _errors(after, [*unread, *found_now])
    )


def _not_worth_reading(earlier: Mapping[str, bytes], today: Mapping[str, bytes]) -> set[str]:
    """Pick the briefs and seeds that have not changed.

    Where something is left to do in a source, only seeds: it depends on the briefs that rest on it whether it can wait.
    """
    sources = (
        data for files in (earlier, today) for path, data in files.items() if path.startswith(_SOURCES)
    )
    folders = ("seeds/",) if any(b"TODO" in data for data in sources) else ("seeds/", "content/briefs/")
    return {path for path, data in earlier.items() if path.startswith(folders) and today.get(path) == data}


def _errors(content: Content, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Pick the errors in what is compared: content/ without hand-written pages, and seeds/.

    What is still to be written in a draft is no error.
    """
    eased = downgrade_draft_todos(content, found, for_editor=False)
    errors = (item for item in eased if item.severity is Severity.ERROR)
    paths = ((item, item.span.path) for item in errors)
    return tuple(item for item, path in paths if path.startswith(_FOLDERS) and not path.startswith(PAGES))


def read_revision(root: Path, revision: str) -> dict[str, bytes]:
    """Read content/ and seeds/ as they were, by path relative to ``root`` with ``/``; hidden files are passed over.

    ``revision`` is whatever git takes for one: a commit, tag or branch, ``HEAD~3``, ``main@{yesterday}``.
    """
    tree = _tree(root, revision)
    blobs: dict[str, bytes] = {}
    for entry in _git(root, "ls-tree", "-r", "-z", tree, *_FOLDERS).split(b"\0")[:-1]:
        about, _, name = entry.partition(b"\t")  # of a project in a subfolder, git tells its own part alone
        mode, _, blob = about.split()
        path = os.fsdecode(name)
        if mode in _FILES and not any(part.startswith(".") for part in path.split("/")):
            blobs[path] = blob
    if not any(path.startswith("content/") for path in blobs):
        raise ProjectError(f"there was nothing in content/ at revision {revision!r}")
    return dict(zip(blobs, _contents(root, blobs.values()), strict=True))


def _tree(root: Path, revision: str) -> str:
    """Find the id of the tree that a revision names."""
    _git(root, "rev-parse", "--git-dir")  # or there is no repository at all
    hint = "name a commit, tag or branch, as `git log --oneline`, `git tag` and `git branch` list them"
    unknown = f"git knows no revision {revision!r} here; {hint}"
    if revision.startswith(("-", "^")) or "\0" in revision:  # to git, an option, and everything but that
        raise ProjectError(unknown)
    # In two steps, for `:/words` finds a commit by its message, and whatever stands behind it is part of the words.
    look_up = ("rev-parse", "--verify", "--quiet")
    named = _git(root, *look_up, revision, otherwise=unknown).decode().strip()
    return _git(root, *look_up, f"{named}^{{tree}}", otherwise=unknown).decode().strip()


def _contents(root: Path, blobs: Iterable[bytes]) -> Iterator[bytes]:
    """Give the bytes of each blob: git answers `id type size`, a line end, the bytes, a line end."""
    wanted = list(blobs)
    answer, at = _git(root, "cat-file", "--batch", asked=b"".join(blob + b"\n" for blob in wanted)), 0
    for blob in wanted:
        head, _, _ = answer[at : at + 200].partition(b"\n")
        if head.split()[1:2] != [b"blob"]:
            raise ProjectError(f"git has lost {blob.decode()}, a file of that revision; see `git fsck`")
        start = at + len(head) + 1
        at = start + int(head.split()[2]) + 1
        yield answer[start : at - 1]


def _git(root: Path, *arguments: str, asked: bytes = b"", otherwise: str = "") -> bytes:
    """Run git in the project's folder. Where it fails, ``otherwise`` says why, or else git does."""
    environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, env=environment | {"LC_ALL": "C"}, input=asked, capture_output=True
        )
    except OSError as error:
        raise ProjectError(f"git cannot be run ({error.strerror}); install it to compare revisions") from None
    if done.returncode and not otherwise:
        said = done.stderr.decode(errors="replace").strip() or f"git {arguments[0]} failed"
        missing = "not a git repository" in said
        raise ProjectError(f"{root} is not in a git repository" if missing else f"git says: {said}")
    if done.returncode:
        raise ProjectError(otherwise)
    return done.stdout
