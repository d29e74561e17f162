"""Each thing is made once, here or in another process; what fails there is made here, and nothing of it is lost."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from contextlib import closing

import pytest

from generator import shared_work
from generator.shared_work import ENOUGH, SharedWork, call_elsewhere

COUNT = 2 * ENOUGH
HERE = os.getpid()

only_where_shared = pytest.mark.skipif(sys.platform != "linux", reason="work is shared on Linux only")


@pytest.fixture(autouse=True)
def _three_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "linux":
        monkeypatch.setattr(shared_work, "_processors", lambda: 3)


def made(number: int) -> tuple[int, int]:
    time.sleep(0.001)
    return number, os.getpid()


def do(work: SharedWork[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Take part in the work, and return what was made by all."""
    results: dict[int, tuple[int, int]] = {}

    def make_here(number: int) -> None:
        assert number not in results
        results[number] = made(number)

    with closing(work):
        for number in range(COUNT):
            if work.take(number):
                make_here(number)
        work.finish(results.__setitem__, make_here)
    return results


@only_where_shared
def test_each_thing_is_made_once_by_one_of_the_processes() -> None:
    results = do(SharedWork(COUNT, made))
    assert [results[number][0] for number in range(COUNT)] == list(range(COUNT))
    makers = [results[number][1] for number in range(COUNT)]
    assert makers[0] == HERE
    assert makers[-1] != HERE
    assert len({*makers}) == 3


@only_where_shared
def test_processes_are_replaced_and_each_thing_is_still_made_once() -> None:
    work = SharedWork(COUNT, made, renew_after=10)
    work.renew()
    results = do(work)
    assert [results[number][0] for number in range(COUNT)] == list(range(COUNT))
    assert len({maker for _, maker in results.values()}) > 5
    work.renew()  # nothing is left to make
    assert work._others == []


@only_where_shared
def test_without_room_for_new_processes_the_rest_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError("Resource temporarily unavailable")

    work = SharedWork(COUNT, made, renew_after=10)
    monkeypatch.setattr("os.fork", refuse)
    results = do(work)
    assert [results[number][0] for number in range(COUNT)] == list(range(COUNT))
    assert results[11][1] == HERE


def test_few_things_are_all_made_here() -> None:
    assert not SharedWork(ENOUGH - 1, made).is_shared
    assert not SharedWork(COUNT, made, alone=True).is_shared
    assert {maker for _, maker in do(SharedWork(COUNT, made, alone=True)).values()} == {HERE}


def fails(number: int) -> tuple[int, int]:
    if number < COUNT - 10:
        raise ValueError("not here")
    return made(number)


def is_killed(number: int) -> tuple[int, int]:
    if number < COUNT - 10:
        os.kill(os.getpid(), signal.SIGKILL)
    return made(number)


def cannot_be_passed_on(number: int) -> object:
    return lambda: number


@only_where_shared
@pytest.mark.parametrize("make", [fails, is_killed, cannot_be_passed_on])
def test_what_another_process_does_not_make_is_made_here(make: object) -> None:
    results = do(SharedWork(COUNT, make))  # type: ignore[arg-type]
    assert [results[number][0] for number in range(COUNT)] == list(range(COUNT))


@only_where_shared
@pytest.mark.parametrize("missing", ["os.fork", "generator.shared_work.TemporaryFile"])
def test_without_room_for_another_process_all_is_made_here(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(missing, refuse)
    work = SharedWork(COUNT, made)
    assert not work.is_shared
    assert {maker for _, maker in do(work).values()} == {HERE}


def warns(number: int) -> tuple[int, int]:
    logging.getLogger("mkdocs.test").warning("thing %s is odd", number)
    return made(number)


@only_where_shared
def test_what_another_process_logs_is_logged_here(caplog: pytest.LogCaptureFixture) -> None:
    results = do(SharedWork(COUNT, warns))
    others = [number for number, maker in results.values() if maker != HERE]
    assert others
    assert sorted(record.getMessage() for record in caplog.records) == sorted(
        f"thing {number} is odd" for number in others
    )
    assert {(record.name, record.levelname) for record in caplog.records} == {("mkdocs.test", "WARNING")}


def never_ends(number: int) -> tuple[int, int]:
    time.sleep(600)
    return made(number)


@only_where_shared
def test_an_error_here_stops_the_other_processes() -> None:
    work = SharedWork(COUNT, never_ends)
    processes = [process for process, _ in work._others]
    with pytest.raises(ValueError, match="here"), closing(work):
        raise ValueError("here")
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@only_where_shared
def test_stopping_a_process_that_has_just_ended_is_no_error() -> None:
    work = SharedWork(ENOUGH, str, processes=1)
    process, _ = work._others[0]
    os.waitpid(process, 0)
    work.close()


@only_where_shared
def test_a_function_is_called_elsewhere_and_its_process_ends() -> None:
    result, process = call_elsewhere(lambda: made(7))
    assert (result, process != HERE) == (7, True)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_an_error_elsewhere_is_raised_here() -> None:
    with pytest.raises(ValueError, match="not here"):
        call_elsewhere(lambda: fails(0))


@only_where_shared
def test_a_function_whose_process_is_killed_is_called_here() -> None:
    def is_killed_elsewhere() -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    assert call_elsewhere(is_killed_elsewhere) == HERE


@only_where_shared
def test_without_room_for_another_process_a_function_is_called_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr("os.fork", refuse)
    assert call_elsewhere(os.getpid) == HERE
