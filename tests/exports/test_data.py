"""The site's records as tables, read back by the csv module and by Frictionless."""

import csv
import datetime
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from hypothesis import example, given
from hypothesis import strategies as st

from generator.build import BuildResult, Options, build_site
from generator.exports.data.files import data_files, harmless
from generator.incremental import BuildMemo
from generator.model.site import Licence, Publication
from generator.project.files import read_files
from generator.text.edtf import parse_edtf
from tests.helpers.invented_site import a_brief, a_claim, a_site

ROOT = Path(__file__).parents[2]
FILES, _ = read_files(ROOT)
HOME = "https://site.example/repo/"
PUBLICATION = Publication(
    "Harbour & briefs", "", HOME, "The Institute", Licence("MIT", "https://mit.example/")
)
NAMES = ["briefs", "claims", "judgments", "quotations", "sources", "entities", "topics"]

Tables = dict[str, list[dict[str, Any]]]


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def tables_of(assets: dict[str, bytes]) -> Tables:
    return {name: read_csv(assets[f"data/{name}.csv"]) for name in NAMES}


def assets_of(result: BuildResult) -> dict[str, bytes]:
    return {asset.uri: asset.data for asset in result.assets}


@pytest.fixture(scope="module")
def example_site() -> BuildResult:
    return build_site(FILES, Options(publication=PUBLICATION))


@pytest.fixture(scope="module")
def assets(example_site: BuildResult) -> dict[str, bytes]:
    return assets_of(example_site)


def opened(folder: Path, assets: dict[str, bytes]) -> Package:
    """Write the data files into a folder, and open the package as its users do."""
    for uri, data in assets.items():
        if uri.startswith("data/"):
            (folder / uri.removeprefix("data/")).write_bytes(data)
    return Package(str(folder / "datapackage.json"))


def test_frictionless_finds_the_package_valid(assets: dict[str, bytes], tmp_path: Path) -> None:
    package = opened(tmp_path, assets)
    report = package.validate()
    assert report.valid, report.flatten()
    assert package.name == "harbour-briefs"
    assert package.homepage == HOME
    assert package.licenses == [{"path": "https://mit.example/", "title": "MIT"}]
    assert package.contributors == [{"title": "The Institute", "roles": ["publisher"]}]
    claims = package.get_resource("claims").read_rows()
    assert all(isinstance(row["when_earliest"], datetime.date) for row in claims if row["when"])
    assert {type(row["credibility"]) for row in claims} <= {int, type(None)}
    assert all(isinstance(row["where"], list | None) for row in claims)


def test_frictionless_would_find_a_changed_file(assets: dict[str, bytes], tmp_path: Path) -> None:
    package = opened(tmp_path, assets)
    lines = assets["data/claims.csv"].splitlines(keepends=True)
    (tmp_path / "claims.csv").write_bytes(b"".join(lines[:2] + lines[1:]))
    assert {error for _, _, error in package.validate().flatten(["rowNumber", "fieldName", "type"])} >= {
        "primary-key",
        "hash-count",
    }


def test_csv_is_as_rfc_4180_says(assets: dict[str, bytes]) -> None:
    for name in NAMES:
        data = assets[f"data/{name}.csv"]
        assert data.startswith(b"\xef\xbb\xbfpermalink,")
        assert data.endswith(b"\r\n")
        assert data.count(b"\n") == data.count(b"\r\n")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
        assert len({len(row) for row in rows}) == 1


def test_the_numbers_of_rows_are_those_on_the_pages(example_site: BuildResult) -> None:
    pages = {page.uri: page.markdown for page in example_site.pages}
    tables = tables_of(assets_of(example_site))
    briefs = [page for uri, page in pages.items() if re.fullmatch(r"briefs/(?!index)[^/]+", uri)]
    for kind in ("claim", "judgment"):
        shown = sum(page.count(f'title="Link to this {kind}"') for page in briefs)
        assert len(tables[f"{kind}s"]) == shown > 0
    assert len(tables["quotations"]) == sum(page.count('<blockquote class="sb-quote"') for page in briefs)
    for kind in ("briefs", "sources", "entities", "topics"):
        assert len(tables[kind]) == sum(bool(re.fullmatch(rf"{kind}/(?!index)[^/]+", uri)) for uri in pages)
    counts = dict(re.findall(r"\[([^\]]+)\]\([\w-]+\.md\).*?>(?:no|(\d+)) briefs?", pages["topics/index.md"]))
    assert counts == {row["label"]: row["brief_count_below"].replace("0", "") for row in tables["topics"]}
    for name, rows in tables.items():
        assert f"[{name}.csv](data/{name}.csv) | {len(rows)} |" in pages["data.md"]


def test_every_row_leads_to_its_place_on_the_site(example_site: BuildResult) -> None:
    pages = {page.uri: page.markdown for page in example_site.pages}
    for name, rows in tables_of(assets_of(example_site)).items():
        for row in rows:
            path, _, anchor = row["permalink"].removeprefix(HOME).partition("#")
            page = pages[f"{path.rstrip('/')}.md"]
            assert bool(anchor) == (name in ("claims", "judgments", "quotations"))
            assert re.search(rf'id="{anchor}"|#{anchor}\b', page)
        assert len({row["permalink"] for row in rows}) == len(rows) or name == "quotations"


def test_without_the_url_of_the_site_permalinks_are_relative_to_the_files() -> None:
    assets = assets_of(build_site(FILES))
    links = [row["permalink"] for rows in tables_of(assets).values() for row in rows]
    assert all(re.match(r"\.\./(briefs|sources|entities|topics)/[\w-]+/", link) for link in links)
    assert not {"homepage", "licenses", "contributors"} & json.loads(assets["data/datapackage.json"]).keys()


def test_ids_lead_to_rows_of_the_other_tables(assets: dict[str, bytes]) -> None:
    tables = tables_of(assets)
    known = {row["id"] for name in ("briefs", "sources", "entities", "topics") for row in tables[name]}
    known |= {f"{row['brief']}#{row['id']}" for name in ("claims", "judgments") for row in tables[name]}
    known |= {row["publisher"] for row in tables["sources"]}
    outside = {"aliases", "same_as", "positions"}
    found = 0
    for resource in json.loads(assets["data/datapackage.json"])["resources"]:
        lists = [field["name"] for field in resource["schema"]["fields"] if field["type"] == "list"]
        for row in tables[resource["name"]]:
            for name in {*lists} - outside:
                assert {*row[name].split()} <= known
                found += len(row[name].split())
    assert found > 50


def test_the_bounds_of_a_date_are_those_that_it_means(assets: dict[str, bytes]) -> None:
    dated = 0
    for rows in tables_of(assets).values():
        for row in rows:
            for name in [name.removesuffix("_earliest") for name in row if name.endswith("_earliest")]:
                date = parse_edtf(row[name]) if row[name] else None
                bounds = (date.earliest, date.latest) if date else (None, None)
                assert (row[f"{name}_earliest"], row[f"{name}_latest"]) == tuple(map(str_of, bounds))
                dated += bool(date)
    assert dated > 20


def str_of(value: object) -> str:
    return "" if value is None else str(value)


def test_both_forms_have_the_same_rows(assets: dict[str, bytes]) -> None:
    assert_equal(json.loads(assets["data/site.json"]), assets)


def assert_equal(page: dict[str, Any], assets: dict[str, bytes]) -> None:
    """Compare ``site.json`` with the CSV files, reading the cells of these as the page *Data* says."""
    for resource in json.loads(assets["data/datapackage.json"])["resources"]:
        types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        rows = tables_of(assets)[resource["name"]]
        assert len(page[resource["name"]]) == len(rows)
        for row, cells in zip(page[resource["name"]], rows, strict=True):
            assert list(row) == list(cells)
            for name, cell in cells.items():
                assert read_cell(types[name], cell) == without_controls(row[name])


def read_cell(kind: str, cell: str) -> object:
    text = unharmed(cell)
    match kind:
        case "list":
            return text.split()
        case "array":
            return without_controls(json.loads(text)) if text else []
        case "integer":
            return int(text) if text else None
        case "number":
            return float(text) if text else None
    return text or None


def without_controls(value: Any) -> Any:
    if isinstance(value, list):
        return [without_controls(item) for item in value]
    if isinstance(value, str):
        return "".join(c for c in value if c in "\t\r\n" or unicodedata.category(c) != "Cc") or None
    return value


def unharmed(cell: str) -> str:
    """Remove an apostrophe as the page *Data* says."""
    rest = cell.lstrip("'")
    visible = [c for c in rest if unicodedata.category(c)[0] not in "CZ" and c != "'"]
    sign = unicodedata.normalize("NFKC", visible[0]) if visible else ""
    is_formula = rest[:1] in ("\t", "\r", "\n") if rest else False
    return cell[1:] if cell.startswith("'") and (is_formula or sign in ("=", "+", "-", "@", "−")) else cell


# What articles and authors may write


HOSTILE = [
    '=HYPERLINK("https://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "＝1",
    "﹣1",
    "−1",
    "'=1",
    "''-1",
    "' it is",
    'a "quoted", word; and\r\nanother\nline',
    "]]> </script> {{ x }} \\n",
    "\0\x07=1",
    "שלום, עולם",
    "\u202e=1\u202c",
    "𝕳 🚢 혜산",
    "#REF!,,,",
]


@pytest.fixture(scope="module")
def hostile() -> dict[str, bytes]:
    """Build the data of a site with these texts wherever an author can write them."""
    claims = [
        a_claim(f"c{number}", note=text, group="G " + text, when="[..2024-01]")
        for number, text in enumerate(HOSTILE)
    ]
    brief = a_brief(*claims, title="=1+1", gaps=HOSTILE, summary="-1", body="@x", aliases=["former"])
    site = a_site(hostile=brief)
    return {asset.uri: asset.data for asset in data_files(site, PUBLICATION)[0]}


def test_no_cell_is_run_by_a_spreadsheet(hostile: dict[str, bytes]) -> None:
    cells = [cell for rows in tables_of(hostile).values() for row in rows for cell in row.values()]
    assert "'=1+1" in cells
    for cell in cells:
        assert not re.match(r"[\s\u200b\ufeff\u202e]*[=+\-@＝﹣−]|[\t\r\n]", cell), cell


def test_hostile_texts_are_unchanged_in_json(hostile: dict[str, bytes], tmp_path: Path) -> None:
    page = json.loads(hostile["data/site.json"])
    assert page["briefs"][0]["title"] == "=1+1"
    assert [row["group"] for row in page["claims"]] == [f"G {text}".strip() for text in HOSTILE]
    assert_equal(page, hostile)
    report = opened(tmp_path, hostile).validate()
    assert report.valid, report.flatten()


TEXTS = st.text() | st.text("'=+-@＝\t\r\n \u00a0\u200b\0a,\"")


@given(TEXTS)
@example("'=1")
@example("''")
def test_a_cell_read_back_is_the_text_or_its_harmless_form(text: str) -> None:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(["x", harmless(text)])
    ((_, cell),) = csv.reader(io.StringIO(line.getvalue(), newline=""), strict=True)
    kept = "".join(c for c in text if c in "\t\r\n" or unicodedata.category(c) != "Cc")
    assert cell in (kept, f"'{kept}")
    assert unharmed(cell) == kept
    assert not re.match(r"[\s\u200b]*[=+\-@＝]|[\t\r\n]", cell)


# What is published


def test_of_an_article_only_quoted_words_are_published() -> None:
    words = {"harbour.txt": "It rains. Nobody may read this. Snow falls. Nor this."}
    files = {
        "content/publishers.yml": {"paper": {"label": "Paper"}},
        "content/topics.yml": {"rain": {"label": "Rain"}},
        "content/entities.yml": {
            "isle": {
                "label": "Isle",
                "kind": "place",
                "coordinates": [-41.4, 0],
                "same_as": ["https://a.example"],
            }
        },
        "content/sources/harbour.yml": {"title": "One", "publisher": "paper"},
        "content/briefs/a.yml": {
            **a_brief(a_claim("one", evidence=[{"quote": "Snow", "suffix": "falls"}, "It rains"])),
            "sources": ["harbour"],
        },
        "content/briefs/b.yml": {
            **a_brief(a_claim("two"), title="Nor a draft", status="draft"),
            "sources": ["harbour"],
        },
    }
    written = {path: json.dumps(record).encode() for path, record in files.items()}
    written |= {f"seeds/{name}": text.encode() for name, text in words.items()}
    assets = {uri: data for uri, data in assets_of(build_site(written)).items() if uri.startswith("data/")}
    tables = tables_of(assets)
    assert [(row["quote"], row["suffix"]) for row in tables["quotations"]] == [
        ("Snow", "falls"),
        ("It rains", ""),
    ]
    assert tables["sources"][0]["rights"] == "quote"
    assert tables["entities"][0]["latitude"] == "-41.4"  # a number, which nothing runs
    for data in assets.values():
        assert b"Nobody" not in data
        assert b"Nor" not in data


def test_what_cannot_be_read_does_not_stop_the_build() -> None:
    files = dict(FILES)
    for path in files:
        if path.startswith("content/sources/"):
            files[path] = b"title: One\npublisher: \n"
    result = build_site(files)
    assert result.diagnostics
    assert {row["origins"] for row in tables_of(assets_of(result))["claims"]} == {""}


def test_the_licence_and_the_rights_are_stated(assets: dict[str, bytes]) -> None:
    page = json.loads(assets["data/site.json"])
    assert page["licence"] == {"name": "MIT", "url": "https://mit.example/"}
    assert page["organisation"] == "The Institute"
    package = json.loads(assets["data/datapackage.json"])
    assert page["rights"] in package["description"]
    assert {row["rights"] for row in page["sources"]} == {"quote"}


@pytest.mark.parametrize(
    "licence", [Licence("All rights reserved"), Licence("CC BY 4.0", "https://cc.example/")]
)
def test_any_licence_makes_a_valid_package(licence: Licence, tmp_path: Path) -> None:
    publication = Publication("국경", licence=licence)
    package = opened(tmp_path, {asset.uri: asset.data for asset in data_files(a_site(), publication)[0]})
    assert package.name == "briefs"
    assert package.licenses[0]["title"] == licence.name
    assert package.validate().valid  # of tables without rows, too


def test_the_same_site_gives_the_same_bytes(assets: dict[str, bytes]) -> None:
    backwards = dict(sorted(FILES.items(), reverse=True))
    memo = BuildMemo()
    for _ in range(2):
        again = assets_of(build_site(backwards, Options(publication=PUBLICATION), memo=memo))
        for uri in assets:
            if uri.startswith("data/"):
                assert again[uri] == assets[uri]
