"""A word-by-word diff of two texts, for people to read."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

_CONTEXT = 8  # words shown on each side of a change in a long text
_MOST_PAIRS = 4_000_000  # of words that are compared with each other; beyond, only both ends are


class Run(NamedTuple):
    """Words of a diff, and whether they were removed, were added, or are the same (``""``)."""

    change: str
    words: str


def word_diff(before: str, after: str) -> str:
    """Return the words with changes marked, ``[-old-] {+new+}``; the middle of long unchanged stretches is left out."""
    marks = {"": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return " ".join(marks[run.change].format(run.words) for run in word_runs(before, after))


def word_runs(before: str, after: str) -> list[Run]:
    """Return the words of both texts in runs; the middle of long unchanged stretches is an ellipsis."""
    old, new = before.split(), after.split()
    blocks = _matching_blocks(old, new)
    end = (len(old), len(new))
    edges = ((0, 0), end)  # a single unchanged word between two changes does not help a reader
    kept = [
        run for run in blocks
        if run[2] > 1 or run[:2] in edges or (run[0] + run[2], run[1] + run[2]) == end
    ]  # fmt: skip
    if 5 * sum(size for *_, size in kept) < len(old) + len(new):  # almost everything changed
        kept = blocks[-1:]
    out: list[Run] = []
    i = j = 0
    for at_old, at_new, size in kept:
        gone, come, same = old[i:at_old], new[j:at_new], old[at_old : at_old + size]
        out += [Run("removed", " ".join(gone))] if gone else []
        out += [Run("added", " ".join(come))] if come else []
        i, j = at_old + size, at_new + size
        head = same[:_CONTEXT] if out else []
        tail = same[-_CONTEXT:] if (i, j) != end else []
        words = same if len(head) + len(tail) + 2 >= len(same) else [*head, "…", *tail]
        out += [Run("", " ".join(words))] if words else []
    return out


def _matching_blocks(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Return the stretches of words that are the same: where each begins in both, and its length; an empty one last."""
    if len(old) * len(new) <= _MOST_PAIRS:
        return [(*block,) for block in SequenceMatcher(None, old, new).get_matching_blocks()]
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[~at] != new[~at]), shorter - head)
    blocks = [(0, 0, head), (len(old) - tail, len(new) - tail, tail), (len(old), len(new), 0)]
    return [block for block in blocks[:-1] if block[2]] + blocks[-1:]
