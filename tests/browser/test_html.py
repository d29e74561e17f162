"""The HTML of our own part of each page is valid, as far as a quick check goes: no browser repairs it."""

import re
from pathlib import Path

import html5lib
import pytest

from tests.helpers.page_kinds import kinds

INLINE_ONLY = {"p", "h1", "h2", "h3", "summary", "span", "em", "strong", "q"}
BLOCKS = {
    "article",
    "blockquote",
    "details",
    "div",
    "dl",
    "figure",
    "nav",
    "ol",
    "p",
    "section",
    "table",
    "ul",
}


def repairs(html: str) -> list[str]:
    """Give what a browser would repair in a piece of HTML, and what HTML does not allow."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(html)
    lines = html.split("\n")
    found = [f"{code}: {lines[line - 1][max(0, at - 60) : at + 20]}" for (line, at), code, _ in parser.errors]
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    found += [f"twice: {name}" for name in {name for name in ids if ids.count(name) > 1}]
    for element in tree.iter():
        inside = [child.tag for child in element.iter()][1:]
        if "markdown" in element.attrib:
            found.append(f"markdown on {element.tag}")
        if element.tag in INLINE_ONLY and (blocks := BLOCKS.intersection(inside)):
            found.append(f"{blocks} in {element.tag}")
        if element.tag == "figure" and "figcaption" in [child.tag for child in element][1:-1]:
            found.append("figcaption in the middle of a figure")
        if element.tag == "a" and {"a", "button"}.intersection(inside):
            found.append("a link or button in a link")
    return found


@pytest.mark.parametrize(
    "html",
    [
        "<p><div>One</div></p>",
        '<span markdown="span">One</span>',
        "<figure><svg></svg><figcaption>One</figcaption><p>Two</p></figure>",
        '<p id="a">One</p><p id="a">Two</p>',
        "<ul><li>One</ul></li>",
        "<summary><em><p>One</p></em></summary>",
    ],
)
def test_what_is_not_valid_is_found(html: str) -> None:
    assert repairs(html)


def problems_of(files: list[Path]) -> dict[str, list[str]]:
    """Give what is wrong with each page that is not valid."""
    problems = {}
    for file in files:
        text = file.read_text(encoding="utf-8")
        found = ["an attribute for Markdown"] if "markdown=" in text else []
        if own := re.search("<article.*</article>", text, re.DOTALL):
            found += repairs(own[0])
        if found:
            problems[str(file)] = found
    return problems


def test_every_page_is_valid(site: Path, varied_site: Path) -> None:
    files = list(site.rglob("*.html"))
    files += [
        varied_site / path / "index.html" for kind, path in kinds(varied_site).items() if kind.endswith("/*")
    ]
    assert len(files) > 50
    assert problems_of(files) == {}


@pytest.mark.slow
def test_every_page_of_the_documentation_is_valid(documentation: Path) -> None:
    assert problems_of([*documentation.rglob("*.html")]) == {}
