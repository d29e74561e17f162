"""The words in the templates of the theme, which a site engine renders: ``{{ _("Search") }}``.

In MkDocs, ``_`` is ``html_message``. Zensical gives templates no functions of ours: ``translate_template`` writes the
words into them. So messages have no fields; a template may put something in place of ``{name}`` with ``replace``.
"""

from __future__ import annotations

import html
import json
import re
from functools import lru_cache

from generator.translation.languages import use_language


@lru_cache(maxsize=1 << 8)
def html_message(language: str, message: str) -> str:
    """Return a message in a language, a BCP 47 tag, as HTML: for text and for attributes in double quotation marks."""
    with use_language(language) as spoken:
        return html.escape(spoken.messages.gettext(message))


def translate_template(template: str, language: str) -> str:
    """Return a template with a string in place of each message."""
    return _CALL.sub(lambda call: json.dumps(html_message(language, call[1]), ensure_ascii=False), template)


_CALL = re.compile(r'\b_\("([^"\\]*)"\)')
