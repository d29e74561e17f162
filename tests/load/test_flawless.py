"""A file without mistakes is decoded in less time, and to the same record."""

from __future__ import annotations

from collections.abc import Iterator

from generator.load.decoder import decode, decode_flawless
from generator.model.content import Brief, Record, Source
from generator.text.yaml.reader import read_yaml
from tests.helpers.mutations import EXAMPLE
from tests.test_golden import CASES, read_case

KINDS: dict[str, type[Record]] = {"content/briefs": Brief, "content/sources": Source}


def files() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of files with all kinds of mistakes, and of those of the example."""
    for case in CASES:
        yield from read_case(case).get("files", {}).items()
    for folder in KINDS:
        for path in sorted((EXAMPLE / folder).glob("*.yml")):
            yield f"{folder}/{path.name}", path.read_text("utf-8")


def test_what_is_decoded_in_less_time_has_no_mistakes_and_is_the_same() -> None:
    flawless = []
    for path, text in files():
        type_ = KINDS.get(path.rpartition("/")[0])
        record = decode_flawless(path, text, type_) if type_ and isinstance(text, str) else None
        if type_ and record:
            document, mistakes = read_yaml(path, text)
            assert document
            same, _, more = decode(document, type_)
            assert (record, [*mistakes, *more]) == (same, []), path
            flawless.append(path)
    assert len(flawless) > 100
