"""Runs git in a project's folder, with commands that change nothing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.project.config import ProjectError

REGULAR_FILES = (b"100644", b"100755")  # git's modes for them; links and submodules have others
_REPOSITORY_VARIABLES = ("GIT_DIR", "GIT_WORK_TREE")  # set in hooks; the project's folder decides instead
_SETTINGS = {"LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1"}  # a build opens no connection, as a partial clone would


def run_git(root: Path, *arguments: str, stdin: bytes = b"", error_message: str = "") -> bytes:
    """Run git in ``root`` and return its output. Raises ProjectError with ``error_message`` or else git's own."""
    environment = {name: value for name, value in os.environ.items() if name not in _REPOSITORY_VARIABLES}
    try:
        process = subprocess.run(
            ["git", *arguments], cwd=root, env=environment | _SETTINGS, input=stdin, capture_output=True
        )
    except OSError as error:
        raise ProjectError(f"cannot run git ({error.strerror}); install it to compare revisions") from None
    if process.returncode and not error_message:
        stderr = process.stderr.decode(errors="replace").strip() or f"git {arguments[0]} failed"
        is_missing = "not a git repository" in stderr
        raise ProjectError(f"{root} is not in a git repository" if is_missing else f"git says: {stderr}")
    if process.returncode:
        raise ProjectError(error_message)
    return process.stdout


def read_blobs(root: Path, ids: Iterable[bytes]) -> Iterator[bytes | None]:
    """Yield the bytes of each blob; None if git does not have it. Raises ProjectError as ``run_git`` does.

    For each, git prints ``id type size``, a line end, the bytes and a line end; only ``id missing`` if it is missing.
    """
    wanted = list(ids)
    output, start = run_git(root, "cat-file", "--batch", stdin=b"".join(id_ + b"\n" for id_ in wanted)), 0
    for _ in wanted:
        header, _, _ = output[start : start + 200].partition(b"\n")
        start += len(header) + 1
        if header.split()[1:2] != [b"blob"]:
            yield None
            continue
        end = start + int(header.split()[2])
        yield output[start:end]
        start = end + 1
