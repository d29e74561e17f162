"""A word-by-word diff of two texts, for people to read."""

from __future__ import annotations

from difflib import SequenceMatcher

_CONTEXT = 8  # words shown on each side of a change in a long text


def word_diff(before: str, after: str) -> str:
    """Return the words with changes marked, ``[-old-] {+new+}``; the middle of long unchanged stretches is left out."""
    old, new = before.split(), after.split()
    blocks = SequenceMatcher(None, old, new).get_matching_blocks()
    end = (len(old), len(new))
    edges = ((0, 0), end)  # a single unchanged word between two changes does not help a reader
    kept = [
        run for run in blocks
        if run.size > 1 or (run.a, run.b) in edges or (run.a + run.size, run.b + run.size) == end
    ]  # fmt: skip
    if 5 * sum(run.size for run in kept) < len(old) + len(new):  # almost everything changed
        kept = blocks[-1:]
    out: list[str] = []
    i = j = 0
    for run in kept:
        gone, come, same = old[i : run.a], new[j : run.b], old[run.a : run.a + run.size]
        out += [f"[-{' '.join(gone)}-]"] if gone else []
        out += [f"{{+{' '.join(come)}+}}"] if come else []
        i, j = run.a + run.size, run.b + run.size
        head = same[:_CONTEXT] if out else []
        tail = same[-_CONTEXT:] if (i, j) != end else []
        out += same if len(head) + len(tail) + 2 >= len(same) else [*head, "…", *tail]
    return " ".join(out)
