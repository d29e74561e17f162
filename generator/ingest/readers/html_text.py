"""Makes plain text of a whole HTML document, such as a mail, in which nothing surrounds the article."""

from __future__ import annotations

import re

from lxml import html

from generator.ingest.readers.flow import Format, Tree, flow_text
from generator.ingest.readers.page.text import write_out

_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p section summary table tbody tfoot thead ul
    """.split()  # noqa: SIM905 - a list of quoted words would be harder to read
)
_NOT_TEXT = frozenset(
    "head script style title template object svg math select textarea rp rt img video audio".split()  # noqa: SIM905
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


def html_text(source: str) -> str:
    """Return the text of an HTML document that a reader can see; empty if there is none."""
    if not source.strip():
        return ""
    # An encoding that the document declares is that of its bytes.
    tree = html.document_fromstring(
        re.sub(r"\A\s*<\?xml[^>]*>", "", source), parser=html.HTMLParser(encoding="utf-8")
    )
    for element in list(tree.iter("sup", "sub")):
        write_out(element)
    return flow_text(tree, _FORMAT)


def _name(element: Tree) -> str:
    return element.tag if isinstance(element.tag, str) else ""


def _instead(element: Tree) -> str | None:
    if element.tag == "br":
        return "\n"
    if element.tag == "pre":
        return f"\n\n{''.join(element.itertext())}\n\n"
    is_hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
    return "" if element.tag in _NOT_TEXT or is_hidden else None


_FORMAT = Format(
    _BLOCKS,
    rows=frozenset({"tr"}),
    cells=frozenset({"td", "th"}),
    name=_name,
    instead=_instead,
    mark=lambda element: "- " if element.tag == "li" else "",
)
