"""What ``mkdocs serve`` adds to pages on their way to the browser: a list of problems, and the latest security policy.

So no page has to be built again because there is a mistake in another one, or because the policy, which is the same for
all pages, has changed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mkdocs.plugins import get_plugin_logger

from generator.csp.inline_content import find_inline_content
from generator.csp.policy import SitePolicy, Sources, format_policy, insert_policy
from generator.diagnostics import Diagnostic, has_errors, summary
from generator.documentation import rule_url
from generator.load.drafts import one_todo_a_file

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

log = get_plugin_logger("seedbrief")

_OPEN_WARNINGS = 2  # more are folded if there is no error
# Material's main text begins with <article>; other themes may only have a <body>.
_BANNER_PLACE = re.compile(rb"<article\b[^>]*>|<body\b[^>]*>")

# Private API: MkDocs puts this script, which differs from page to page, into what it serves. If its text changes, the
# policy blocks it, and pages no longer reload after an edit; tests/plugin/test_serve.py notices.
_LIVE_RELOAD = re.compile(rb"\s*var livereload = function\(.*livereload\(\d+, \d+\);\s*", re.DOTALL)


def rewrite_pages(app: App, rewrite: Callable[[bytes], bytes]) -> App:
    """Return the WSGI application ``app`` with ``rewrite`` applied to each HTML page that it responds with."""

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        started: list[Any] = []
        body = app(environ, lambda *arguments: started.extend(arguments))
        status, headers, *rest = started
        if dict(headers).get("Content-Type", "").partition(";")[0] != "text/html":
            start_response(status, headers, *rest)
            return body
        page = rewrite(b"".join(body))
        other_headers = [(name, value) for name, value in headers if name != "Content-Length"]
        start_response(status, [*other_headers, ("Content-Length", str(len(page)))], *rest)
        return [page]

    return wrapped


def render_banner(diagnostics: Sequence[Diagnostic], is_old_version: bool, rules_page: str) -> str:
    """Return the diagnostics as HTML; ``""`` if there are none. Many warnings without an error are folded.

    ``is_old_version`` says that the pages come from an earlier build if there are errors; ``rules_page`` is the URL of
    the site's own page on rules, for links where the URL of the documentation is not known.
    """
    if not diagnostics:
        return ""
    note = "Showing the last good version. Fix the errors below to see your changes."
    note = f" {note}" if is_old_version and has_errors(diagnostics) else ""
    shown = [*one_todo_a_file(diagnostics)]
    items = "".join(_banner_item(diagnostic, rules_page) for diagnostic in shown)
    title = f"<strong>{summary(diagnostics)} in the content.</strong>{note}"
    if has_errors(diagnostics) or len(shown) <= _OPEN_WARNINGS:
        inside = f"<p>{title}</p><ul>{items}</ul>"
    else:
        inside = f'<details class="sb-fold"><summary>{title}</summary><ul>{items}</ul></details>'
    role = "alert" if has_errors(diagnostics) else "status"
    return f'<div class="sb-diagnostics" role="{role}">{inside}</div>\n'


def insert_banner(page: bytes, banner: str) -> bytes:
    """Return an HTML page with the banner above its main text."""
    places = sorted(_BANNER_PLACE.finditer(page), key=lambda match: match[0].startswith(b"<body"))
    position = places[0].end() if banner and places else 0
    # A file name in the banner may not be valid Unicode.
    return page[:position] + banner.encode(errors="replace") + page[position:]


def _banner_item(diagnostic: Diagnostic, rules_page: str) -> str:
    place, message = html.escape(str(diagnostic.span)), _with_code(diagnostic.message)
    hint = f"<br><small>{_with_code(diagnostic.hint)}</small>" if diagnostic.hint else ""
    url = html.escape(rule_url(diagnostic.rule) or f"{rules_page}#{diagnostic.rule}")
    rule = f'<a href="{url}">{diagnostic.rule}</a>'
    return f"<li><code>{place}</code> {diagnostic.severity}: {message} [{rule}]{hint}</li>"


def _with_code(text: str) -> str:
    """Return a text as HTML, with what is between backticks as code."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html.escape(text))


def insert_served_policy(page: bytes, policy: SitePolicy, extra_sources: Sources | None) -> bytes:
    """Return a page with the policy, which also allows MkDocs's script for reloading."""
    if extra_sources is None:
        return page
    reload_scripts = [s for s in find_inline_content(page).scripts if _LIVE_RELOAD.fullmatch(s)]
    text = format_policy([*policy.scripts, *reload_scripts], extra_sources)
    return insert_policy(page.decode(errors="surrogateescape"), text).encode(errors="surrogateescape")
