"""How long it takes to find quotations: 10,000 right ones over 1,000 seeds of 2.5 kB, and wrong ones.

Each figure is the median of five runs, and a ratio against ``str.find`` over text that is folded already, measured in
the same run: machines differ, ratios hardly do. Run it with ``make bench``.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence

from generator.model.seed import Seed, fold, make_seed
from generator.resolve.quote_matcher import Found, find_quote

SEEDS, QUOTES_EACH, WRONG, RUNS = 1_000, 10, 1_000, 5
LATIN = "abcdefghijklmnopqrstuvwxyz"
HANGUL = "".join(map(chr, range(0xAC00, 0xAC00 + 400)))


def corpus(alphabet: str, sentences: int, rng: random.Random) -> list[tuple[Seed, str]]:
    """Make seeds of about 2.5 kB, three sentences a paragraph, every fifth one in quotation marks, and quote them."""
    words = ["".join(rng.choices(alphabet, k=rng.randint(2, 9))) for _ in range(3_000)]
    cases = []
    for number in range(SEEDS):
        written = [" ".join(rng.choices(words, k=14)).capitalize() + "." for _ in range(sentences)]
        written[::5] = [f"“{sentence}”" for sentence in written[::5]]
        text = "\n\n".join(" ".join(written[at : at + 3]) for at in range(0, sentences, 3))
        seed = make_seed(f"seed-{number}", f"seeds/seed-{number}.txt", text.encode(), text)
        cases += [(seed, rng.choice(written)) for _ in range(QUOTES_EACH)]
    return cases


def seconds(work: Callable[[], object]) -> float:
    """Time one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def look_up(cases: Sequence[tuple[Seed, str]]) -> None:
    """Find every quotation."""
    for seed, quote in cases:
        find_quote(seed, quote)


def report(name: str, alphabet: str, sentences: int) -> None:
    """Measure one corpus and print its line of the table."""
    cases = corpus(alphabet, sentences, random.Random(20261121))
    wrong = [(seed, quote.replace(quote.split()[5], "xxqzx", 1)) for seed, quote in cases[:WRONG]]
    assert all(isinstance(find_quote(*case), Found) for case in cases)
    assert not any(isinstance(find_quote(*case), Found) for case in wrong)
    folded = [(seed.folded.text, fold(quote).text) for seed, quote in cases]
    bare, right, refused = [], [], []
    for _ in range(RUNS):
        bare.append(seconds(lambda: [text.find(quote) for text, quote in folded]) / len(cases))
        right.append(seconds(lambda: look_up(cases)) / len(cases))
        refused.append(seconds(lambda: look_up(wrong)) / len(wrong))
    find, found, not_found = map(statistics.median, (bare, right, refused))
    ratio = statistics.median(ours / theirs for ours, theirs in zip(right, bare, strict=True))
    costs = statistics.median(slow / quick for slow, quick in zip(refused, right, strict=True))
    print(
        f"| {name} | {find * 1e6:.1f} | {found * 1e6:.1f} | {ratio:.1f} | {not_found * 1e6:.0f} | {costs:.1f} |"
    )


if __name__ == "__main__":
    print(
        "| seeds | str.find, us | right quotation, us | ratio (at most 10) | wrong, us | ratio (at most 100) |"
    )
    print("|---|---|---|---|---|---|")
    report("Latin, curly marks", LATIN, 26)
    report("Hangul", HANGUL, 12)
