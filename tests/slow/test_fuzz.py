"""No bytes in any file cause an exception, take long, or are reported where there is nothing.

Each reader gets real files of its kind with changes: bytes and tokens that mean something to it are inserted, deleted,
doubled and moved. What it finds becomes a test of that reader. ``FUZZ=100`` goes on for an hour or two.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings

from tests.helpers.mutations import READERS, Reader, mutated

TIMES = float(os.environ.get("FUZZ", "1"))


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_no_bytes_are_too_much_for_a_reader(reader: Reader) -> None:
    @settings(
        max_examples=int(TIMES * reader.examples), suppress_health_check=list(HealthCheck), print_blob=False
    )
    @given(mutated(reader.samples(), reader.tokens))
    def check(data: bytes) -> None:
        reader.check(data)

    check()
