"""Publish ``verify.py``, the program that checks the manifest, with its messages in the language of the site.

Its code stays as it is, so that readers can compare it with the one they know: only the table at its top gets the
translations of its messages.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from functools import lru_cache

from generator.model.site import Asset
from generator.translation import current_language, fill

VERIFIER = "generator/exports/verify.py"
"""Path of the program among the files of a project."""

_NO_TRANSLATIONS = "_TRANSLATIONS: dict[str, str] = {}"


def verifier(files: Mapping[str, bytes]) -> list[Asset]:
    """Return the program, if ``files`` contains it under ``VERIFIER``; in English it is unchanged."""
    if VERIFIER not in files:
        return []
    program = files[VERIFIER]
    looked_up = {message: current_language().messages.gettext(message) for message in _messages(program)}
    table = {
        message: fill(translation, _Unfilled(), str, str)
        for message, translation in looked_up.items()
        if translation != message
    }
    if table:
        written = _NO_TRANSLATIONS.replace("{}", json.dumps(table, ensure_ascii=False, indent=4))
        program = program.replace(_NO_TRANSLATIONS.encode(), written.encode())
    return [Asset("data/verify.py", program)]


@lru_cache(maxsize=1)
def _messages(program: bytes) -> tuple[str, ...]:
    """Return the messages of the program: what it passes to its function ``_``."""
    return tuple(
        str(node.args[0].value)
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "_"
        and isinstance(node.args[0], ast.Constant)
    )


class _Unfilled(dict[str, str]):
    """Gives every field itself, since values are known only when the program runs; a particle gets both its forms."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
