"""Links in raw HTML lead where they lead in a site built by MkDocs, though Zensical adds a ``../`` to them."""

import pytest
from markdown import Markdown
from zensical.extensions.context import ContextExtension, Page

from generator.zensical.raw_links import from_file


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("../../topics/coal/", "../topics/coal/"),
        ("../../topics/coal/#a?", "../topics/coal/#a?"),
        ("../", "./"),
        ("cite.bib", "coal/cite.bib"),
        ("./?q=1", "coal/?q=1"),
        ("#here", "#here"),
        ("?q=1", "?q=1"),
        ("/briefs/", "/briefs/"),
        ("https://site.example/../", "https://site.example/../"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_a_link_is_seen_from_the_folder_of_the_markdown_file(link: str, expected: str) -> None:
    assert from_file(f'<a class="b" href="{link}">', "coal") == f'<a class="b" href="{expected}">'


def test_only_what_zensical_changes_is_changed() -> None:
    same = '<a xlink:href="../x"><form action="../x"><b title=" href=../x">href="../x"'
    assert from_file(same, "coal").startswith('<a xlink:href="../x"><form action="../x">')
    assert from_file(same, "coal").endswith('>href="../x"')
    assert from_file("<IMG alt='' SRC='../x.png'>", "coal") == "<IMG alt='' SRC='x.png'>"


def converted(text: str, path: str) -> str:
    context = ContextExtension(page=Page(url="", path=path), config={})
    names = ["generator.zensical.raw_links", "md_in_html", "attr_list", "tables", "toc", "fenced_code"]
    return str(Markdown(extensions=[context, *names]).convert(text))


TEXT = """
# Title

## Another, so that all postprocessors run more often

<table><tr><td><a href="../b/">raw</a></td></tr></table>

<div markdown>
<table><tr><td><a href="../b/">raw</a></td></tr></table>
[Markdown](../b.md) and <a href="../b/">raw</a>
</div>

`<a href="../b/">`

```
<a href="../b/">
```
"""


def test_links_written_in_markdown_and_code_stay() -> None:
    html = converted(TEXT, "folder/a.md")
    assert html.count('<a href="b/">raw</a>') == 3
    assert html.count('<a href="../b.md">') == 1
    assert html.count("&lt;a href=") == 2
    assert html.count("../b/") == 2


def test_a_page_that_is_the_index_of_its_folder_stays() -> None:
    assert converted(TEXT, "folder/index.md").count('<a href="../b/">raw</a>') == 3
