"""What is written is there in full or not at all, whatever happens in between, and never through a link."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from generator.cli.main import main
from generator.csp.built_site import postprocess
from generator.project import atomic_write
from generator.project.atomic_write import locked, replace_tree, sole_writer, write_all, write_tree
from generator.project.config import ProjectError
from generator.project.termination import clean_up_on_signals
from generator.search.index import install_bundle
from generator.text import replace_file as replace_file_module
from generator.text.replace_file import create_file, replace_file
from tests.helpers.example import SMALL_BRIEF, Project, make_small, tree

DIED = 9
OLD = {"content/publishers.yml": b"old", "seeds/old.txt": b"Old."}
CREATED = {"seeds/new.txt": b"New.", "seeds/new.html": b"<p>New.", "content/briefs/new.yml": b"title: New"}
REPLACED = {"content/publishers.yml": b"old and new"}
CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree")


def make(root: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        Project(root).write(path, data)
    return root


def dies_at(step: int, action: Callable[[], object]) -> bool:
    """Run ``action`` in a process that dies at a change of a file, counted from 0; return whether it came so far."""
    child = os.fork()
    if child == 0:
        left = step

        def count(*_: object) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                os._exit(DIED)

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            if event in CHANGES or (event == "open" and set(str(arguments[1] or "")) & set("wax+")):
                count()

        sys.addaudithook(watch)
        work, sync = os.open, os.fsync

        def open_(path: str, flags: int, *arguments: int) -> int:
            writes = flags & (os.O_WRONLY | os.O_RDWR)
            if writes:
                count()
            opened = work(path, flags, *arguments)
            if writes:
                count()
            return opened

        os.open, os.fsync = open_, lambda file: (count(), sync(file))  # type: ignore[assignment]
        try:
            action()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == DIED


def try_every_death(
    tmp_path: Path,
    prepare: Callable[[Path], object],
    action: Callable[[Path], object],
    stride: int = 1,
    result: str = ".",
) -> int:
    """Let ``action`` die at each change, then run it again: ``result`` is that of a clean run. Gives the changes."""
    clean = tmp_path / "clean"
    prepare(clean)
    action(clean)
    step = 0
    while True:
        root = tmp_path / "died"
        shutil.rmtree(root, ignore_errors=True)
        prepare(root)
        if not dies_at(step, partial(action, root)):
            return step
        action(root)
        assert tree(root / result) == tree(clean / result), f"after a death at change {step}"
        step += stride


def test_several_files_are_written_or_finished_after_a_death(tmp_path: Path) -> None:
    def write(root: Path) -> None:
        with sole_writer(root):
            if not (root / "content/briefs/new.yml").exists():
                missing = {path for path in CREATED if (root / path).exists()}
                assert not missing, "half of it is there"
                write_all(root, CREATED, REPLACED)

    assert try_every_death(tmp_path, lambda root: make(root, OLD), write) > 20


def test_an_output_folder_recovers_from_every_death(tmp_path: Path) -> None:
    def prepare(root: Path) -> None:
        write_tree(root, {"index.md": b"old", "gone/gone.md": b"gone"})

    assert (
        try_every_death(tmp_path, prepare, lambda root: write_tree(root, {"index.md": b"new", "a/b.md": b""}))
        > 8
    )
    new = tmp_path / "new"
    assert dies_at(3, lambda: write_tree(new, {"index.md": b"new"}))  # before there is a list of files
    write_tree(new, {"index.md": b"new"})
    assert sorted(tree(new)) == [".seedbrief-files", "index.md"]


SITE = {"index.html": b"old", "gone/index.html": b"gone", "a/index.html": b"old", ".git/config": b"mine"}
NEW_SITE = {"index.html": b"new", "a/index.html": b"new", "b/c/index.html": b"new"}


def test_a_site_is_replaced_after_every_death(tmp_path: Path) -> None:
    new = make(tmp_path / "new", NEW_SITE)
    assert try_every_death(tmp_path, lambda root: make(root, SITE), lambda root: replace_tree(root, new)) > 10
    assert tree(tmp_path / "clean") == {**NEW_SITE, ".git/config": b"mine"}
    replace_tree(tmp_path / "does/not/exist", new)
    assert tree(tmp_path / "does/not/exist") == NEW_SITE


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_site_is_replaced_or_after_an_error_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    new = make(tmp_path / "new", NEW_SITE)
    for number in itertools.count():
        calls = itertools.count()
        root = make(tmp_path / str(number), SITE)
        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", failing(Path.rename, calls, number, failure))
            try:
                replace_tree(root, new)
                break
            except type(failure):
                assert tree(root) == SITE
    assert number == 6  # three entries leave, three come


def test_the_policy_is_added_after_every_death(tmp_path: Path) -> None:
    pages = {"index.html": b"<head></head>", "about/index.html": b"<head></head>"}
    assert try_every_death(tmp_path, lambda root: make(root, pages), lambda root: postprocess(root, {})) > 6


def test_the_search_index_is_installed_after_every_death(tmp_path: Path) -> None:
    scripts = ("pagefind-worker.js", "pagefind-entry.json", "pagefind.js")
    names = ("fragment/b.pf_fragment", "vocabulary.txt", *scripts)
    make(tmp_path / "made/bundle", dict.fromkeys(names, b"new"))
    old = {"pagefind/fragment/a.pf_fragment": b"old", "pagefind/pagefind.js": b"old"}
    made = tmp_path / "made"
    assert (
        try_every_death(tmp_path, lambda root: make(root, old), lambda root: install_bundle(made, root)) > 10
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [["new", "../article.txt"], ["lock"], ["generate", "out"]], ids=lambda it: it[0]
)
def test_a_command_recovers_from_every_death(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "article.txt").write_text("The ferry runs\n\nOn 3 May the ferry runs again.\n")
    assert Project(tmp_path).seedbrief("init", "first").exit_code == 0
    if command == ["lock"]:
        (tmp_path / "first/seeds/SHA256SUMS").unlink()
        (tmp_path / "first/content/permalinks.lock").unlink()

    def run(root: Path) -> None:
        assert Project(root).invoke(main, *command).exit_code == 0

    stride = 25 if command[0] == "generate" else 1  # it writes many files
    assert try_every_death(tmp_path, lambda root: shutil.copytree(tmp_path / "first", root), run, stride) > 8


@pytest.mark.slow
def test_a_build_recovers_from_every_death(tmp_path: Path) -> None:
    built = make_small(tmp_path / "built")
    assert built.build().exit_code == 0
    built.write("content/pages/new.md", "# New\n")
    built.replace(SMALL_BRIEF, "title: ", "title: Again, ")

    def build(root: Path) -> None:
        output = Project(root).build("--site-dir", root / "site")
        assert output.exit_code == 0, output.output

    changes = try_every_death(
        tmp_path, lambda root: shutil.copytree(built.root, root), build, stride=40, result="site"
    )
    assert changes > 100


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_after_an_error_everything_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    number = 0
    for number in range(30):
        calls = itertools.count()
        with monkeypatch.context() as patch:
            for owner, name in ((atomic_write, "create_file"), (Path, "replace"), (Path, "rename")):
                patch.setattr(owner, name, failing(getattr(owner, name), calls, number, failure))
            root = make(tmp_path / str(number), OLD)
            with suppress(type(failure)):
                write_all(root, CREATED, REPLACED)
                break
        assert tree(root) == OLD
        assert not (root / "content/briefs").exists()
    assert number == 4 + 1 + 4 + 1  # files written, all of them complete, files moved, done
    assert tree(root) == {**OLD, **CREATED, **REPLACED}


def failing(
    work: Callable[..., object], calls: Iterator[int], number: int, failure: BaseException
) -> Callable[..., object]:
    """Make a function that fails if it makes the call of that number."""

    def work_or_fail(*arguments: object, **named: object) -> object:
        if next(calls) == number:
            raise failure
        return work(*arguments, **named)

    return work_or_fail


def test_no_link_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = make(tmp_path / "outside", {"file": b"mine", "folder/kept": b"mine"})
    root = make(tmp_path / "root", OLD)
    # At the name of the new file, could it be predicted:
    monkeypatch.setattr(replace_file_module, "token_hex", lambda _: "0")
    (root / "seeds/.seedbrief-0.new").symlink_to(outside / "file")
    with pytest.raises(FileExistsError):
        replace_file(root / "seeds/SHA256SUMS", b"digests")
    monkeypatch.undo()
    # In place of the file: the link is replaced, or refused.
    (root / "seeds/SHA256SUMS").symlink_to(outside / "file")
    (root / "content/briefs").symlink_to(outside / "folder", target_is_directory=True)
    for created, replaced in (({"content/briefs/new.yml": b""}, {}), ({}, {"seeds/SHA256SUMS": b"digests"})):
        with pytest.raises(OSError, match="this is a symbolic link; replace it"):
            write_all(root, created, replaced)
    replace_file(root / "seeds/SHA256SUMS", b"digests")
    assert not (root / "seeds/SHA256SUMS").is_symlink()
    # In place of a hidden folder of ours:
    for name in (".seedbrief-new-1", ".seedbrief-complete"):
        (root / name).symlink_to(outside, target_is_directory=True)
        with sole_writer(root):
            pass
        (root / name).unlink()
    assert tree(outside) == {"file": b"mine", "folder/kept": b"mine"}


def test_a_hidden_folder_from_elsewhere_replaces_only_content(tmp_path: Path) -> None:
    make(
        tmp_path, {".seedbrief-complete/.venv/bin/python": b"evil", ".seedbrief-complete/seeds/a.txt": b"A."}
    )
    with sole_writer(tmp_path) as is_finished:
        assert is_finished
    assert tree(tmp_path) == {"seeds/a.txt": b"A."}


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    file = make(tmp_path, {"a": b"old"}) / "a"
    file.chmod(0o640)
    replace_file(file, b"new")
    write_all(tmp_path, {}, {"a": b"newer"})
    assert (stat.S_IMODE(file.stat().st_mode), file.read_bytes()) == (0o640, b"newer")
    with pytest.raises(FileExistsError):
        create_file(file, b"newest")


def test_sigterm_undoes_what_is_not_finished(tmp_path: Path) -> None:
    root = make(tmp_path / "root", OLD)
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            clean_up_on_signals()
            atomic_write.create_file = lambda *_, **__: os.kill(os.getpid(), signal.SIGTERM)
            write_all(root, CREATED)
        except SystemExit as stopped:
            os._exit(int(str(stopped.code)))
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 128 + signal.SIGTERM
    assert sorted(path.name for path in root.iterdir()) == ["content", "seeds"]
    assert tree(root) == OLD


def test_of_two_writers_the_second_waits_or_is_told(tmp_path: Path) -> None:
    with (
        locked(tmp_path),
        pytest.raises(ProjectError, match="another process is writing into"),
        locked(tmp_path, patience=0),
    ):
        pass
    with locked(tmp_path):
        pass
