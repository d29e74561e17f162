"""What is shown of long work: a bar on a terminal, a line a stage in a log, and at the end what was built."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from generator.progress import Progress, format_duration, pages_built
from tests.helpers.example import EXAMPLE, Project, environment

ESCAPE = "\x1b"

WORK = """
import logging, time
from generator import progress
logging.basicConfig(format="%(levelname)s %(message)s", level=logging.INFO)
work = progress.Progress(logging.info, loggers=("",), patience=0)
work.begin("Rendering pages", 3)
for number in range(3):
    deadline = time.monotonic() + 20
    while EXPECTED and not work.shown and time.monotonic() < deadline:
        time.sleep(0.01)
    work.step()
    logging.warning("a line that is wider than the terminal, and stays the one line that it is: " + "x" * 80)
work.end()
logging.info("Done")
"""


def on_a_terminal(script: str, **settings: str) -> str:
    """Run a script at a terminal of 80 columns, and give all that it writes there."""
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=EXAMPLE,
        env={**environment(COLUMNS="80", TERM="xterm-256color"), **settings},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            data = os.read(ours, 65_536)
        except OSError:  # the other end was closed
            break
        if not data:
            break
        written += data
    os.close(ours)
    assert run.wait() == 0, written.decode()
    return written.decode().replace("\r\n", "\n")


def test_a_terminal_shows_a_bar_and_log_lines_stay_whole_above_it():
    shown = on_a_terminal(WORK.replace("EXPECTED", "True"))
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert re.search(r"Rendering pages .* [123]/3", text)
    lines = text.replace("\r", "\n").split("\n")
    assert len([line for line in lines if re.fullmatch(r"WARNING a line that .*: x{80}", line)]) == 3
    assert lines[-2:] == ["INFO Done", ""]
    assert shown.rfind(f"{ESCAPE}[?25h") > shown.rfind(f"{ESCAPE}[?25l")  # the cursor is there again


def test_what_is_printed_meanwhile_stays_whole_above_the_bar():
    shown = on_a_terminal(
        WORK.replace("EXPECTED", "True").replace(
            "    logging.warning(", "    with work.hidden():\n        print("
        )
    )
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    lines = text.replace("\r", "\n").split("\n")
    assert len([line for line in lines if re.fullmatch(r"a line that .*: x{80}", line)]) == 3


def test_a_terminal_that_can_only_write_lines_gets_lines():
    shown = on_a_terminal(WORK.replace("EXPECTED", "False"), TERM="dumb")
    assert ESCAPE not in shown
    assert "INFO Rendering pages: 3 in " in shown


def test_without_colour_the_bar_has_none():
    shown = on_a_terminal(WORK.replace("EXPECTED", "True"), NO_COLOR="1")
    assert "Rendering pages" in shown
    assert not re.search(r"\x1b\[[0-9;]*[34][0-9](;[0-9]+)*m", shown)


def test_a_log_gets_a_line_for_a_stage_that_took_a_while():
    lines: list[str] = []
    work = Progress(lines.append, patience=0)
    work.begin("Reading")
    work.begin("Writing", 2)
    assert list(work.counted("ab")) == ["a", "b"]
    work.end()
    work.end()
    assert [re.sub(r"[\d.]+ s$", "T", line) for line in lines] == ["Reading: T", "Writing: 2 in T"]


def test_nothing_is_said_of_quick_work_nor_to_who_wants_quiet():
    lines: list[str] = []
    with Progress(lines.append, patience=1_000).stage("Reading"):
        pass
    with Progress(lines.append, patience=0, quiet=True).stage("Reading"):
        pass
    assert lines == []


def test_a_build_says_at_its_end_what_it_has_built(small: Project):
    first, quiet = (small.build(*options) for options in (["--strict"], ["-q"]))
    for run in (first, quiet):
        assert run.exit_code == 0
        assert ESCAPE not in run.stdout + run.stderr
    assert re.search(r"seedbrief: \d+ pages in [\d.]+ s\n", first.stderr)
    assert quiet.stdout + quiet.stderr == ""


def test_the_commands_say_how_long_they_took(project: Project, tmp_path: Path):
    written = project.seedbrief("generate", tmp_path / "out")
    assert re.search(r"\d+ files written, 0 unchanged, 0 removed in [\d.]+ s\.\n$", written.stdout)


def test_figures_are_written_for_people():
    assert pages_built(1204, 6.12) == "1,204 pages in 6.1 s"
    assert pages_built(1, 0.04) == "1 page in 0.0 s"
    assert pages_built(20_000, 125.4) == "20,000 pages in 2 min 5 s"
    assert format_duration(59.96) == "1 min 0 s"
