"""Join the style sheets of Seedbrief into one, so that a reader's browser asks for one file."""

from __future__ import annotations

import re
from collections.abc import Mapping

PARTS = (
    "material-accessibility.css", "tokens.css", "components.css", "pages.css", "pictures.css", "search.css",
    "forced-colors.css", "print.css",
)  # fmt: skip
"""The parts in ``site_templates/assets/``, in the order in which later ones override earlier ones."""

PLAIN_PART = "plain.css"
"""The first part of a style sheet for a site without Material; it does what Material does for the others."""

STYLE_SHEET = "seedbrief.css"

_STRING_OR_COMMENT = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|/\*.*?\*/""", re.DOTALL)
_DARK_PALETTE = re.compile(r'@media screen\s*\{\s*\[data-md-color-scheme="slate"\](?=\s*\{)')
_PALETTE = re.compile(r'\[data-md-color-(?:scheme|primary="custom"|accent="custom")\](?=\s*[,{])')
_INDENT = re.compile(r"\n\s+")
_NOT_PLAIN = re.compile(r"""[^ !#-;=?-[\]-~]""")


def join_style_sheets(parts: Mapping[str, bytes], site_name: str, site_url: str) -> bytes:
    """Return the style sheets ``parts``, by name, as one without comments.

    When printed, each sheet of paper has the site's name and URL. With ``PLAIN_PART``, it needs no theme: colours
    depend on the reader's system alone.
    """
    texts = [parts[name].decode("utf-8", errors="replace") for name in (PLAIN_PART, *PARTS) if name in parts]
    css = _STRING_OR_COMMENT.sub(lambda found: found[1] or "", "\n".join(texts))
    if PLAIN_PART in parts:
        css = _PALETTE.sub(
            ":root", _DARK_PALETTE.sub("@media screen and (prefers-color-scheme: dark) {:root", css)
        )
    site = f":root{{--sb-site-name:{_string(site_name)};--sb-site-url:{_string(site_url)}}}"
    return f"{site}\n{_INDENT.sub(chr(10), css).strip()}\n".encode()


def _string(text: str) -> str:
    """Return text as a string of CSS, with every special character as its number."""
    return f'"{_NOT_PLAIN.sub(lambda sign: f"{chr(92)}{ord(sign[0]):x} ", text)}"'
