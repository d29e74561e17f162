"""A copy of the example project to change at will, and the commands as a user runs them in it."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import mkdocs.__main__
import pytest
from click import Command
from click.testing import CliRunner, Result
from mkdocs.config.defaults import MkDocsConfig
from yaml import CSafeLoader, load

from generator.cli.main import main

EXAMPLE = Path(__file__).parents[2]
PARTS = ("mkdocs.yml", "content", "seeds", "site_templates")
COMMANDS = Path(sys.executable).parent

# What would change what a command does; a test that wants one of these sets it.
SETTINGS = ("SOURCE_DATE_EPOCH", "SITE_URL", "PYTHONHASHSEED", "PYTHONIOENCODING", "LANG", "LC_ALL", "TZ")

EARLIER = "content/briefs/hyesan-quarantine-station.yml"
LATER = "content/briefs/hyesan-exports-resume.yml"
_earlier, _later = (load((EXAMPLE / path).read_bytes(), CSafeLoader) for path in (EARLIER, LATER))
EARLIER_TITLE, LATER_TITLE = _earlier["title"], _later["title"]

# What tests know of the words of these two, so that a change of the example is a change here.
CLAIM, FORMER_ID = "queue-at-tojang", "tojang-temporary-office"  # of a claim in the later one
GOODS = next(claim for claim in _later["claims"] if claim["id"] == "goods-named")
JUDGMENT = next(judgment for judgment in _later["judgments"] if judgment["id"] == "exports-move-again")
QUOTED, MISQUOTED = "lined up at Tojang", "lined up at Tujang"  # from the evidence of that claim

SMALL_BRIEF = "content/briefs/tide-mill-grinds-again.yml"  # the only one of `make_small`

Finished = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Project:
    """A copy of the example project; paths are relative to it."""

    root: Path

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, data: str | bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)

    def set_option(self, option: str) -> None:
        """Add an option of the plugin, ``csp: false``, to ``mkdocs.yml``."""
        name = "  - seedbrief: # with a search of its own, in place of the one that MkDocs has\n"
        self.replace("mkdocs.yml", name, f"{name}      {option}\n")

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
        self.write(path, text.replace(old, new))

    def misquote(self) -> None:
        """Put a wrong letter into a quotation of the later brief."""
        self.replace(LATER, QUOTED, MISQUOTED)

    def seedbrief(self, *arguments: object, folder: str = "", **settings: str) -> Result:
        """Run the command ``seedbrief`` in this process, which saves a second of imports.

        ``folder`` is the working directory, ``settings`` are environment variables. An exception that a user would see
        as a traceback is raised.
        """
        return self.invoke(main, *arguments, folder=folder, **settings)

    def build(self, *options: object, **settings: str) -> Result:
        """Run ``mkdocs build`` in this process, as ``seedbrief`` does."""
        with fresh_mkdocs():
            return self.invoke(mkdocs.__main__.cli, "build", *options, **settings)

    def invoke(self, command: Command, *arguments: object, folder: str = "", **settings: str) -> Result:
        """Run a command written with click in this process."""
        variables = dict.fromkeys(SETTINGS) | settings
        with chdir(self.root / folder):
            return CliRunner().invoke(command, [*map(str, arguments)], env=variables, catch_exceptions=False)

    def run(self, command: str, *arguments: object, folder: str = "", **settings: str) -> Finished:
        """Run an installed command in a process of its own, as a user does."""
        return subprocess.run(
            [COMMANDS / command, *map(str, arguments)],
            cwd=self.root / folder,
            env=environment(**settings),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
        )


def make_small(root: Path) -> Project:
    """Make the project of ``seedbrief init``, with the templates in it: 19 pages build in a quarter of the time."""
    shutil.copytree(Path(_small(root.name).name, root.name), root)
    return Project(root)


@cache
def _small(name: str) -> TemporaryDirectory[str]:
    """Make that project once, in a folder that is removed when this process ends; its name is the site's."""
    folder = TemporaryDirectory()
    Project(Path(folder.name)).seedbrief("init", name)
    shutil.copytree(EXAMPLE / "site_templates", Path(folder.name, name, "site_templates"))
    return folder


def copy_example(root: Path) -> Project:
    root.mkdir(parents=True)
    for part in PARTS:
        source = EXAMPLE / part
        if source.is_dir():
            shutil.copytree(source, root / part)
        else:
            shutil.copy(source, root / part)
    return Project(root)


@contextmanager
def fresh_mkdocs() -> Iterator[None]:
    """Let MkDocs begin as in a new process, and restore what it changes in this one.

    MkDocs keeps plugins for as long as a process runs, adds a handler and a filter to its loggers in each build, and
    wraps its messages to the width of the terminal.
    """
    logger, build_logger = logging.getLogger("mkdocs"), logging.getLogger("mkdocs.commands.build")
    before = (logger.level, logger.propagate, [*logger.handlers], [*build_logger.filters])
    with pytest.MonkeyPatch.context() as patch:
        # Private API: there is no other way to forget the plugins of the build before.
        patch.setattr(MkDocsConfig.__dict__["plugins"], "plugin_cache", {})
        patch.setattr(mkdocs.__main__.ColorFormatter.text_wrapper, "width", 0)
        try:
            yield
        finally:
            logger.level, logger.propagate, logger.handlers, build_logger.filters = before
            logger.setLevel(logger.level)  # which also clears what loggers below have cached


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return {**kept, "NO_MKDOCS_2_WARNING": "1", **settings}


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder with its content."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


# Files that are wrong, each in a way of its own, and the rule that says so.
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "content/briefs/latin-1.yml": ("title: Café\n".encode("latin-1"), "not-utf8"),
    "content/briefs/utf-16.yml": ("title: Two bytes a letter\n".encode("utf-16"), "not-utf8"),
    "content/briefs/any-bytes.yml": (bytes(range(256)), "not-utf8"),
    "content/briefs/nul.yml": (b"title: a\0b\n", "yaml-syntax"),
    "content/briefs/half.yml": (b'title: "Half of a', "yaml-syntax"),
    "content/briefs/tabs.yml": (b"title: Tabs\nclaims:\n\t- id: a\n", "yaml-tab"),
    "content/briefs/empty.yml": (b"", "empty-file"),
    "content/briefs/comments.yml": (b"# nothing yet\n", "empty-yaml"),
    "content/briefs/list.yml": (b"- one\n- two\n", "wrong-type"),
    "content/briefs/types.yml": (b"title: {a: b}\ndate: soon\nsources: 7\ntopics: [[a]]\n", "wrong-type"),
    "content/briefs/deep.yml": (b"title: " + b"[" * 100 + b"]" * 100, "yaml-depth"),
    "content/briefs/anchors.yml": (b"title: &a [x]\nsummary: *a\n", "yaml-anchor"),
    "content/briefs/two-megabytes.yml": (b"# long\n" * 300_000, "file-too-large"),
    "content/briefs/Not A Name.yml": (b"title: Spaces\n", "bad-name"),
    "content/briefs/index.yml": (b"title: Index\n", "reserved-name"),
    "content/topics.yaml": (b"only words\n", "unexpected-file"),
    "content/publishers.yml": (b"only words\n", "wrong-type"),
    "content/briefs/notes/a.yml": (b"title: Too deep a folder\n", "unexpected-file"),
    "content/pages/latin-1.md": ("# Café\n".encode("latin-1"), "not-utf8"),
    "content/pages/briefs/index.md": (b"# My own list\n", "output-collision"),
    "seeds/any-bytes.txt": (bytes(range(256)), "not-utf8"),
    "seeds/empty.txt": (b"", "empty-file"),
    "seeds/six-megabytes.txt": (b"long\n" * 1_200_000, "file-too-large"),
    "site_templates/pages/home.md.j2": (b"{% if", "template-error"),
    "site_templates/pages/topic.md.j2": ("Café".encode("latin-1"), "template-error"),
    "site_templates/pages/entity.md.j2": (b"{{ 1 / 0 }}", "template-error"),
    "site_templates/pages/source.md.j2": (b"{{ source.no_such_field }}", "template-error"),
}


def break_everything(project: Project) -> dict[str, str]:
    """Put every kind of bad file into a project. Gives the rule that each of them breaks, by path."""
    for path, (data, _) in BAD_FILES.items():
        project.write(path, data)
    broken = {path: rule for path, (_, rule) in BAD_FILES.items()}
    for path, target in {
        "content/briefs/link.yml": project.root / LATER,
        "content/briefs/folder": project.root,
        "seeds/nowhere.txt": project.root / "no-such-file",
        "content/pages/nowhere.md": project.root / "no-such-file",
    }.items():
        (project.root / path).symlink_to(target)
        broken[path] = "file-is-link"
    for path in ("content/briefs/pipe.yml", "content/pages/pipe.png"):
        os.mkfifo(project.root / path)
        broken[path] = "file-unreadable"
    return broken
