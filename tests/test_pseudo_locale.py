"""No English is left where the interface speaks another language.

The site speaks the test language ``en-XA``, which puts every message in ``⟦...⟧``, and what authors and articles say is
spelled in Cyrillic letters: so whatever has Latin letters outside the brackets bypassed the catalogs.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel import Locale

from benchmarks import corpus
from generator.build import Options, build_site
from generator.model.site import Licence, Publication
from generator.project.files import read_files
from tests.test_golden import BASE, GOLDEN, read_case

ROOT = Path(__file__).parents[1]
LATIN, CYRILLIC = "abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопярстувшжыз"
SPELLED = str.maketrans(LATIN + LATIN.upper(), CYRILLIC + CYRILLIC.upper())
KEPT = re.compile(r"\[\[[^\]|]*\|?|\]\([^)]*\)|https?://\S+")  # of prose: ids and URLs
TEXTS = {  # the fields that an author writes in words, by the kind of record
    "briefs": """title summary source_note gaps body group text note because would_change quote prefix suffix
        translation evidence assumptions""",
    "sources": "title authors published_basis notes origin",
    "publishers": "label note",
    "authors": "name family affiliation",
    "topics": "label alt_labels definition",
    "entities": "label aliases description",
}
ATTRIBUTE = re.compile(r'\b(?:title|aria-label|aria-description|alt|placeholder|content)="([^"]*)"')
INLINE = re.compile(r"</?(?:span|q|b|strong|em|a|abbr|sup|bdi|mark|del|ins|tspan)\b[^>]*>")
CODE = re.compile(r"<script.*?</script>|<pre>.*?</pre>|<code>.*?</code>|`[^`\n]*`", re.DOTALL)
MARKDOWN = re.compile(r"\]\([^)\s]*\)|\{ ?[:.#][^}]*\}")
COUNTRIES = set(Locale("en").territories.values())  # labels of maps
METADATA = {"title", "description", "keywords"}
NAMES = re.compile(
    r"""https?://\S+|\b(?:
        January|February|March|April|May|June|July|August|September|October|November|December|  # words of CLDR
        Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|
        English|Korean|
        BibTeX|RIS|CSL-JSON|SKOS|EDTF|ORCID|JSON-LD|JSON|SHA-256|Turtle|Atom|CC-BY-4.0|
        [\w-]+\.(?:csv|json|py|xml|ttl|jsonld|bib|ris)|[a-z.-]+\.(?:org|com|example)\b[\w/.-]*)\b""",
    re.VERBOSE,
)


def spelled(text: str) -> str:
    """Spell a text in Cyrillic letters, but for ids and URLs."""
    kept = KEPT.findall(text)
    parts = [part.translate(SPELLED) for part in KEPT.split(text)]
    return "".join(part + link for part, link in zip(parts, [*kept, ""], strict=True))


def respelled(value: Any, fields: list[str], is_text: bool = False) -> Any:
    """Spell the values of some fields in Cyrillic letters."""
    if isinstance(value, dict):
        return {name: respelled(inner, fields, name in fields) for name, inner in value.items()}
    if isinstance(value, list):
        return [respelled(inner, fields, is_text) for inner in value]
    return spelled(value) if is_text else value


def in_cyrillic(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a project, its content and articles in Cyrillic letters; without its lock files."""
    for path, data in files.items():
        kind = re.split("[/.]", path)[1]
        if path.startswith("content/") and kind in TEXTS:
            record = respelled(yaml.load(data, Loader=yaml.CBaseLoader), TEXTS[kind].split())
            yield path, yaml.dump(record, Dumper=yaml.CSafeDumper, allow_unicode=True).encode()
        elif path.startswith("seeds/") and path.endswith((".txt", ".md")):
            yield path, data.decode().translate(SPELLED).encode()
    templates = read_files(ROOT)[0]
    yield from ((path, data) for path, data in templates.items() if path.startswith("site_templates/"))


def texts(markdown: str) -> Iterator[str]:
    """Yield what a page says: its metadata, attributes and lines."""
    _, metadata, body = markdown.split("---\n", 2)
    yield from (str(value) for name, value in yaml.safe_load(metadata).items() if name in METADATA)
    body = MARKDOWN.sub("]", CODE.sub("", body))
    body = re.sub("(?m)^### [a-z-]+ .*$|<code id=[^>]*>[a-z0-9-]+</code>", "", body)  # the id of a rule
    yield from ATTRIBUTE.findall(body)
    yield from re.sub("<[^>]*>", "\n", INLINE.sub("", body)).split("\n")


def english(text: str) -> str:
    """Return a text without messages and names; empty if there are no Latin letters in it."""
    text = html.unescape(text)
    while (shorter := re.sub("⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    text = NAMES.sub("", text)
    return text.strip() if re.search("[A-Za-z]{2}", text) and text.strip() not in COUNTRIES else ""


def left_in_english(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return what is in English on each page and in each data file that a reader sees."""
    name, licence = "Сите", Licence("CC-BY-4.0", "https://x.example/licence")
    publication = Publication(name, "", "https://x.example/", "Орг", licence, "en-XA")
    built = build_site(dict(in_cyrillic(files)), Options(publication=publication, drafts=True))
    assert not [item for item in built.diagnostics if item.rule == "template-error"]
    said = {page.uri: list(texts(page.markdown)) for page in built.pages}
    for asset in built.assets:
        text = asset.data.decode(errors="replace")
        if asset.uri.endswith("feed.xml"):
            # What a feed says is HTML inside XML.
            shown = html.unescape(text.replace("CDATA", ""))
            said[asset.uri] = re.sub("<[^>]*>|tag:[^<]*", "\n", shown).split("\n")
        elif asset.uri.endswith("datapackage.json"):
            tables = json.loads(text)["resources"]
            fields = [field for table in tables for field in table["schema"]["fields"]]
            said[asset.uri] = [re.sub("`[^`]*`", "", it["description"]) for it in [*tables, *fields]]
    found = {uri: [text for text in map(english, lines) if text] for uri, lines in said.items()}
    return {uri: lines[0] for uri, lines in found.items() if lines}


def test_no_english_is_left_on_any_kind_of_page() -> None:
    case = read_case(GOLDEN / "pages" / "every-field.yml")
    files = {path: text.encode() for path, text in {**BASE, **case["files"]}.items() if "/" in path}
    assert left_in_english(files) == {}


def test_english_is_noticed() -> None:
    assert english("⟦Cîtéd ⟦by⟧⟧ Сите, March 2024") == ""
    assert english("⟦Cîtéd⟧ by ⟦Сите⟧") == "by"


@pytest.mark.slow
@pytest.mark.parametrize("briefs", [0, 230])
def test_no_english_is_left_in_the_example_and_in_long_lists(briefs: int) -> None:
    assert left_in_english(corpus.files(briefs) if briefs else read_files(ROOT)[0]) == {}
