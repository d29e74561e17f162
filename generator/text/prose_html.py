"""Write prose as HTML for other programs, such as feed readers; ``render/markdown.py`` writes it for pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from generator.text.plain_text import without_control_characters
from generator.text.prose import Anchor, Prose, Token, is_allowed


def to_html(prose: Prose, anchors: Sequence[Anchor]) -> str:
    """Return prose as HTML blocks. ``anchors`` has one entry for each of ``prose.references``, in order."""
    remaining = iter(anchors)
    return "".join(_block(token, remaining) for token in prose.tokens)


def text_to_html(text: str) -> str:
    """Return plain text as HTML, without control characters; it may also be the value of an attribute."""
    return escape(without_control_characters(text))


def _block(token: Token, anchors: Iterator[Anchor]) -> str:
    match token.type:
        case "inline":
            return _inline(token.children, anchors)
        case "fence" | "code_block":
            return f"<pre><code>{text_to_html(token.content)}</code></pre>"
        case _ if token.hidden:  # a paragraph in a list without blank lines
            return ""
        case "ordered_list_open" if token.attr is not None:
            return f'<ol start="{token.attr}">'
        case _:
            return f"<{'/' * (token.nesting < 0)}{token.tag}>" if token.tag else ""


def _inline(tokens: Sequence[Token], anchors: Iterator[Anchor]) -> str:
    parts: list[str] = []
    in_link = False
    for token in tokens:
        match token.type:
            case "text":
                parts.append(text_to_html(token.content))
            case "code_inline":
                parts.append(f"<code>{text_to_html(token.content)}</code>")
            case "hardbreak":
                parts.append("<br>")
            case "em_open" | "em_close" | "strong_open" | "strong_close":
                parts.append(f"<{'/' * (token.nesting < 0)}{token.tag}>")
            case "link_open" if is_allowed(href := str(token.attr)):
                parts.append(f'<a href="{text_to_html(href)}">')
                in_link = True
            case "link_close" if in_link:
                parts.append("</a>")
                in_link = False
            case "reference":
                anchor = next(anchors)
                words = text_to_html(anchor.words)
                is_link = anchor.href and not in_link
                parts.append(f'<a href="{text_to_html(anchor.href)}">{words}</a>' if is_link else words)
    return "".join(parts)
