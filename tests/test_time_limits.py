"""No input takes much longer than others of its size: each of these took seconds or minutes."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from generator.diagnostics import Diagnostic
from generator.text.encoding import decode_text
from generator.text.yaml_reader import read_yaml


def punycode() -> None:
    assert isinstance(decode_text("a", b"a" * 400_000 + b"-" + b"b" * 400_000, "punycode"), Diagnostic)


def places_in_a_long_value() -> None:
    document, _ = read_yaml("a.yml", f"a: x{'[[id]] ' * 2000}")
    assert document
    assert [document.span(("a",), at).column for at in range(1, 14_000, 7)] == [*range(5, 14_004, 7)]


@pytest.mark.parametrize("case", [punycode, places_in_a_long_value])
def test_no_input_takes_long(case: Callable[[], None]) -> None:
    start = time.process_time()
    case()
    assert time.process_time() - start < 2
