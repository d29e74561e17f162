"""Text fragments: URLs that open an article at given words.

Source: WICG, URL Fragment Text Directives, https://wicg.github.io/scroll-to-text-fragment/
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from generator.text.line_breaks import one_line

_LONGEST = 120  # code points; of a longer piece only the first and last words are given
_EDGE_WORDS = 5  # how many of them
_EDGE_LETTERS = 20  # code points, where a script has no spaces


def text_fragment(url: str, pieces: Iterable[str]) -> str:
    """Return ``url`` with a text directive for each piece: ``https://a/b#:~:text=last%20year``.

    A fragment that the URL already has is kept.
    """
    directives = "&".join(f"text={_directive(one_line(piece))}" for piece in pieces)
    return f"{url}{'' if '#' in url else '#'}:~:{directives}" if directives else url


def _directive(words: str) -> str:
    if len(words) <= _LONGEST:
        return _encoded(words)
    parts = words.split(" ")
    if len(parts) < 2 * _EDGE_WORDS:
        return f"{_encoded(words[:_EDGE_LETTERS])},{_encoded(words[-_EDGE_LETTERS:])}"
    return f"{_encoded(' '.join(parts[:_EDGE_WORDS]))},{_encoded(' '.join(parts[-_EDGE_WORDS:]))}"


def _encoded(words: str) -> str:
    """Percent-encode words, also ``-``, ``&`` and ``,``, which have a meaning inside a directive."""
    return quote(words, safe="").replace("-", "%2D")
