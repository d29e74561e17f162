"""What ``mkdocs serve`` adds to pages on their way to the browser: a list of problems, and the security policy.

Neither is part of the built pages, so that no page has to be built again because there is a mistake in another one, or
because the policy, which is the same for all pages, has changed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mkdocs.plugins import get_plugin_logger

from generator.csp.inline_content import InlineContent, find_inline_content
from generator.csp.policy import Sources, build_policy, format_policy, insert_policy
from generator.diagnostics import Diagnostic, has_errors, summary
from generator.load.drafts import one_todo_a_file

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

log = get_plugin_logger("seedbrief")

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


def render_banner(diagnostics: Sequence[Diagnostic], is_old_version: bool) -> str:
    """Return the diagnostics as HTML; ``""`` if there are none.

    ``is_old_version`` says that the pages come from an earlier build if there are errors.
    """
    if not diagnostics:
        return ""
    note = "Showing the last good version. Fix the errors below to see your changes."
    note = f" {note}" if is_old_version and has_errors(diagnostics) else ""
    items = "".join(_banner_item(diagnostic) for diagnostic in one_todo_a_file(diagnostics))
    title = f"<p><strong>{summary(diagnostics)} in the content.</strong>{note}</p>"
    return f'<div class="sb-diagnostics" role="alert">{title}<ul>{items}</ul></div>\n'


def insert_banner(page: bytes, banner: str) -> bytes:
    """Return an HTML page with the banner above its main text."""
    places = sorted(_BANNER_PLACE.finditer(page), key=lambda match: match[0].startswith(b"<body"))
    position = places[0].end() if banner and places else 0
    # A file name in the banner may not be valid Unicode.
    return page[:position] + banner.encode(errors="replace") + page[position:]


def _banner_item(diagnostic: Diagnostic) -> str:
    place, message = html.escape(str(diagnostic.span)), html.escape(diagnostic.message)
    hint = f"<br><small>{html.escape(diagnostic.hint)}</small>" if diagnostic.hint else ""
    return f"<li><code>{place}</code> {diagnostic.severity}: {message}{hint}</li>"


class ServedPolicy:
    """The security policy of the last build's pages, so that an author sees in the preview what it blocks.

    The inline content of each page is recorded when the page is built, so that pages are not read again.
    """

    def __init__(self) -> None:
        self._inline_content: dict[str, InlineContent] = {}  # by the page's path in the site
        self._scripts: frozenset[bytes] = frozenset()
        self._extra_sources: Sources | None = {}
        self._warnings: tuple[str, ...] = ()

    def clear(self) -> None:
        """Forget all pages, before a build of all pages."""
        self._inline_content = {}

    def record(self, uri: str, page: str) -> None:
        """Record the inline content of a page that was built."""
        self._inline_content[uri] = find_inline_content(page.encode("utf-8", "surrogatepass"))

    def update(self, extra_sources: Sources | None, removed: Iterable[str]) -> None:
        """Make the policy when all pages are built, without the ``removed`` ones; log once what it blocks.

        ``extra_sources`` are allowed too; None: there is no policy.
        """
        self._extra_sources = extra_sources
        for uri in removed:
            self._inline_content.pop(uri, None)
        if extra_sources is None:
            return
        policy = build_policy(self._inline_content, extra_sources)
        self._scripts = policy.scripts
        for sentence in policy.blocked:
            if sentence not in self._warnings:
                log.warning(sentence)
        self._warnings = policy.blocked

    def insert_into(self, page: bytes) -> bytes:
        """Return a page with the policy, which also allows MkDocs's script for reloading."""
        if self._extra_sources is None:
            return page
        reload_scripts = [
            script for script in find_inline_content(page).scripts if _LIVE_RELOAD.fullmatch(script)
        ]
        return insert_policy(page, format_policy([*self._scripts, *reload_scripts], self._extra_sources))
