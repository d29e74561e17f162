"""Addresses that open an original at the very words.

Source: URL fragment text directives, https://wicg.github.io/scroll-to-text-fragment/
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

_LONGEST = 120  # code points; a longer piece is given by its first and last words
_EDGE_WORDS = 5


def text_fragment(url: str, pieces: Iterable[str]) -> str:
    """Point at words: ``https://a/b`` and ``["last year"]`` give ``https://a/b#:~:text=last%20year``.

    Several pieces are several directives. An address that has a fragment of its own keeps it.
    """
    directives = "&".join(f"text={_directive(' '.join(piece.split()))}" for piece in pieces)
    return f"{url}{'' if '#' in url else '#'}:~:{directives}" if directives else url


def _directive(words: str) -> str:
    if len(words) <= _LONGEST:
        return _encoded(words)
    parts = words.split(" ")
    if len(parts) < 2 * _EDGE_WORDS:  # a script without spaces: take code points instead of words
        return f"{_encoded(words[:20])},{_encoded(words[-20:])}"
    return f"{_encoded(' '.join(parts[:_EDGE_WORDS]))},{_encoded(' '.join(parts[-_EDGE_WORDS:]))}"


def _encoded(words: str) -> str:
    """Percent-encode; ``-``, ``&`` and ``,`` have a meaning inside a directive."""
    return quote(words, safe="").replace("-", "%2D")
