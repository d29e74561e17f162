"""Quotes real articles at random, right and with one word changed, and counts what is wrongly refused or accepted.

    python -m benchmarks.quotations FOLDER [COUNT]

FOLDER contains articles as UTF-8 text (*.txt). Any language will do; a text without spaces is cut into characters.
"""

from __future__ import annotations

import random
import re
import sys
import time
from pathlib import Path

from generator.model.seed import Seed, fold_text, make_seed
from generator.resolve.quote_matcher import Ambiguous, Found, find_partial_words, find_quote

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")


def main(folder: str, count: str = "12000") -> int:
    seeds = [_read(path) for path in sorted(Path(folder).rglob("*.txt"))]
    words = {seed.name: list(_WORD.finditer(seed.text)) for seed in seeds}
    seeds = [seed for seed in seeds if len(words[seed.name]) > 40]
    chance, wrong, ambiguous, started = random.Random(1), 0, 0, time.process_time()
    for number in range(int(count)):
        seed = seeds[number % len(seeds)]
        found = words[seed.name]
        length = chance.randint(5, 30)
        first = chance.randrange(len(found) - length)
        start, end = found[first].start(), found[first + length - 1].end()
        quote = seed.text[start:end]
        result = find_quote(seed, quote)
        ambiguous += isinstance(result, Ambiguous)
        is_right = isinstance(result, Ambiguous) or (
            isinstance(result, Found)
            and result.spans == ((start, end),)
            and not list(find_partial_words(seed, quote, result))
        )
        if not is_right:
            wrong += 1
            print(f"{seed.name}: refused: {quote!r}: {result}")

        false = seed.text[start:end]
        while fold_text(false) in seed.folded.text:
            false = _change_a_word(chance, seed.text, found, first, length)
        if isinstance(find_quote(seed, false), (Found, Ambiguous)):
            wrong += 1
            print(f"{seed.name}: accepted: {false!r} for {quote!r}")
    seconds = time.process_time() - started
    print(
        f"{count} quotations from {len(seeds)} articles, each also with one word changed: {wrong} wrong, {ambiguous}"
        f" in more than one place; {seconds / int(count) * 1000:.2f} ms each"
    )
    return 1 if wrong else 0


def _read(path: Path) -> Seed:
    data = path.read_bytes()
    return make_seed(path.stem, str(path), data, data.decode())


def _change_a_word(
    chance: random.Random, text: str, words: list[re.Match[str]], first: int, length: int
) -> str:
    """Return a quotation in which a word is another one, lacks a character, is missing, or occurs twice."""
    changed = words[first + chance.randrange(1, length - 1)]
    word = changed[0]
    cut = chance.randrange(len(word))
    new = chance.choice([chance.choice(words)[0], word[:cut] + word[cut + 1 :], "", f"{word} {word}"])
    return (
        text[words[first].start() : changed.start()]
        + new
        + text[changed.end() : words[first + length - 1].end()]
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
