"""Citations of briefs and articles, as programs that are not ours read them."""

import json
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from gris import read_ris
from jsonschema import Draft202012Validator
from pybtex.database import parse_string as parse_with_pybtex

from generator.build import Options, build_site
from generator.exports.citations import _biblatex_date, _csl_date, _ris_date
from generator.model.citation import cited_date
from generator.model.site import Licence, Publication
from generator.text.edtf import parse_edtf

HOSTILE = "5% of $x_1$ #2 & ~^\\ } { {{ @book{evil, “혜산” 🚢 </script> =1+1 ]]>"
BROKEN = "ER  - \u2028TY  - BOOK\u0085ER  -"
BRIEF = {
    "title": HOSTILE,
    "date": "2026-11-05",
    "sources": ["one", "two"],
    "topics": ["rain"],
    "summary": "Ends here.\n\nER  - \n\nTY  - BOOK",
    "authors": ["ada", "min", "team"],
    "revisions": [{"date": "2026-11-26", "note": "N."}],
}
FILES: Mapping[str, Any] = {
    "content/briefs/b.yml": BRIEF,
    "content/briefs/bare.yml": {**BRIEF, "title": "Bare", "authors": [], "revisions": []},
    "content/authors.yml": {
        "ada": {"name": "Ada de la Cruz", "family": "de la Cruz"},
        "min": {"name": "김민지", "family": "김"},
        "team": {"name": "Wind, Rain and {Snow} desk"},
    },
    "content/topics.yml": {"rain": {"label": "Rain, wind"}},
    "content/publishers.yml": {"paper": {"label": f"The Paper {BROKEN}"}},
    "content/sources/one.yml": {
        "title": HOSTILE,
        "publisher": "paper",
        "authors": ["Kim and Lee, Seoul"],
        "url": "https://paper.example/a%20b_c#d~e?f={g}",
        "published": "2024-03~",
        "accessed": "2026-11-21",
        "archived": {"url": "https://archive.example/a_b", "date": "2026-11-22"},
        "language": "ko",
    },
    "content/sources/two.yml": {"title": "Two", "publisher": "paper", "published": "2024-33%"},
}
URL = "https://site.example/repo/"
PUBLICATION = Publication(
    "Site & Co", "", URL, "The {Institute}", Licence("CC BY 4.0", "https://cc.example/"), "en-GB"
)
ARTICLE_URL = "https://paper.example/a%20b_c#d~e?f=%7Bg%7D"
AUTHORS = ["Ada de la Cruz", "김민지", "Wind, Rain and {Snow} desk"]


def built(publication: Publication = PUBLICATION) -> dict[str, str]:
    files = {path: json.dumps(record, ensure_ascii=False).encode() for path, record in FILES.items()}
    files |= {"seeds/one.txt": b"It rains", "seeds/two.txt": b"It rains"}
    result = build_site(files, Options(publication=publication))
    made = {asset.uri: asset.data.decode() for asset in result.assets}
    assert result.assets == build_site(files, Options(publication=publication)).assets
    return made


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    return built()


# The variables that we use of those in the CSL 1.0.2 specification (appendix IV), with their types; dates and names as
# CSL-JSON writes them. Written from the specification, but stricter: other variables have no place here.
TEXT = {"type": "string", "minLength": 1}
DATE = {
    "type": "object",
    "minProperties": 1,
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        },
        "season": {"enum": [1, 2, 3, 4]},
        "circa": {"type": "boolean"},
        "literal": TEXT,
    },
    "additionalProperties": False,
}
NAME = {
    "oneOf": [
        {
            "type": "object",
            "required": ["family"],
            "properties": {"family": TEXT, "given": {"type": "string"}},
            "additionalProperties": False,
        },
        {
            "type": "object",
            "required": ["literal"],
            "properties": {"literal": TEXT},
            "additionalProperties": False,
        },
    ]
}
TEXTS = (
    "title collection-title container-title publisher URL language keyword abstract note genre".split()  # noqa: SIM905
)
CSL_JSON = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["id", "type"],
            "properties": {
                "id": TEXT,
                "type": {"enum": ["report", "webpage"]},
                "author": {"type": "array", "items": NAME},
                **dict.fromkeys(TEXTS, TEXT),
                **dict.fromkeys(("issued", "accessed"), DATE),
            },
            "additionalProperties": False,
        },
    }
)


def test_csl_json_is_valid(site: dict[str, str]) -> None:
    made = [text for uri, text in site.items() if uri.endswith(".csl.json")]
    assert len(made) == 3
    for text in made:
        CSL_JSON.validate(json.loads(text))


# The commands for characters that readers of BibTeX do not all know, as LaTeX shows them.
SHOWN = {
    r"{\textbackslash}": "\\", r"{\textbraceleft}": "{", r"{\textbraceright}": "}",
    r"{\textasciitilde}": "~", r"{\textasciicircum}": "^",
}  # fmt: skip


def typeset(latex: str) -> str:
    """Return what LaTeX shows of a text."""
    pattern = "|".join(map(re.escape, SHOWN)) + r"|\\[%#_$&]"
    return re.sub(pattern, lambda found: SHOWN.get(found[0], found[0][1:]), latex)


def test_bibtexparser_reads_what_was_published(site: dict[str, str]) -> None:
    library = parse_string(site["briefs/b/cite.bib"])
    assert not library.failed_blocks
    (entry,) = library.entries
    assert (entry.entry_type, entry.key) == ("techreport", "b")
    assert typeset(entry["title"]) == HOSTILE
    assert entry["date"] == "2026-11-05"
    assert entry["url"] == f"{URL}briefs/b/"
    assert typeset(entry["institution"]) == "The {Institute}"
    assert entry["note"] == "Updated 26 November 2026"
    ada, min_ji, team = entry["author"].split(" and ", 2)
    assert (ada, min_ji) == ("de la Cruz, Ada", "김, 민지")
    assert typeset(team[1:-1]) == AUTHORS[2]
    sources = parse_string(site["data/sources.bib"])
    assert not sources.failed_blocks
    one, two = sources.entries
    assert [one.entry_type, one.key, one["date"]] == ["online", "one", "2024-03~"]
    assert [two.entry_type, two.key, two["date"]] == ["misc", "two", "2024%"]
    assert typeset(one["title"]) == HOSTILE
    decoded = parse_string(site["data/sources.bib"], append_middleware=[LatexDecodingMiddleware()])
    assert "5% of $x_1$ #2 & ~" in decoded.entries[0]["title"]


def test_pybtex_reads_the_same(site: dict[str, str]) -> None:
    entry = parse_with_pybtex(site["briefs/b/cite.bib"], "bibtex").entries["b"]
    assert typeset(entry.fields["title"]) == HOSTILE
    assert (entry.fields["year"], entry.fields["month"]) == ("2026", "November")
    assert entry.fields["url"] == f"{URL}briefs/b/"
    ada, min_ji, team = entry.persons["author"]
    assert (ada.first_names, ada.prelast_names, ada.last_names) == (["Ada"], ["de", "la"], ["Cruz"])
    assert (min_ji.first_names, min_ji.last_names) == (["민지"], ["김"])
    assert len(team.last_names) == 1
    assert not team.first_names
    article = parse_with_pybtex(site["data/sources.bib"], "bibtex").entries["one"]
    assert article.fields["url"] == ARTICLE_URL
    assert article.fields["urldate"] == "2026-11-21"
    assert [str(person) for person in article.persons["author"]] == ["{Kim and Lee, Seoul}"]


def test_gris_reads_the_same_records(site: dict[str, str], tmp_path: Path) -> None:
    def read(uri: str) -> list[dict[str, Any]]:
        (tmp_path / "a.ris").write_bytes(site[uri].encode())
        return list(read_ris(tmp_path / "a.ris"))

    (brief,) = read("briefs/b/cite.ris")
    assert (brief["TY"], brief["TI"], brief["UR"]) == ("RPRT", HOSTILE, f"{URL}briefs/b/")
    assert brief["AU"] == ["de la Cruz, Ada", "김, 민지", AUTHORS[2]]
    assert (brief["PY"], brief["DA"]) == ("2026", "2026/11/05/")
    assert brief["AB"] == "Ends here. ER - TY - BOOK"
    one, two = read("data/sources.ris")
    assert (one["TI"], two["TI"]) == (HOSTILE, "Two")
    assert one["UR"] == FILES["content/sources/one.yml"]["url"]
    assert one["DA"] == "2024/03//about March 2024"


def test_rispy_reads_one_record_for_each_whatever_it_contains(site: dict[str, str]) -> None:
    (brief,) = rispy.loads(site["briefs/b/cite.ris"])
    assert brief["type_of_reference"] == "RPRT"
    assert brief["title"] == HOSTILE
    assert brief["authors"] == ["de la Cruz, Ada", "김, 민지", AUTHORS[2]]
    assert (brief["year"], brief["date"]) == ("2026", "2026/11/05/")
    assert brief["urls"] == [f"{URL}briefs/b/"]
    assert brief["abstract"] == "Ends here. ER - TY - BOOK"
    assert brief["language"] == "en-GB"
    assert brief["notes"] == ["Updated 26 November 2026", "Licence: CC BY 4.0 (https://cc.example/)"]
    one, two = rispy.loads(site["data/sources.ris"])
    assert one["secondary_title"] == "The Paper ER - TY - BOOK ER -"
    assert one["urls"] == [FILES["content/sources/one.yml"]["url"]]
    assert one["date"] == "2024/03//about March 2024"
    assert one["access_date"] == "2026/11/21/"
    assert one["notes"] == [
        "Published about March 2024 (EDTF 2024-03~)",
        "Archived copy: https://archive.example/a_b (22 November 2026)",
    ]
    assert two["date"].startswith("2024///early 2024")
    lines = site["data/sources.ris"].split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*|", line) for line in lines)
    assert len(lines) == len(site["data/sources.ris"].splitlines()) + 1


def test_citeproc_formats_a_reference(site: dict[str, str]) -> None:
    items = json.loads(site["briefs/b/cite.csl.json"]) + json.loads(site["data/sources.csl.json"])
    brief, article, undated = items
    assert brief["title"] == article["title"] == HOSTILE
    assert brief["URL"] == f"{URL}briefs/b/"
    assert (brief["language"], article["language"]) == ("en-GB", "ko")
    assert brief["issued"] == {"date-parts": [[2026, 11, 5]]}
    assert brief["author"] == [
        {"family": "de la Cruz", "given": "Ada"},
        {"family": "김", "given": "민지"},
        {"literal": AUTHORS[2]},
    ]
    assert article["issued"] == {"date-parts": [[2024, 3]], "circa": True}
    assert undated["issued"] == {"date-parts": [[2024]], "circa": True}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # citeproc-py knows fewer fields than CSL has
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        bibliography.register(Cited([CitationItem("b")]))
        (shown,) = map(str, bibliography.bibliography())
    assert "la Cruz" in shown
    assert "2026" in shown
    assert f"{URL}briefs/b/" in shown


def test_a_brief_without_authors_is_by_the_organisation_and_has_no_invented_url() -> None:
    said = built(Publication("Site", organisation="Institute"))
    assert "  author = {{Institute}},\n" in said["briefs/bare/cite.bib"]
    assert "url" not in said["briefs/bare/cite.bib"]
    assert "UR  -" not in said["briefs/bare/cite.ris"]
    (item,) = json.loads(said["briefs/bare/cite.csl.json"])
    assert item["author"] == [{"literal": "Institute"}]
    assert "URL" not in item


@pytest.mark.parametrize(
    ("edtf", "biblatex", "csl", "ris"),
    [
        ("2024-03-05", "2024-03-05", {"date-parts": [[2024, 3, 5]]}, "2024/03/05/"),
        ("2024", "2024", {"date-parts": [[2024]]}, "2024///"),
        ("2024~", "2024~", {"date-parts": [[2024]], "circa": True}, "2024///about 2024"),
        ("2024?", "2024?", {"date-parts": [[2024]], "circa": True}, "2024///2024 (uncertain)"),
        ("2024-21", "2024-21", {"date-parts": [[2024]], "season": 1}, "2024///spring 2024"),
        ("2024-34", "2024", {"date-parts": [[2024]]}, "2024///the second quarter of 2024"),
        ("202X", "202X", {"literal": parse_edtf("202X").words}, f"///{parse_edtf('202X').words}"),
        ("2024-06-~01", "2024-06-01~", {"date-parts": [[2024, 6, 1]], "circa": True}, "2024/06/01/about 1 June 2024"),
        ("2023-12/2024-02", "2023-12/2024-02", {"date-parts": [[2023, 12], [2024, 2]]},
         "2023/12//December 2023 to February 2024"),
        ("2024/..", "2024/..", {"literal": "2024 onwards"}, "///2024 onwards"),
        ("[2023,2024]", "2023/2024", {"literal": "2023 or 2024"}, "///2023 or 2024"),
        ("[2024-02,2024-05]", "2024", {"date-parts": [[2024]]}, "2024///February 2024 or May 2024"),
    ],
)  # fmt: skip
def test_a_date_becomes_what_each_format_can_say(edtf: str, biblatex: str, csl: object, ris: str) -> None:
    date = cited_date(parse_edtf(edtf))
    assert (_biblatex_date(date), _csl_date(date), _ris_date(date)) == (biblatex, csl, ris)
    Draft202012Validator(DATE).validate(csl)
