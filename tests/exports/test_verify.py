"""Rechecking a site without trusting it: what ``data/evidence.json`` holds, and what ``data/verify.py`` finds."""

import ast
import hashlib
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

import pytest
from click.testing import CliRunner
from hypothesis import event, example, given
from hypothesis import strategies as st

from generator.build import build_site
from generator.cli.main import main
from generator.diagnostics import has_errors
from generator.exports import verify
from generator.exports.verifier import VERIFIER, verifier
from generator.model import seed as seeds
from generator.project.files import read_files
from generator.resolve.quote_matcher import Found, find_quote
from generator.translation import use_language
from tests.helpers.example import make_small

ROOT = Path(__file__).parents[2]
PROGRAM = (ROOT / VERIFIER).read_bytes()


def run(
    folder: Path, manifest: str = "evidence.json", seeds: str = "seeds"
) -> subprocess.CompletedProcess[str]:
    """Run the published program as a sceptic does, with nothing on its path but Python's own library."""
    command = [sys.executable, "-I", "-S", "verify.py", manifest, seeds]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=60)


def recheck(manifest: bytes, files: Mapping[str, bytes]) -> tuple[int, str]:
    """Do the same inside this process: the exit code, and all that was printed."""
    said = StringIO()
    with TemporaryDirectory() as name, redirect_stdout(said), redirect_stderr(said):
        folder = Path(name)
        (folder / "seeds").mkdir()
        for file, data in files.items():
            (folder / "seeds" / file).write_bytes(data)
        (folder / "evidence.json").write_bytes(manifest)
        code = verify.main([str(folder / "evidence.json"), str(folder / "seeds")])
    return code, said.getvalue()


def canonical_digest(record: dict) -> str:
    """Make a digest as the manifest's documentation says, with no help from the program."""
    rest = {key: value for key, value in record.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(page: dict) -> bytes:
    """Compute all digests of a manifest again, as a forger would."""
    for record in [*page["items"], *page["seeds"]]:
        record["digest"] = canonical_digest(record)
    lists = {key: [record["digest"] for record in page[key]] for key in ("items", "seeds")}
    page["digest"] = canonical_digest({**page, **lists})
    return json.dumps(page).encode()


def concerned(line: str) -> list[str]:
    return line.partition("; concerns ")[2].split(", ")


def claim_of(item: dict) -> str:
    return f"{item['brief']}#{item['claim']}"


def text_of(data: bytes, encoding: str) -> str:
    return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)


# The example


FILES, _ = read_files(ROOT)
SEEDS = {Path(path).name: data for path, data in FILES.items() if re.fullmatch(r"seeds/.+\.txt", path)}


@cache
def assets() -> dict[str, bytes]:
    return {asset.uri: asset.data for asset in build_site({**FILES, VERIFIER: PROGRAM}).assets}


def manifest() -> bytes:
    return assets()["data/evidence.json"]


@cache
def example_page() -> dict:
    """Give what is in it; not to be changed."""
    return json.loads(manifest())


def publish(folder: Path) -> None:
    (folder / "seeds").mkdir()
    (folder / "evidence.json").write_bytes(manifest())
    (folder / "verify.py").write_bytes(assets()["data/verify.py"])
    for name, data in SEEDS.items():
        (folder / "seeds" / name).write_bytes(data)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    publish(tmp_path)
    return tmp_path


def test_the_example_holds(published: Path) -> None:
    finished = run(published)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stderr == ""
    claims = {claim_of(item) for item in example_page()["items"]}
    assert finished.stdout.splitlines() == [
        f"SHA-256 of the manifest: {hashlib.sha256(manifest()).hexdigest()}",
        f"Checked quotations: {len(example_page()['items'])}; claims: {len(claims)}; "
        f"articles: {len(SEEDS)}; originals: 0. All match.",
    ]


def test_the_program_is_published_byte_for_byte_and_needs_nothing_but_python_3_9() -> None:
    assert assets()["data/verify.py"] == PROGRAM


def test_it_speaks_the_language_of_the_site_with_the_same_code(published: Path) -> None:
    with use_language("en-XA"):
        (made,) = verifier({VERIFIER: PROGRAM})
    code = re.sub(rb"(?s)(?<=_TRANSLATIONS: dict\[str, str\] = )\{\n.*?\n\}", b"{}", made.data)
    assert code == PROGRAM
    (published / "verify.py").write_bytes(made.data)
    checked = run(published)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "Àll màtçh." in checked.stdout
    (published / "seeds" / min(SEEDS)).unlink()
    checked = run(published)
    assert checked.returncode == 1
    assert f"{min(SEEDS)}: ⟦ît îs ñôt îñ thé fôldér ôf àrtîçlés⟧" in checked.stdout
    tree = ast.parse(PROGRAM, feature_version=(3, 9))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    assert imported <= sys.stdlib_module_names


def test_mkdocs_publishes_both_as_they_are(tmp_path: Path) -> None:
    project = make_small(tmp_path / "project")
    files, _ = read_files(project.root)
    expected = {asset.uri: asset.data for asset in build_site({**files, VERIFIER: PROGRAM}).assets}
    assert project.build("--strict", "-q").exit_code == 0
    data = project.root / "site" / "data"
    assert (data / "verify.py").read_bytes() == PROGRAM
    assert (data / "evidence.json").read_bytes() == expected["data/evidence.json"]
    items = json.loads(expected["data/evidence.json"])["items"]
    assert items
    for item in items:
        page, _, claim = item["body"]["id"].partition("#")
        assert f'id="{claim}"' in (data / page / "index.html").read_text(encoding="utf-8")


@given(st.data())
def test_one_byte_of_a_seed_is_noticed(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SEEDS)))
    at = data.draw(st.integers(0, len(SEEDS[name]) - 1))
    changed = bytearray(SEEDS[name])
    changed[at] ^= data.draw(st.integers(1, 255))
    code, said = recheck(manifest(), {**SEEDS, name: bytes(changed)})
    assert code == 1
    first = said.splitlines()[0]
    assert first.startswith(f"{name}: it is not the file that was quoted")
    assert set(concerned(first)) == {
        claim_of(item) for item in example_page()["items"] if item["seed"] == name
    }


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_a_seed_that_is_missing_is_named_with_its_claims(name: str, published: Path) -> None:
    (published / "seeds" / name).unlink()
    finished = run(published)
    assert finished.returncode == 1
    assert finished.stderr == ""
    lines = [line for line in finished.stdout.splitlines() if "concerns" in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"{name}: it is not in the folder of articles; concerns ")
    assert set(concerned(lines[0])) == {
        claim_of(item) for item in example_page()["items"] if item["seed"] == name
    }


# Every word of the manifest as it is written, keys and numbers included.
@given(st.deferred(lambda: st.sampled_from(list(re.finditer(r"\w+", manifest().decode())))))
def test_one_word_anywhere_in_the_manifest_is_noticed(word: re.Match[str]) -> None:
    text = manifest().decode()
    other = str(int(word[0]) + 1) if re.fullmatch("[0-9]+", word[0]) else f"{word[0]}x"
    code, said = recheck(f"{text[: word.start()]}{other}{text[word.end() :]}".encode(), SEEDS)
    line = text[text.rfind("\n", 0, word.start()) + 1 : text.find("\n", word.end())].rstrip(",")
    if line in ('"items": [', '"seeds": ['):
        assert code == 2  # then nothing is there to recheck
        assert "is not a list" in said
        return
    assert code == 1
    if line.startswith('{"body"'):
        item = json.loads(line)
        expected = {claim_of(item)}
    elif line.startswith('{"digest"'):
        expected = {
            claim_of(item) for item in example_page()["items"] if item["seed"] == json.loads(line)["file"]
        }
    else:
        expected = {claim_of(item) for item in example_page()["items"]}
    for claim in expected:  # by its name, or where that is the word that was changed, by its address
        assert claim in said or claim.replace("#", "/#") in said


SEED_FIELDS = ("digest", "encoding", "file", "rights", "sha256", "title")


def test_these_are_the_fields_of_a_seed() -> None:
    assert sorted(example_page()["seeds"][0]) == sorted(SEED_FIELDS)


@pytest.mark.parametrize("field", SEED_FIELDS)
@pytest.mark.parametrize("value", ["other", 7, None])
def test_every_field_of_a_seed_is_watched(field: str, value: object) -> None:
    page = json.loads(manifest())
    page["seeds"][0][field] = value
    code, said = recheck(json.dumps(page).encode(), SEEDS)
    assert code == 1
    lines = [line for line in said.splitlines() if "concerns" in line]
    named = {claim for line in lines for claim in concerned(line)}
    assert named >= {
        claim_of(item) for item in page["items"] if item["seed"] == example_page()["seeds"][0]["file"]
    }
    if field not in ("file", "digest"):
        assert lines[0].startswith(f"{example_page()['seeds'][0]['file']}: its entry ")


def test_a_seed_listed_twice_is_noticed() -> None:
    page = json.loads(manifest())
    page["seeds"].append({**page["seeds"][0]})
    code, said = recheck(sealed(page), SEEDS)
    assert code == 1
    assert f"{page['seeds'][0]['file']}: it is listed twice; concerns " in said


def test_an_annotation_taken_out_or_moved_is_noticed() -> None:
    first, second, *others = example_page()["items"]
    for items in ([first, *others], [second, first, *others], [first, first, second, *others]):
        code, said = recheck(json.dumps({**example_page(), "items": items}).encode(), SEEDS)
        assert code == 1
        assert "entries were added, moved or removed" in said


# A forger computes all digests again: then the words themselves are what is rechecked.
FORGERIES = {
    "other words in both": (
        lambda item, quote, place: (item.update(quote="No such words"), quote.update(exact="No such words")),
        '"No such words" is not at ',
    ),
    "other words typed": (
        lambda item, quote, place: item.update(quote=item["quote"].upper()),
        "the quotation has",
    ),
    "another place": (
        lambda item, quote, place: place.update(start=place["start"] + 1, end=place["end"] + 1),
        " is not at ",
    ),
    "a place behind the end": (
        lambda item, quote, place: place.update(end=10**30),
        " is not at ",
    ),
    "a place before the beginning": (
        lambda item, quote, place: place.update(start=-1),
        " is not at ",
    ),
    "no words at all": (
        lambda item, quote, place: (quote.update(exact=""), item.update(quote=""), place.update(end=1)),
        " is not at ",
    ),
    "another claim": (
        lambda item, quote, place: item["body"].update(id="../briefs/other/#claim"),
        "links to another claim",
    ),
    "other words before": (
        lambda item, quote, place: quote.update(prefix="not so: "),
        "but between other words",
    ),
    "other words after": (
        lambda item, quote, place: quote.update(suffix=" (not so)"),
        "but between other words",
    ),
    "a piece too few": (
        lambda item, quote, place: item.update(quote=f"{item['quote']} [...] more"),
        "the quotation has",
    ),
    "no selector": (
        lambda item, quote, place: item["target"][0].update(selector=[]),
        "cannot be used",
    ),
    "a seed that is not listed": (
        lambda item, quote, place: item.update(seed="other.txt"),
        "not among the articles listed",
    ),
}


@pytest.mark.parametrize(("forge", "problem"), FORGERIES.values(), ids=FORGERIES)
def test_a_forger_cannot_make_words_stand_where_they_do_not(forge, problem: str) -> None:
    page = json.loads(manifest())
    item = next(item for item in page["items"] if len(item["target"]) == 1)
    forge(item, *item["target"][0]["selector"])
    code, said = recheck(sealed(page), SEEDS)
    assert code == 1
    lines = [line for line in said.splitlines() if "concerns" in line]
    assert any(problem in line for line in lines), said
    assert {claim for line in lines for claim in concerned(line)} == {claim_of(item)}


@given(
    st.text()
    | st.text(
        "\u00ad\u2060\f\u0301\u0327\u1100\u1161\u11a8가각éeq \n\r\t\u00a0\u2003\u2028\x1c\x85“”‘’'\"-–—－\u05b8"
        "中か\u3099」\uf900\u2329\U00020000"
    )
)
@example("中\n \u3000国\u2028的 贸\n한\n\u2329")
@example("e\u00ad\u0301 cus\u00ad \f\n toms\u2060 x 中\f国")
@example("一\r－")  # wide, though it is folded into a hyphen
@example("\u3099\u0591\r\u3220 \u0591\u3099\r\u3220")  # the order of marks is changed before
@example("각 각 e\u0327\u0301 \u2000x\u00a0")
def test_folding_is_that_of_the_generator(text: str) -> None:
    assert verify.fold(text) == seeds.fold(text).text


# What it gives away


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def windows(text: str, length: int = 6) -> set[str]:
    words = re.findall(r"\w+", text)
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_nothing_of_an_article_is_given_away_but_what_is_quoted() -> None:
    page = json.loads(manifest())
    kept = {entry["file"]: entry for entry in page["seeds"] if entry["rights"] == "quote"}
    assert kept
    # The claim and the source's title are the author's own words, and published on the pages.
    for item in page["items"]:
        del item["body"]["value"]
    for entry in page["seeds"]:
        del entry["title"]
    given_away = {window for text in strings(page) for window in windows(text)}
    quoted = set()
    for item in page["items"]:
        for target in item["target"]:
            exact, place = target["selector"]
            text = text_of(SEEDS[item["seed"]], kept[item["seed"]]["encoding"])
            quoted |= windows(text[place["start"] : place["end"]])
            assert set(exact) == {"type", "exact"}  # no context
    for name, entry in kept.items():
        assert not windows(text_of(SEEDS[name], entry["encoding"])) & given_away - quoted


# The W3C Web Annotation Data Model, https://www.w3.org/TR/annotation-model/, what it says MUST be


def check_model(page: dict, address: str) -> None:
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    assert urljoin(address, page["id"]) == address
    assert page["partOf"]["id"]
    assert page["partOf"]["total"] == len(page["items"])
    assert page["startIndex"] == 0
    assert page["items"]
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert item["motivation"] == "highlighting"
        assert item["body"]["type"] == "TextualBody"
        assert isinstance(item["body"]["value"], str)
        assert item["target"]
        for target in item["target"]:
            assert target["type"] == "SpecificResource"
            assert urljoin(address, target["source"]).startswith("https://")
            exact, place = target["selector"]
            assert exact["type"] == "TextQuoteSelector"
            assert set(exact) <= {"type", "exact", "prefix", "suffix"}
            assert all(isinstance(value, str) and value for value in exact.values())
            assert set(place) == {"type", "start", "end"}
            assert place["type"] == "TextPositionSelector"
            assert 0 <= place["start"] < place["end"]
    identifiers = [urljoin(address, item["id"]) for item in page["items"]]
    assert len(set(identifiers)) == len(identifiers)


def test_the_manifest_is_an_annotation_page_at_any_address() -> None:
    for site in ("https://site.example/", "https://site.example/some/path/"):
        check_model(example_page(), f"{site}data/evidence.json")
        item = example_page()["items"][0]
        address = f"{site}briefs/{item['brief']}/#{item['claim']}"
        assert urljoin(f"{site}data/evidence.json", item["body"]["id"]) == address


def test_digests_are_what_the_documentation_says() -> None:
    for record in [*example_page()["items"], *example_page()["seeds"]]:
        assert record["digest"] == canonical_digest(record)
    lists = {key: [record["digest"] for record in example_page()[key]] for key in ("items", "seeds")}
    assert example_page()["digest"] == canonical_digest({**example_page(), **lists})


# Originals, from which texts were extracted


ORIGINAL = b"%PDF-1.7 " + bytes(3_000_000)  # more than is read at once
FIRST = min(SEEDS)
ORIGINAL_FILE = FIRST.replace(".txt", ".pdf")
WITH_ORIGINAL = {
    **{path: data for path, data in FILES.items() if path != f"content/sources/{Path(FIRST).stem}.yml"},
    VERIFIER: PROGRAM,
    f"content/sources/{Path(FIRST).stem}.yml": FILES[f"content/sources/{Path(FIRST).stem}.yml"]
    + f"original: {{file: {ORIGINAL_FILE}, media_type: application/pdf, "
    f"sha256: {hashlib.sha256(ORIGINAL).hexdigest()}}}\n".encode(),
}


@pytest.fixture(scope="module")
def manifest_with_original() -> bytes:
    originals = {f"seeds/{ORIGINAL_FILE}": hashlib.sha256(ORIGINAL).hexdigest()}
    result = build_site(WITH_ORIGINAL, originals=originals)
    assert not has_errors(result.diagnostics), result.diagnostics
    return {asset.uri: asset.data for asset in result.assets}["data/evidence.json"]


@pytest.fixture
def with_original(published: Path, manifest_with_original: bytes) -> Path:
    (published / "evidence.json").write_bytes(manifest_with_original)
    (published / "seeds" / ORIGINAL_FILE).write_bytes(ORIGINAL)
    return published


def test_an_original_is_in_the_manifest_and_is_checked(with_original: Path) -> None:
    entries = json.loads((with_original / "evidence.json").read_bytes())["seeds"]
    assert [entry.get("original") for entry in entries] == [
        {
            "file": ORIGINAL_FILE,
            "sha256": hashlib.sha256(ORIGINAL).hexdigest(),
            "media_type": "application/pdf",
        },
        None,
    ]
    finished = run(with_original)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert f"articles: {len(SEEDS)}; originals: 1. All match." in finished.stdout


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (
            lambda file: file.write_bytes(ORIGINAL[:-1] + b"1"),
            "is not the file that was received (its SHA-256 differs)",
        ),
        (lambda file: file.unlink(), "is not in the folder of articles"),
        (lambda file: file.rename(file.with_name("other.pdf")), "is not in the folder of articles"),
    ],
    ids=["altered", "removed", "renamed"],
)
def test_an_original_that_is_not_what_it_was_is_named_with_its_claims(
    damage, problem: str, with_original: Path
) -> None:
    damage(with_original / "seeds" / ORIGINAL_FILE)
    finished = run(with_original)
    assert (finished.returncode, finished.stderr) == (1, "")
    line, *_ = finished.stdout.splitlines()
    assert line.startswith(f"{FIRST}: its original, {ORIGINAL_FILE}, {problem}; concerns ")
    assert set(concerned(line)) == {
        claim_of(item) for item in example_page()["items"] if item["seed"] == FIRST
    }
    assert finished.stdout.endswith("Problems: 1.\n")


def test_an_original_is_missed_also_if_its_text_is_missing(with_original: Path) -> None:
    (with_original / "seeds" / ORIGINAL_FILE).unlink()
    (with_original / "seeds" / FIRST).unlink()
    assert "Problems: 2." in run(with_original).stdout


@pytest.mark.parametrize(
    "original",
    [None, [], {}, {"file": 7, "sha256": ""}, {"file": "../evidence.json", "sha256": ""}, {"file": "a"}],
)
def test_an_original_that_cannot_be_one_gives_a_sentence(original: object) -> None:
    page = json.loads(manifest())
    page["seeds"][0]["original"] = original
    code, said = recheck(sealed(page), SEEDS)
    assert code == 1
    assert f"{FIRST}: its original" in said
    assert set(concerned(said.splitlines()[0])) == {
        claim_of(item) for item in page["items"] if item["seed"] == FIRST
    }


# Other scripts, other encodings, other rights


HANGUL = unicodedata.normalize(
    "NFD", "혜산 세관은 1월에 다시 문을 열었다. 트럭이 줄을 섰다.\n\n트럭이 줄을 섰다."
)
ARABIC = "قالت المصادر إن الشاحنات – وعددها كبير – تنتظر «عند الحدود».\r\nولم يُعرف السبب."
HEBREW = "המקור אמר: \u202bשׁלוֹם לכל מי ששואל\u202c, ולא יותר."
SMALL = {
    "content/publishers.yml": "p: {label: Publisher}\n",
    "content/topics.yml": "t: {label: Topic}\n",
    "content/sources/hangul.yml": "title: 기사\npublisher: p\nlanguage: ko\nrights: full\n",
    "content/sources/arabic.yml": (
        "title: خبر\npublisher: p\nlanguage: ar\nencoding: utf-16\nrights: quote\nurl: https://a.example/b?c#d\n"
    ),
    "content/sources/hebrew.yml": "title: ידיעה\npublisher: p\nlanguage: he\nrights: full\nurl: https://h.example/\n",
    "content/briefs/small.yml": """\
title: Small
date: 2026-11-21
sources: [hangul, arabic, hebrew]
topics: [t]
summary: Short.
claims:
  - id: opened
    text: The source says that the *customs house* of [[t|Hyesan]] opened [[t]].
    evidence:
      - {source: hangul, quote: "혜산 세관은 [...] 문을 열었다"}
      - {source: hangul, quote: 트럭이 줄을 섰다, prefix: 열었다.}
  - id: waiting
    text: The source says that trucks are waiting.
    evidence:
      - {source: arabic, quote: الشاحنات - وعددها كبير - تنتظر, prefix: المصادر إن, suffix: "«عند"}
      - {source: hebrew, quote: שׁלוֹם לכל}
""",
}
SMALL_SEEDS = {
    "hangul.txt": HANGUL.encode(),
    "arabic.txt": ARABIC.encode("utf-16"),
    "hebrew.txt": b"\xef\xbb\xbf" + HEBREW.encode(),
}


@pytest.fixture(scope="module")
def small() -> bytes:
    templates = {path: data for path, data in FILES.items() if path.startswith("site_templates/")}
    written = {path: text.encode() for path, text in SMALL.items()}
    articles = {f"seeds/{name}": data for name, data in SMALL_SEEDS.items()}
    result = build_site({**templates, **written, **articles})
    assert not has_errors(result.diagnostics), result.diagnostics
    return {asset.uri: asset.data for asset in result.assets}["data/evidence.json"]


def test_words_in_any_script_are_given_as_they_stand_in_the_article(small: bytes) -> None:
    page = json.loads(small)
    check_model(page, "https://site.example/data/evidence.json")
    texts = {"hangul.txt": HANGUL, "arabic.txt": ARABIC, "hebrew.txt": HEBREW}
    for item in page["items"]:
        for target in item["target"]:
            exact, place = target["selector"]
            assert texts[item["seed"]][place["start"] : place["end"]] == exact["exact"]
    opened, second, arabic, hebrew = page["items"]
    assert opened["quote"] == "혜산 세관은 [...] 문을 열었다"
    first_piece, second_piece = (target["selector"][0] for target in opened["target"])
    assert first_piece["exact"] == unicodedata.normalize("NFD", "혜산 세관은")
    assert (first_piece.get("prefix"), first_piece["suffix"]) == (
        None,
        HANGUL[len(first_piece["exact"]) :][:32],
    )
    start = HANGUL.index(second_piece["exact"])
    assert second_piece["prefix"] == HANGUL[:start]
    assert second_piece["suffix"] == HANGUL[start + len(second_piece["exact"]) :][:32]
    assert second["target"][0]["selector"][0]["prefix"].endswith(unicodedata.normalize("NFD", "열었다. "))
    assert arabic["target"][0]["selector"][0] == {
        "type": "TextQuoteSelector",
        "exact": "الشاحنات – وعددها كبير – تنتظر",
        "prefix": "المصادر إن ",
        "suffix": " «عند",
    }
    assert hebrew["target"][0]["selector"][0]["prefix"] == "המקור אמר: \u202b"
    assert opened["target"][0]["source"] == "../seeds/hangul.txt"
    assert arabic["target"][0]["source"] == "https://a.example/b?c#d"
    assert opened["body"] == {
        "id": "../briefs/small/#opened",
        "type": "TextualBody",
        "format": "text/plain",
        "value": "The source says that the customs house of Hyesan opened Topic.",
    }
    assert [(entry["file"], entry["encoding"], entry["rights"]) for entry in page["seeds"]] == [
        ("arabic.txt", "utf-16", "quote"),
        ("hangul.txt", "utf-8", "full"),
        ("hebrew.txt", "utf-8", "full"),
    ]
    assert (
        "ولم".encode() not in small
    )  # what follows in an article of which only the quoted words may be shown


def test_words_in_any_script_hold(small: bytes) -> None:
    code, said = recheck(small, SMALL_SEEDS)
    assert (code, said.splitlines()[1:]) == (
        0,
        ["Checked quotations: 4; claims: 2; articles: 3; originals: 0. All match."],
    )
    composed = {**SMALL_SEEDS, "hangul.txt": unicodedata.normalize("NFC", HANGUL).encode()}
    code, said = recheck(small, composed)
    assert code == 1
    assert {claim for line in said.splitlines()[:-2] for claim in concerned(line)} == {"small#opened"}


def test_pieces_stand_in_order_inside_one_paragraph(small: bytes) -> None:
    page = json.loads(small)
    opened = page["items"][0]
    opened["target"].reverse()
    opened["quote"] = "문을 열었다 [...] 혜산 세관은"
    assert "are not in the same order" in recheck(sealed(page), SMALL_SEEDS)[1]

    page = json.loads(small)
    opened = page["items"][0]
    exact, place = opened["target"][1]["selector"]
    words = unicodedata.normalize("NFD", "줄을 섰다")
    start = HANGUL.rindex(words)
    exact.update(exact=words, prefix=HANGUL[start - 32 : start], suffix=".")
    place.update(start=start, end=start + len(words))
    opened["quote"] = "혜산 세관은 [...] 줄을 섰다"
    code, said = recheck(sealed(page), SMALL_SEEDS)
    assert code == 1
    assert "skips from one paragraph of its article to another; concerns small#opened" in said


def recheck_one(text: str, quote: str, *spans: tuple[int, int], **keys: str) -> tuple[int, str]:
    """Recheck a manifest of one quotation from one seed."""
    data = text.encode()
    item = json.loads(json.dumps(example_page()["items"][0])) | {"seed": "a.txt", "quote": quote} | keys
    item["target"] = [
        {
            "selector": [
                {"type": "TextQuoteSelector", "exact": text[start:end]},
                {"type": "TextPositionSelector", "start": start, "end": end},
            ]
        }
        for start, end in spans
    ]
    entry = {"file": "a.txt", "sha256": hashlib.sha256(data).hexdigest(), "encoding": "utf-8"}
    return recheck(sealed({"items": [item], "seeds": [entry]}), {"a.txt": data})


OTHER_MARKS = str.maketrans('“"-– \n', "”“—-\u2003 ")
ORDER = "are not in the same order"
PARAGRAPH = "skips from one paragraph"


@pytest.mark.parametrize(
    ("text", "quote", "spans", "problem"),
    [
        ("ab cd", "ab cd", [(0, 5)], ""),
        ("abcd", "ab[...]cd", [(0, 2), (2, 4)], ""),
        ("abcd", "cd[...]ab", [(2, 4), (0, 2)], ORDER),
        ("abcd", "abc[...]bcd", [(0, 3), (1, 4)], ORDER),
        ("a b\nc", "a [...] c", [(0, 1), (4, 5)], PARAGRAPH),  # without blank lines, a line is a paragraph
        ("a\nb c", "a b [...] c", [(0, 3), (4, 5)], PARAGRAPH),
        ("a\nb c\n\nd", "a b [...] c", [(0, 3), (4, 5)], ""),
        ("a\r\n \r\nb", "a [...] b", [(0, 1), (6, 7)], PARAGRAPH),
        ("a\n\fb\n\nc", "a [...] b", [(0, 1), (3, 4)], ""),  # nor is a page
        ("a\u00ad\n\fb\n\nc", "ab", [(0, 5)], ""),
        ("a\n\nb", "a b", [(0, 4)], ""),  # nothing is skipped
        ("a b", "a [...]", [(0, 1), (1, 2)], "the quotation has"),
        ("a", "a", [(0, 2)], "is not at 0 to 2 of a.txt"),
    ],
)
def test_pieces_are_placed_as_the_generator_places_them(text, quote, spans, problem) -> None:
    code, said = recheck_one(text, quote, *spans)
    assert code == bool(problem), said
    assert problem in said


@given(st.data(), st.text('abcdefghijklm \n“"-–\r\u00a0\f\u00ad', min_size=6, max_size=20))
def test_what_the_generator_finds_holds(data: st.DataObject, text: str) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=5)))
    pieces = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=False)]
    quote = "[...]".join(pieces).translate(data.draw(st.sampled_from([{}, OTHER_MARKS])))
    found = find_quote(seeds.make_seed("a", "seeds/a.txt", text.encode(), text), quote)
    event(type(found).__name__)
    if isinstance(found, Found):
        assert recheck_one(text, quote, *found.spans)[0] == 0


@pytest.mark.parametrize(
    ("text", "pages"), [("a b\fc", "1"), ("\fa b", "2"), ("a\fb", "1-2"), ("\f\fa\n\fb", "3-4")]
)
def test_pages_are_those_between_the_page_breaks(text: str, pages: str) -> None:
    span = (text.index("a"), text.index("b") + 1)
    assert seeds.make_seed("a", "seeds/a.txt", b"", text).pages(*span) == pages
    assert recheck_one(text, "a b", span, pages=pages)[0] == 0
    code, said = recheck_one(text, "a b", span, pages="7")
    assert code == 1
    assert f'is said to be on pages "7" of its article, but is on {pages}; concerns' in said


# Manifests that mean harm, or are none


@pytest.mark.parametrize(
    "name",
    ["../outside.txt", "seeds/../../outside.txt", "..", ".", "", "inner", "inner/within.txt", "/etc/hosts"],
)
def test_no_name_in_a_manifest_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    secret = b"Most of these trucks are loaded with ore or marine products"
    outside = tmp_path / "outside.txt"
    outside.write_bytes(secret)
    (tmp_path / "seeds" / "inner").mkdir(parents=True)
    (tmp_path / "seeds" / "inner" / "within.txt").write_bytes(secret)
    (tmp_path / "verify.py").write_bytes(PROGRAM)
    for named in (name, str(outside)):
        page = json.loads(manifest())
        entry = {**page["seeds"][0], "file": named, "sha256": hashlib.sha256(secret).hexdigest()}
        (tmp_path / "evidence.json").write_bytes(sealed({**page, "items": [], "seeds": [entry]}))
        finished = run(tmp_path)
        assert finished.returncode == 1
        assert "it is not in the folder of articles" in finished.stdout
        assert finished.stderr == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def places(value: object, path: tuple = ()) -> Iterator[tuple]:
    yield path
    if isinstance(value, list | dict):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


def short_page() -> dict:
    return {**example_page(), "items": example_page()["items"][:3]}


@given(st.deferred(lambda: st.sampled_from([*places(short_page())])), JSON, st.booleans())
def test_any_value_anywhere_gives_a_sentence(path: tuple, value: object, reseal: bool) -> None:
    page = json.loads(json.dumps(short_page()))
    if path:
        inner = page
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value
    else:
        page = value
    try:
        data = sealed(page) if reseal else json.dumps(page).encode()
    except (TypeError, KeyError, AttributeError, UnicodeEncodeError):
        data = json.dumps(page).encode()
    code, said = recheck(data, SEEDS)
    assert code in (0, 1, 2) if reseal else code in (1, 2)
    assert all(line.isprintable() for line in said.splitlines())
    for line in said.splitlines()[: -2 if code < 2 else None]:
        assert code == 2 or "; concerns " in line


@pytest.mark.parametrize(
    "encoding", ["no-such", "a\0b", "rot13", "hex", "undefined", "idna", "é", "\ud800", "x" * 5000]
)
def test_an_encoding_that_is_none_gives_a_sentence(encoding: str) -> None:
    page = json.loads(manifest())
    page["seeds"][0]["encoding"] = encoding
    code, said = recheck(json.dumps(page).encode(), SEEDS)
    assert code == 1
    assert "it cannot be read as" in said


NO_MANIFEST = {
    "empty": b"",
    "not UTF-8": b"\xff",
    "not JSON": b"<!doctype html>",
    "a list": b"[]",
    "an empty object": b"{}",
    "lists that are none": b'{"items": {}, "seeds": "x"}',
    "one key twice": b'{"items": [], "items": [], "seeds": []}',
    "too deep": b'{"items": [' + b"[" * 100_000 + b"]" * 100_000 + b'], "seeds": []}',
    "a number too long": b'{"items": [' + b"9" * 100_000 + b'], "seeds": []}',
}


@pytest.mark.parametrize("data", NO_MANIFEST.values(), ids=NO_MANIFEST)
def test_what_is_no_manifest_gives_a_sentence(data: bytes, published: Path) -> None:
    (published / "evidence.json").write_bytes(data)
    finished = run(published)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.startswith("evidence.json: this is not a manifest of quotations: ")
    assert finished.stderr.count("\n") == 1


def test_wrong_usage_gives_a_sentence(published: Path) -> None:
    for manifest, folder, said in (
        ("nowhere.json", "seeds", "nowhere.json: No such file or directory\n"),
        ("evidence.json", "nowhere", "nowhere: No such file or directory\n"),
        ("evidence.json", "verify.py", "verify.py: Not a directory\n"),
        ("seeds", "seeds", "seeds: Is a directory\n"),
        ("--help", "seeds", "usage: python verify.py evidence.json SEEDS_FOLDER\n"),
    ):
        finished = run(published, manifest, folder)
        assert (finished.returncode, finished.stdout, finished.stderr) == (2, "", said)
    assert verify.main([]) == 2


def test_what_a_terminal_would_obey_is_shown_as_it_is_written() -> None:
    page = json.loads(manifest())
    page["items"][0]["brief"] = "\x1b[2J\n\u202eevil"
    code, said = recheck(json.dumps(page).encode(), SEEDS)
    assert code == 1
    assert r"\x1b[2J\n\u202eevil#" in said
    longest = {"brief": "b" * 80, "claim": "c" * 80}  # is given whole
    assert verify.claim_name(longest, 1) == claim_of(longest)
    assert all(line.isprintable() for line in said.splitlines())


# The command


def built(folder: Path) -> Path:
    (folder / "site" / "data").mkdir(parents=True)
    (folder / "site" / "data" / "evidence.json").write_bytes(manifest())
    return folder / "site"


def test_the_command_rechecks_a_built_site(published: Path) -> None:
    site = built(published)
    inside = CliRunner().invoke(main, ["-C", str(ROOT), "verify", str(site)])
    assert (inside.exit_code, inside.output) == (0, run(published).stdout)

    (published / "seeds" / min(SEEDS)).write_bytes(b"Other words.")
    given_folder = ["verify", str(site), "--seeds", str(published / "seeds")]
    for project in (ROOT, published):
        outcome = CliRunner().invoke(main, ["-C", str(project), *given_folder])
        assert outcome.exit_code == 1
        assert "it is not the file that was quoted" in outcome.output


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(main, ["-C", str(tmp_path), "verify", str(built(tmp_path))])
    assert outcome.exit_code == 2
    assert "name the folder of the articles: --seeds DIR" in outcome.output
    outcome = CliRunner().invoke(main, ["-C", str(ROOT), "verify", str(tmp_path)])
    assert outcome.exit_code == 2
    assert "has no data/evidence.json; name the folder of the built site" in outcome.output


def test_a_draft_is_not_in_the_manifest(small: bytes) -> None:
    files = {path: text.encode() for path, text in SMALL.items()}
    files |= {f"seeds/{name}": data for name, data in SMALL_SEEDS.items()}
    files["content/briefs/small.yml"] += b"status: draft\n"
    assets = {asset.uri: asset.data for asset in build_site(files).assets}
    assert json.loads(assets["data/evidence.json"])["items"] == []
    assert "data/verify.py" not in assets  # it is not among the files


def test_without_a_quotation_nothing_was_rechecked(published: Path) -> None:
    nothing = {"items": [], "seeds": []}
    (published / "evidence.json").write_bytes(sealed(json.loads(manifest()) | nothing))
    finished = run(published)
    assert finished.returncode == 2
    assert finished.stderr == "Nothing was checked: the manifest has no quotations.\n"
    assert "All match" not in finished.stdout

    (published / "evidence.json").write_text(json.dumps(json.loads(manifest()) | nothing))
    finished = run(published)  # that something was taken out is a problem
    assert finished.returncode == 1
    assert "Checked quotations: 0; claims: 0; articles: 0; originals: 0. Problems: 1." in finished.stdout


def test_the_order_of_the_files_does_not_matter() -> None:
    backwards = dict(sorted(FILES.items(), reverse=True))
    assert {asset.uri: asset.data for asset in build_site(backwards).assets}[
        "data/evidence.json"
    ] == manifest()
    lines = manifest().decode().splitlines()
    keys = [line.partition('"')[2].partition('"')[0] for line in lines if re.match(r'"[^"]+": ', line)]
    assert all(before < after for before, after in pairwise(keys))
