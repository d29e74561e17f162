"""Relative URLs between pages, and where MkDocs puts the pages."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from generator.model.urls import built_path, relative_url


@pytest.mark.parametrize(
    ("uri", "path"),
    [("index.md", ""), ("search.md", "search/"), ("topics/index.md", "topics/"), ("a/b.md", "a/b/")],
)
def test_pages_are_built_where_mkdocs_puts_them(uri: str, path: str) -> None:
    assert built_path(uri) == path


@pytest.mark.parametrize(
    ("path", "folder", "url"),
    [
        ("briefs/a.md", "briefs", "a.md"),
        ("briefs/a.md", "topics", "../briefs/a.md"),
        ("briefs/a.md", "", "briefs/a.md"),
        ("search.md", "", "search.md"),
        ("search.md", "method", "../search.md"),
        ("briefs/a/", "briefs/b", "../../briefs/a/"),
        ("briefs/a/", "briefs/a", "./"),
        ("", "", "./"),
        ("", "search", "../"),
    ],
)
def test_relative_urls_lead_from_a_folder_to_a_path(path: str, folder: str, url: str) -> None:
    assert relative_url(path, folder) == url
    base = "https://example.org/" + (f"{folder}/" if folder else "")
    assert urljoin(base, url) == f"https://example.org/{path}"
