"""Where the links of a Markdown page lead: to a page or file of the site, by the URL of its HTML page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from generator.model.urls import built_path

_LINK = re.compile(r"([^?#]+)(\?[^#]*)?(#.*)?", re.DOTALL)
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\?#\x02]|\Z")
_README = re.compile(r"(?:^|(?<=/))README\.md\Z")


def page_path(uri: str) -> str:
    """Return the path of a built page below the site's root, as MkDocs builds it: ``briefs/a/`` for ``briefs/a.md``."""
    return built_path(_README.sub("index.md", uri))


class Links:
    """The links of the page ``uri``. ``paths`` has what each file of the site is built as, by its URI."""

    def __init__(self, uri: str, paths: dict[str, str]) -> None:
        self._uri, self._paths = uri, paths
        self.broken: list[str] = []

    def resolve(self, link: str) -> str | None:
        """Return the URL for a link, relative to the built page; None if it leads to nothing on the site.

        A link to another site, from the root, or within the page stays as it is.
        """
        if _ELSEWHERE.match(link):
            return link
        match = _LINK.fullmatch(link)
        path = self._paths.get(self._uri_of(unquote(match[1]))) if match else None
        if match is None or path is None:
            self.broken.append(link)
            return None
        return relative_url(path, self._paths[self._uri]) + (match[2] or "") + (match[3] or "")

    def _uri_of(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._uri), path))


def site_paths(pages: Iterable[str], assets: Iterable[str]) -> dict[str, str]:
    """Return the path of every built page, ``briefs/a/``, and of every other file, by its URI."""
    return {uri: page_path(uri) for uri in pages} | {uri: uri for uri in assets}


def relative_url(path: str, page: str) -> str:
    """Return the URL of ``path`` relative to the built ``page``; both are paths below the site's root."""
    parts, own = path.split("/"), page.split("/")  # those of a built page end with an empty one
    shared = 0
    while shared < min(len(parts), len(own)) - 1 and parts[shared] == own[shared]:
        shared += 1
    return "../" * (len(own) - 1 - shared) + quote("/".join(parts[shared:])) or "./"
