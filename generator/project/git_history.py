"""Reads the past versions of briefs from a project's git repository: those of HEAD and of what it was merged into.

Each commit counts with its author's day in the author's own time zone, so that the result depends on the commits
alone. A merged branch is one change, that of the merge: what was on the branch before was not published.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator.history.brief_history import NO_PAST, Past, PastVersion
from generator.project.config import ProjectError
from generator.project.git import REGULAR_FILES, read_blobs, run_git

_BRIEFS = "content/briefs/"
_LOG = (
    *(
        "log",
        "--first-parent",
        "-m",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "--no-color",
        "--relative",
    ),
    *("--root", "--no-show-signature", "--format=%x01%as", "--", _BRIEFS),
)
SHALLOW = (
    "this clone of the Git repository is shallow: the history of briefs lacks earlier changes. To get them: "
    "git fetch --unshallow"
)


@dataclass(slots=True)
class GitHistory:
    """The past versions of one project's briefs. They are read again only if HEAD is another commit than before."""

    notice: str = ""  # what to tell who builds the site
    _past: Past = NO_PAST
    _marks: tuple[object, ...] = ()

    def read(self, root: Path) -> Past:
        """Return the past versions of the briefs in ``root``; none if it is not in a repository, or git fails."""
        marks = (root, *_marks_of_head(root))
        if marks != self._marks:
            self._past, self.notice, self._marks = NO_PAST, "", marks
            if len(marks) > 1:
                try:
                    self._past = _read_past(root)
                    self.notice = SHALLOW if self._past.is_cut else ""
                except ProjectError as error:
                    is_new = "does not have any commits yet" in str(error)
                    self.notice = "" if is_new else f"the history of briefs is left out: {error}"
        return self._past


def _read_past(root: Path) -> Past:
    is_shallow = run_git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
    entries: dict[str, list[tuple[int, datetime.date, str, bytes]]] = {}  # newest first
    log = run_git(root, *_LOG).split(b"\1")[1:]
    for order, commit in zip(range(len(log))[::-1], log, strict=True):
        written_day, _, files = commit.partition(b"\0")
        try:
            day = datetime.date.fromisoformat(written_day.decode())
        except ValueError:
            continue
        for path, blob in _briefs(files):
            name = path.removeprefix(_BRIEFS).rpartition(".")[0]
            versions = entries.setdefault(name, [])
            if not versions or versions[-1][1] != day:  # the last of a day
                versions.append((order, day, path, blob))
    # A brief with one version has no history, unless it was renamed, which leaves another name without a file.
    was_any_removed = any(b" D\0" in commit for commit in log)
    wanted = [entry for found in entries.values() if was_any_removed or len(found) > 1 for entry in found]
    versions_by_name: dict[str, list[PastVersion]] = {}
    for (order, day, path, _), data in zip(
        wanted, read_blobs(root, [entry[3] for entry in wanted]), strict=True
    ):
        if data is not None:
            name = path.removeprefix(_BRIEFS).rpartition(".")[0]
            versions_by_name.setdefault(name, []).append(PastVersion(order, day, path, data))
    return Past({name: tuple(reversed(found)) for name, found in versions_by_name.items()}, is_shallow)


def _briefs(files: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the path and blob of each brief that a commit wrote, from ``:mode mode id id status`` and path by turns."""
    fields = files.strip(b"\n\0").split(b"\0")
    for info, name in zip(fields[::2], fields[1::2], strict=False):
        _, mode, _, blob, _ = info.split()
        path = os.fsdecode(name)
        stem, _, ending = path.removeprefix(_BRIEFS).rpartition(".")
        if mode in REGULAR_FILES and ending in ("yml", "yaml") and stem and "/" not in stem:
            yield path, blob


def _marks_of_head(root: Path) -> Iterator[object]:
    """Yield what differs whenever HEAD is another commit: the state of git's files. Nothing: there is no repository."""
    for folder in (root, *root.parents):
        git = folder / ".git"
        with suppress(OSError):
            if git.is_file():  # of a worktree or submodule
                git = folder / git.read_text().removeprefix("gitdir:").strip()
            head = (git / "HEAD").read_text()
            common = git
            with suppress(OSError):
                common = git / (git / "commondir").read_text().strip()
            yield head
            for name in (head.removeprefix("ref:").strip(), "packed-refs", "shallow", "reftable/tables.list"):
                yield _state(common / name)
            return


def _state(file: Path) -> tuple[int, ...]:
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino
