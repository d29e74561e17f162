"""Links between the pages of the documentation, read as Markdown: a quick look at what a strict build also finds."""

import posixpath
import re
from typing import Any

import pytest
import yaml
from markdown.extensions.toc import slugify, unique

from tests.helpers.samples import PAGES

DOCS = PAGES.parents[1]
FILES = {file.relative_to(PAGES).as_posix(): file for file in PAGES.rglob("*") if file.is_file()}
HAND_WRITTEN = sorted(path for path in FILES if path.endswith(".md"))

CODE = re.compile(
    r"^ *(```+|~~~+).*?^ *\1 *$|<!--.*?-->|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE
)
LINK = re.compile(r"\]\(\s*([^\s()]+)|^\[[^\]]+\]: *(\S+)", re.MULTILINE)
HEADING = re.compile(r"^#+ +(.+?)(?: *\{([^{}]*)\})?$", re.MULTILINE)
ID = re.compile(r'\bid="([^"]+)"|(?<=\{)[^{}\n]*#([\w-]+)')


def nav() -> set[str]:
    """Give the paths of all pages in the navigation."""

    def paths(entry: Any) -> set[str]:
        if isinstance(entry, str):
            return {entry}
        return set().union(*map(paths, entry.values() if isinstance(entry, dict) else entry))

    _, _, entries = (DOCS / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")
    return paths(yaml.safe_load(entries))


def read(path: str) -> str:
    """Read a page without its code, where nothing is a link or a heading, but with the words of code in headings."""
    text = FILES[path].read_text(encoding="utf-8")
    return CODE.sub(
        lambda code: "" if code[1] or code[0].startswith("<") else code[0].replace("](", "] ("), text
    )


def anchors(path: str) -> set[str]:
    """Give the ids of a page, as Python-Markdown makes them."""
    text = read(path)
    ids = {id_ for found in ID.findall(text) for id_ in found if id_}
    for words, attributes in HEADING.findall(text):
        if "#" not in attributes:
            words = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", words)
            unique(slugify(words, "-"), ids)  # adds it
    return ids


@pytest.mark.parametrize("path", HAND_WRITTEN)
def test_every_link_leads_to_a_page_and_an_anchor(path: str):
    generated = nav() - FILES.keys() | {"data.md", "search.md", "method/rules.md"}
    broken = []
    for link in (inline or below for inline, below in LINK.findall(read(path))):
        if re.match("[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
        if target in FILES:
            if anchor in ("only-light", "only-dark") and target.endswith(".webp"):
                continue  # a picture that the theme shows in one of its looks
            if anchor and anchor not in anchors(target):
                broken.append(f"{link}: no such anchor")
        elif target not in generated and not re.match("(briefs|sources|topics|entities)/", target):
            broken.append(f"{link}: no such page")
    assert broken == []


def test_every_page_is_in_the_navigation():
    assert set(HAND_WRITTEN) - nav() == set()


@pytest.mark.parametrize("folder", sorted({posixpath.dirname(path) for path in HAND_WRITTEN} - {""}))
def test_the_first_page_of_a_folder_lists_the_others(folder: str):
    listed = {inline for inline, _ in LINK.findall(read(f"{folder}/index.md"))}
    others = {posixpath.basename(path) for path in HAND_WRITTEN if posixpath.dirname(path) == folder}
    assert others - listed == {"index.md"}


def test_links_and_anchors_are_found(tmp_path, monkeypatch):
    headings = "# A\n\n## The `x` of it\n\n## A\n\n## B { #c }\n\n"
    page = headings + "[a](b.md#c) `[b](c)` ![d](e.png)\n\n```sh\n# x\n[f](g)\n```\n"
    (tmp_path / "page.md").write_text(page, encoding="utf-8")
    monkeypatch.setitem(FILES, "page.md", tmp_path / "page.md")
    assert anchors("page.md") == {"a", "the-x-of-it", "a_1", "c"}
    assert [inline for inline, _ in LINK.findall(read("page.md"))] == ["b.md#c", "e.png"]
