"""A site's generated pages are the same as MkDocs would make them, with its messages; what may change them is named."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from benchmarks import corpus
from generator.model.site import Publication
from generator.plugin.quick_pages import render_quickly
from generator.project.build import build_project
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import EXAMPLE, Project, copy_example
from tests.helpers.many_scripts import add_brief_in_many_scripts

UNUSED = ["admonition", "def_list", "footnotes"]  # our templates write nothing on which these act
PUBLICATION = Publication("Site", url=ADDRESS)


def example_files(root: Path) -> Mapping[str, bytes]:
    project = copy_example(root / "project")
    add_brief_in_many_scripts(project)
    return build_project(project.root, publication=PUBLICATION).files()


def invented_files(root: Path) -> Mapping[str, bytes]:
    project = Project(root)
    for path, data in corpus.files(8, aliases=60).items():
        project.write(path, data)
    return build_project(project.root, publication=PUBLICATION).files()


def configuration(*extensions: str, **toc_options: object) -> MkDocsConfig:
    """Return the example's configuration, without plugins, and with further extensions and options of `toc`."""
    config = load_config(str(EXAMPLE / "mkdocs.yml"), plugins=[], site_url=ADDRESS)
    config.markdown_extensions += extensions
    config.mdx_configs["toc"].update(toc_options)
    config.plugins._current_plugin = "seedbrief"  # MkDocs sets it during events
    return config


@cache
def usual() -> MkDocsConfig:
    return configuration(*UNUSED)


@pytest.mark.parametrize("site", ["example", "invented"])
def test_all_generated_pages_are_the_same_as_by_mkdocs(site: str, tmp_path: Path) -> None:
    contents = example_files(tmp_path) if site == "example" else invented_files(tmp_path)
    pages, left = render(contents, is_quick=True)
    assert left == []
    assert pages == render(contents, is_quick=False)[0]


def test_a_link_to_an_anchor_that_is_not_there_is_reported_as_by_mkdocs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    contents = {"a.md": b"# A {: #one }\n\n[there](b.md#one) [not there](b.md#two)", "b.md": b"# B {: #one }"}
    reported = []
    for is_quick in (True, False):
        caplog.clear()
        render(contents, is_quick=is_quick)
        reported.append(caplog.messages)
    assert reported[0] == reported[1]
    assert len(reported[0]) == 1
    assert "'b.md' does not contain an anchor '#two'" in reported[0][0]


def render(
    contents: Mapping[str, bytes], config: MkDocsConfig | None = None, *, is_quick: bool
) -> tuple[dict[str, Any], list[str]]:
    """Render pages. Returns all that MkDocs knows of each afterwards, and which pages were left to it."""
    config = usual() if config is None else config
    left: list[str] = []
    level = InclusionLevel.INCLUDED
    files = Files(
        [File.generated(config, uri, content=data, inclusion=level) for uri, data in contents.items()]
    )
    pages = [Page(None, file, config) for file in files.documentation_pages()]
    if is_quick:
        assert render_quickly(pages, files, config, None) == ""
    by_mkdocs = Page.render

    def counted(page: Page, config: MkDocsConfig, files: Files) -> None:
        left.append(page.file.src_uri)
        by_mkdocs(page, config, files)

    with patch.object(Page, "render", counted):
        for page in pages:
            page.read_source(config)
            page.render(config, files)
            page.content = page.content  # which plugins may have changed
        assert all(page.content for page in pages)
    found = {page.file.src_uri: facts(page) for page in pages}
    for page in pages:
        page.validate_anchor_links(files=files, log_level=logging.WARNING)
    return found, left


def facts(page: Page) -> tuple[Any, ...]:
    links = {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
    entries = [entry(link) for link in page.toc]
    return page.content, page._title_from_render, entries, page.present_anchor_ids, links


def entry(link: AnchorLink) -> tuple[Any, ...]:
    return link.title, link.id, link.level, [entry(child) for child in link.children]


PAGES = {
    "index.md": b"# H {: #_top }\n\n[a](briefs/index.md) [b](briefs/a.md#one) [c](a.svg) [d](briefs/a.md?q=x#one)",
    "briefs/index.md": b"# Briefs {: #_top }\n\n[a](a.md), [below](a/history.md), [up](../index.md), [this](index.md)",
    "briefs/a.md": b"# A {: #one }\n\n[b](b.md) [below](a/history.md) [cite](a/cite.bib) [this](a.md#one) [this](#one)",
    "briefs/b.md": b"# B {: #one }\n\n[below the other](a/history.md) [and](a/cite.bib)\n\n[a](a.md) [this](b.md)",
    "briefs/a/history.md": b"# H {: #one }\n\n[a](../../briefs/a.md) [b](../b.md#one) [beside](cite.bib)",
    "briefs/a/cite.bib": b"",
    "a.svg": b"",
}


def test_links_have_the_same_urls_from_every_page() -> None:
    pages, left = render(PAGES, is_quick=True)
    assert left == []
    assert pages == render(PAGES, is_quick=False)[0]


@pytest.mark.parametrize(
    "link",
    [
        "no.md",
        "b.md#no",
        "#no",
        "../briefs/",
        "b",
        "/b.md",
        "?q",
        "#",
        "b.md#",
        "b.md?",
        "b.md?q#no",
        "../../b.md",
        "a%2Fcite.bib",
        ".",
    ],
)
def test_mkdocs_says_where_a_link_leads_nowhere(link: str, caplog: pytest.LogCaptureFixture) -> None:
    contents = {**PAGES, "briefs/a.md": f"# A {{: #one }}\n\n[x]({link})".encode()}
    pages = render(contents, is_quick=True)[0]
    said = [record.getMessage() for record in caplog.records]
    caplog.clear()
    assert pages == render(contents, is_quick=False)[0]
    assert said == [record.getMessage() for record in caplog.records]


@pytest.mark.parametrize(
    "options", [{}, {"permalink": True}, {"permalink": False}, {"permalink_title": "", "title": "x"}]
)
def test_permalinks_are_those_of_the_site(options: dict[str, object]) -> None:
    config = configuration(**options)
    page = b"# A *b* {: #_a }\n\n## [C](index.md) {: .d #_c }\n\n[e](#_a)"
    quick, slow = (render({"index.md": page}, config, is_quick=is_quick)[0] for is_quick in (True, False))
    assert quick == slow


@pytest.mark.parametrize(
    ("config", "named"),
    [
        (configuration(), ""),
        (configuration("markdown.extensions.def_list"), ""),
        (configuration("smarty"), "the extension `smarty`"),
        (configuration("footnotes", "pymdownx.emoji"), "the extension `pymdownx.emoji`"),
        (configuration(anchorlink=True), "an option of the extension `toc`"),
        (configuration(baselevel=2), "an option of the extension `toc`"),
        (configuration(permalink_leading=True), "an option of the extension `toc`"),
        (configuration(toc_depth=2), "an option of the extension `toc`"),
    ],
)
def test_what_may_change_pages_is_named(config: MkDocsConfig, named: str) -> None:
    assert render_quickly([], Files([]), config, None) == named


def test_html_that_was_dropped_is_made_again() -> None:
    source = b"---\ntitle: A\n---\n\n" + PAGES["briefs/a.md"]
    contents_of = {**PAGES, "briefs/a.md": source}
    files = Files([File.generated(usual(), uri, content=data) for uri, data in contents_of.items()])
    page = Page(None, files.src_uris["briefs/a.md"], usual())
    render_quickly([page], files, usual(), None)
    page.read_source(usual())
    page.render(usual(), files)
    assert (page.content, page.markdown) == ("", "")
    page.content = page.content  # as MkDocs does, which asks plugins in between
    made, contents = page.content, [entry(link) for link in page.toc]
    assert made
    assert contents
    page.content = None
    assert (page.content, [entry(link) for link in page.toc]) == (made, contents)


@pytest.mark.parametrize(("added", "is_quick"), [("", True), ("\n\nMore", False)])
def test_pages_are_rendered_quickly_for_other_plugins_unless_one_changes_them(
    added: str, is_quick: bool
) -> None:
    config = configuration()
    config.plugins._register_event("page_markdown", lambda markdown, **_: markdown + added)
    files = Files([File.generated(config, uri, content=data) for uri, data in PAGES.items()])
    page = Page(None, files.src_uris["briefs/a.md"], config)
    assert render_quickly([page], files, config, plugin=object()) == ""
    by_mkdocs = Mock(wraps=Page.render)
    with patch.object(Page, "render", lambda *arguments: by_mkdocs(*arguments)):
        page.read_source(config)
        page.markdown = config.plugins.on_page_markdown(page.markdown, page=page, config=config, files=files)
        page.render(config, files)
    assert by_mkdocs.called != is_quick
    assert page.markdown
    assert page.markdown.endswith(added)
    assert page.content
    assert ("More" in page.content) == bool(added)
    page.content += "<p>5 minutes</p>"  # by another plugin
    page.drop_content()  # which must not lose it
    assert page.content.endswith("<p>5 minutes</p>")


def test_a_page_that_another_plugin_has_made_something_else_is_left_to_it() -> None:
    class SectionPage(Page):
        """What the plugin section-index makes of a page."""

    files = Files([File.generated(usual(), uri, content=data) for uri, data in PAGES.items()])
    page = SectionPage(None, files.src_uris["briefs/index.md"], usual())
    render_quickly([page], files, usual(), None)
    assert type(page) is SectionPage
