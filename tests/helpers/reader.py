"""A reader who does what a page of the documentation says, in an empty folder, and compares what comes."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from difflib import unified_diff
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.helpers.example import COMMANDS, EXAMPLE, SETTINGS, Project
from tests.helpers.samples import PAGES, Block, Command, Page, commands, fill_in, matches, read_page
from tests.helpers.yaml_merge import merge

DAY = date(2027, 1, 31)  # of a page that does not say one, so that it shows if its output depends on it

# Files that a reader of a page has at hand, by its path, such as a PDF: they are in the folder from the start.
GIVEN = EXAMPLE / "tests/docs/given"

# What a test runs in addition to `seedbrief` and `mkdocs`.
RUNNABLE = {
    *(
        "cat",
        "cd",
        "cp",
        "diff",
        "echo",
        "export",
        "git",
        "grep",
        "head",
        "ls",
        "mkdir",
        "mv",
        "python",
        "rm",
    ),
    *("sed", "sort", "tail", "test", "touch", "wc"),
}

# Commands of sh blocks that cannot be run in a test: they need a network, a shell of their own, a history in Git or
# the output of another program.
NOT_RUN = re.compile(
    r"(?:python3?|py) -m (?:venv|pip)\b|pipx? install\b|\. |source |\S*activate\b"
    r"|git (?:push|pull|fetch|clone)\b|git remote add\b|gh |pre-commit |make\b"
    r"|properdocs |(?:seedbrief|mkdocs) serve\b|seedbrief new .*https?://|python3? -m http\.server\b"
    r"|seedbrief (?:diff|index|postprocess|verify)\b|python verify\.py\b"
    r"|(?:sudo )?(?:apt|apt-get|brew) install\b"
)

GIT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "4",
    **{"GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "Ada"},
    **{"GIT_CONFIG_KEY_1": "user.email", "GIT_CONFIG_VALUE_1": "ada@example.org"},
    **{"GIT_CONFIG_KEY_2": "init.defaultBranch", "GIT_CONFIG_VALUE_2": "main"},
    **{"GIT_CONFIG_KEY_3": "advice.detachedHead", "GIT_CONFIG_VALUE_3": "false"},
}

_ONLY_READS = re.compile(r"(?:seedbrief (?:check|diff|explain)|cat|echo|grep|ls) [^>]*$")

Problems = Counter[tuple[str, str, str]]


class Reader:
    """Follows one page in ``root``. With ``builds``, also builds sites; otherwise only checks that they can be."""

    def __init__(self, root: Path, *, builds: bool = False) -> None:
        self.root, self.builds = root, builds
        self.folder = root  # the working directory
        self.settings: dict[str, str] = {}  # exported
        self.code = 0  # of the last command
        self._known: Problems | None = None  # what check found, until something changes

    def follow(self, page: Page) -> None:
        """Do all that the page says, in order. Raises SampleError for what is not as it says."""
        if (given := GIVEN / page.path).is_dir():
            shutil.copytree(given, self.folder, dirs_exist_ok=True)
        blocks = [block for block in page.blocks if block.title or block.language in ("console", "sh")]
        with on(date.fromisoformat(page.day) if page.day else DAY, self.root):
            before: Problems | None = None  # problems before the edits that were not checked yet
            for number, block in enumerate(blocks):
                if block.title:
                    before = self._problems() if before is None else before
                    self.save(block)
                    following = blocks[number + 1] if number + 1 < len(blocks) else None
                    if following and following.title:
                        continue  # edits that belong together
                    if not (following and following.language == "console" and " check" in following.text):
                        self._expect_no_new_problems(block, before)
                    before = None
                elif block.language == "console":
                    for command in commands(block):
                        self._expect_output(block, command)
                else:
                    self._run_all(block)

    def save(self, block: Block) -> None:
        """Save a sample in its file."""
        file = self.folder / block.title
        if not file.resolve().is_relative_to(self.root):
            raise block.error(f"{block.title} is outside of the folder of this page")
        file.parent.mkdir(parents=True, exist_ok=True)
        old = file.read_text("utf-8") if file.exists() else ""
        new = block.text
        if block.language == "yaml" and old:
            new = merge(old, block.text, deep=file.name == "mkdocs.yml")
        elif block.language == "diff":
            new = _patch(block, old)
        file.write_text(new, "utf-8")
        self._known = None

    def run(self, block: Block, command: Command) -> str | None:
        """Run a command and return what it prints; None for one that only a real build would answer."""
        output = ""
        if not _ONLY_READS.match(command.text):
            self._known = None
        for part in re.split(r" && ", command.text):
            said = self._run_one(block, command, part)
            if said is None:
                return None
            output += said
            if self.code:
                break
        return output

    def _run_one(self, block: Block, command: Command, text: str) -> str | None:
        settings = dict(self.settings)
        while assigned := re.match(r"([A-Z_]+)=(\S*) +(?=\S)", text):
            settings[assigned[1]] = assigned[2]
            text = text[assigned.end() :]
        words = shlex.split(text)
        name, verb = words[0], words[1] if len(words) > 1 else ""
        if name == "cd":
            self.folder = (self.folder / (verb or ".")).resolve()
            if not self.folder.is_dir() or not self.folder.is_relative_to(self.root):
                raise block.error(f"there is no folder {verb} here", command.line)
            self.code = 0
            return ""
        if name == "export":
            self.settings.update(word.split("=", 1) for word in words[1:])
            return ""
        if verb == "serve" or (verb in ("build", "index") and not self.builds):
            if verb == "serve" or not re.search("error|abort", command.output, re.IGNORECASE):
                self._expect_no_errors(block, command)
            return None
        if not self.builds and re.search(r"(?<![\w-])site(?:/|$)", text):
            return None
        if name == "seedbrief" and verb != "build":
            return self._seedbrief(text, settings)
        if name not in RUNNABLE and name not in ("seedbrief", "mkdocs"):
            raise block.error(f"`{name}` is not among the commands that are run", command.line)
        return self._shell(text, settings)

    def _seedbrief(self, text: str, settings: dict[str, str]) -> str:
        """Run the command in this process; what its output is piped into, in another."""
        own, operator, rest = _split_off(text)
        inside = self.folder.relative_to(self.root)
        result = Project(self.root).seedbrief(*shlex.split(own)[1:], folder=str(inside), **settings)
        self.code = result.exit_code
        if not operator:
            return result.output
        return result.stderr + self._shell(f"cat {operator} {rest}", settings, result.stdout)

    def _shell(self, text: str, settings: dict[str, str], stdin: str = "") -> str:
        path = f"{COMMANDS}{os.pathsep}{os.environ['PATH']}"
        kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        done = subprocess.run(
            ["bash", "-c", f"(exit {self.code}); {text}"],
            cwd=self.folder,
            env={**kept, "PATH": path, "LC_ALL": "C.UTF-8", "NO_MKDOCS_2_WARNING": "1", **settings},
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=300,
        )
        self.code = done.returncode
        return done.stdout

    def _expect_output(self, block: Block, command: Command) -> None:
        actual = self.run(block, command)
        if actual is None or matches(command.output, actual):
            return
        expected = fill_in(command.output, actual).splitlines()
        got = [line.rstrip() for line in actual.splitlines()]
        diff = unified_diff(expected, got, "the page", "the command", lineterm="", n=2)
        raise block.error(f"$ {command.text}\n" + "\n".join(diff), command.line)

    def _run_all(self, block: Block) -> None:
        """Run the commands of an sh block that can be run; they must succeed."""
        for number, line in enumerate(re.sub(r"(?m)[^\S\n]+# .*$", "", block.text).splitlines()):
            if not line.strip() or line.startswith("#") or NOT_RUN.match(line):
                continue
            said = self.run(block, Command(number, line, ""))
            if self.code:
                raise block.error(f"{line}\n{said}", number)

    def _problems(self) -> Problems:
        """List what `seedbrief check` finds here, without the lines, which edits change."""
        if self._known is None:
            self._known = self._check()
        return self._known

    def _check(self) -> Problems:
        if not (self.folder / "mkdocs.yml").exists():
            return Counter()
        inside = str(self.folder.relative_to(self.root))
        checked = Project(self.root).seedbrief("check", "--format", "json", folder=inside)
        if not checked.stdout.startswith("{"):
            return Counter([("mkdocs.yml", "", checked.output)])
        found = json.loads(checked.stdout)["findings"]
        return Counter((item["path"], item["rule"], item["message"]) for item in found)

    def _expect_no_new_problems(self, block: Block, before: Problems) -> None:
        new = [found for found in self._problems() - before if "TODOs left" not in found[2]]
        if new:
            raise block.error("after this edit there are new problems:\n" + "\n".join(map(": ".join, new)))

    def _expect_no_errors(self, block: Block, command: Command) -> None:
        inside = str(self.folder.relative_to(self.root))
        checked = Project(self.root).seedbrief("check", "--errors", folder=inside)
        if checked.exit_code:
            raise block.error(f"$ {command.text}\nThe site has errors:\n{checked.output}", command.line)


@contextmanager
def on(day: date, home: Path) -> Iterator[None]:
    """Let it be that day, and let git know nothing of who runs the tests."""
    import datetime  # its name is replaced below

    class Day(datetime.date):
        @classmethod
        def today(cls) -> datetime.date:
            return day

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.project.build.today", lambda: day)
        patch.setattr("generator.project.importer.datetime", SimpleNamespace(date=Day))
        when = f"{day.isoformat()}T12:00:00Z"
        variables = GIT | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "HOME": str(home.parent)}
        for name, value in variables.items():
            patch.setenv(name, value)
        yield


def make_start(page: Page, root: Path) -> None:
    """Make the folder in which the samples of a page begin, unless that is how another page ends."""
    root.mkdir(parents=True)
    if page.start == "starter":
        Project(root).seedbrief("init", ".")
    elif page.start == "example":
        shutil.copy(EXAMPLE / "mkdocs.yml", root.parent / "mkdocs.yml")
        shutil.copytree(
            EXAMPLE / "docs", root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("site", ".*")
        )
    elif page.start != "empty":
        raise page.error(f"`start: {page.start}` is none of: empty, starter, example, the path of a page")


def follow_from_the_start(name: str, root: Path, until: str = "") -> Reader:
    """Follow a page of the documentation, after those that it continues, up to the line that has ``until``."""
    file = PAGES / f"{name}.md"
    page = read_page(file)
    reader = Reader(root)
    if (PAGES / f"{page.start}.md").is_file():
        reader.folder = follow_from_the_start(page.start, root).folder
    else:
        make_start(page, root)
    if until:
        lines = file.read_text("utf-8").splitlines()
        end = next(number for number, line in enumerate(lines, 1) if until in line)
        page = replace(page, blocks=[block for block in page.blocks if block.line < end])
    reader.follow(page)
    return reader


def _split_off(text: str) -> tuple[str, str, str]:
    """Split a command from what its output goes to: ``a | b`` or ``a > b``, not within quotation marks."""
    found = re.match(r"""((?:[^"'|>]|"[^"]*"|'[^']*')*?)\s(\||>>?)\s(.*)""", text)
    return (found[1], found[2], found[3]) if found else (text, "", "")


def _patch(block: Block, old: str) -> str:
    """Apply a diff without line numbers."""
    lines = block.text.splitlines(keepends=True)
    removed = "".join(line[1:] for line in lines if line[0] in " -")
    added = "".join(line[1:] for line in lines if line[0] in " +")
    if not removed or old.count(removed) != 1:
        raise block.error(f"{block.title} has these lines {old.count(removed)} times")
    return old.replace(removed, added)
