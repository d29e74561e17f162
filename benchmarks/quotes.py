"""Times finding quotations: 10,000 exact ones in 1,000 seeds of 2.5 kB, and 1,000 that are not there.

Each value is the median of five runs. The ratio is against ``str.find`` on text that is folded already, measured in the
same run: times differ between machines, ratios hardly do.

    python -m benchmarks.quotes
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence

from generator.model.seed import Seed, fold, make_seed
from generator.resolve.quote_matcher import Found, find_quote

SEEDS, QUOTES_PER_SEED, WRONG, RUNS = 1_000, 10, 1_000, 5
LATIN = "abcdefghijklmnopqrstuvwxyz"
HANGUL = "".join(map(chr, range(0xAC00, 0xAC00 + 400)))


def corpus(alphabet: str, sentences: int, rng: random.Random) -> list[tuple[Seed, str]]:
    """Return seeds of about 2.5 kB with quotations: three sentences a paragraph, every fifth in quotation marks."""
    words = ["".join(rng.choices(alphabet, k=rng.randint(2, 9))) for _ in range(3_000)]
    cases = []
    for number in range(SEEDS):
        text_sentences = [" ".join(rng.choices(words, k=14)).capitalize() + "." for _ in range(sentences)]
        text_sentences[::5] = [f"“{sentence}”" for sentence in text_sentences[::5]]
        text = "\n\n".join(" ".join(text_sentences[first : first + 3]) for first in range(0, sentences, 3))
        seed = make_seed(f"seed-{number}", f"seeds/seed-{number}.txt", text.encode(), text)
        cases += [(seed, rng.choice(text_sentences)) for _ in range(QUOTES_PER_SEED)]
    return cases


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def find_all(cases: Sequence[tuple[Seed, str]]) -> None:
    """Look for every quotation in its seed."""
    for seed, quote in cases:
        find_quote(seed, quote)


def report(name: str, alphabet: str, sentences: int) -> None:
    """Measure one corpus and print its row of the table."""
    cases = corpus(alphabet, sentences, random.Random(20261121))
    wrong = [(seed, quote.replace(quote.split()[5], "xxqzx", 1)) for seed, quote in cases[:WRONG]]
    assert all(isinstance(find_quote(*case), Found) for case in cases)
    assert not any(isinstance(find_quote(*case), Found) for case in wrong)
    folded = [(seed.folded.text, fold(quote).text) for seed, quote in cases]
    baseline, right, not_found = [], [], []
    for _ in range(RUNS):
        baseline.append(seconds(lambda: [text.find(quote) for text, quote in folded]) / len(cases))
        right.append(seconds(lambda: find_all(cases)) / len(cases))
        not_found.append(seconds(lambda: find_all(wrong)) / len(wrong))
    find_time, right_time, wrong_time = map(statistics.median, (baseline, right, not_found))
    ratio = statistics.median(ours / theirs for ours, theirs in zip(right, baseline, strict=True))
    cost = statistics.median(slow / quick for slow, quick in zip(not_found, right, strict=True))
    times = f"{find_time * 1e6:.1f} | {right_time * 1e6:.1f} | {ratio:.1f}"
    print(f"| {name} | {times} | {wrong_time * 1e6:.0f} | {cost:.1f} |")


if __name__ == "__main__":
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    print("| seeds | str.find, µs | found, µs | ratio (at most 10) | not found, µs | ratio (at most 100) |")
    print("|---|---|---|---|---|---|")
    report("Latin, curly marks", LATIN, 26)
    report("Hangul", HANGUL, 12)
