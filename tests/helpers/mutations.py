"""Readers of files, real samples of what they read, and changes to those samples: for tests of damaged files."""

from __future__ import annotations

import contextlib
import io
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from generator.build import build_site, lock_site
from generator.diagnostics import Diagnostic, format_text
from generator.exports.verify import check_manifest
from generator.ingest.article import ArticleError, Received
from generator.ingest.draft import plan_import
from generator.ingest.readers.any_file import read_article
from generator.load.loader import load
from generator.model.content import Content
from generator.project.config import ProjectError, read_config
from generator.project.files import read_files
from generator.rules.site_files import TEMPLATE_ERROR, check_site_files
from generator.search.markdown_pages import read_markdown_pages
from generator.text.edtf import parse_edtf
from generator.text.encoding import decode_text
from generator.text.prose import parse_prose
from generator.text.yaml.reader import read_values, read_yaml_file
from tests.helpers.example import EXAMPLE

LIMIT = 2  # seconds of processor time for a damaged sample, all of which are small

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Reader:
    """What reads a kind of file, by ``read``, which must not fail; samples of the files; and tokens it acts on."""

    name: str
    read: Callable[[bytes], object]
    samples: Callable[[], Sequence[bytes]]
    tokens: Sequence[str]
    examples: int = 1_000

    def check(self, data: bytes) -> None:
        """Check that damaged data can be read in time."""
        start = time.process_time()
        self.read(data)
        assert time.process_time() - start < LIMIT


def mutated(samples: Sequence[bytes], tokens: Iterable[str]) -> st.SearchStrategy[bytes]:
    """Return samples with changes: tokens and bytes inserted, stretches deleted, doubled and moved."""
    pieces = st.sampled_from([token.encode("utf-8", "surrogatepass") for token in (*tokens, *ANYWHERE)])

    @st.composite
    def change(draw: st.DrawFn) -> bytes:
        data = draw(st.sampled_from(samples))
        for _ in range(draw(st.integers(1, 6))):
            at = draw(st.integers(0, len(data)))
            end = min(at + draw(st.sampled_from([0, 1, 1, 2, 5, 20, 200])), len(data))
            match draw(
                st.sampled_from(
                    ["insert", "insert", "replace", "bytes", "delete", "double", "move", "repeat"]
                )
            ):
                case "insert":
                    data = data[:at] + draw(pieces) + data[at:]
                case "replace":
                    data = data[:at] + draw(pieces) + data[end:]
                case "bytes":
                    data = data[:at] + draw(st.binary(max_size=4)) + data[end:]
                case "delete":
                    data = data[:at] + data[end:]
                case "double":
                    data = data[:end] + data[at:]
                case "move":
                    to = draw(st.integers(0, len(data)))
                    data = data[:to] + data[at:end] + data[to:]
                case "repeat":
                    data = data[:at] + draw(pieces) * draw(st.sampled_from([2, 50, 500])) + data[at:]
        return data

    return change()


def check_diagnostics(diagnostics: Iterable[Diagnostic], files: Files, encoding: str = "utf-8") -> None:
    """Check that each diagnostic is a line of printable text about a place that exists."""
    for found in diagnostics:
        assert found.message
        assert len(found.message.splitlines()) == 1
        shown = format_text(found)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown), (
            shown
        )
        span = found.span
        if span.path not in files:
            assert span.is_whole_file, f"no such file: {found}"
            continue
        lines = files[span.path].decode(encoding, "replace").removeprefix("\ufeff").split("\n")
        for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
            assert 1 <= line <= len(lines), found
            # A break at the end of a line is a place too.
            assert 1 <= column <= len(lines[line - 1]) + 2, found
        assert (span.line, span.column) <= (span.end_line, span.end_column), found


def read_yaml_document(data: bytes) -> None:
    document, diagnostics = read_yaml_file("a.yml", data)
    check_diagnostics(diagnostics, {"a.yml": data})
    values = document.value() if document else None
    with suppress(UnicodeDecodeError):
        text = data.decode("utf-8-sig")
        assert (quick := read_values("a.yml", text)) is None or (quick == values and not diagnostics)


@cache
def example() -> dict[str, bytes]:
    """The example project without templates, whose pages are read elsewhere."""
    files, _ = read_files(EXAMPLE)
    return {path: data for path, data in files.items() if not path.startswith("site_templates")}


def read_project(path: str, data: bytes) -> None:
    files = {**example(), path: data}
    diagnostics = build_site(files).diagnostics
    check_diagnostics((item for item in diagnostics if item.rule != TEMPLATE_ERROR.id), files)
    lock_site(files)
    lock_site(files, accept=True)


def read_new_article(name: str, data: bytes) -> None:
    with suppress(ArticleError):
        plan = plan_import(read_article(data, Received(name)), name, {}, Content(), date(2024, 5, 4))
        _, diagnostics = load({**plan.created, **plan.appended})
        wrong = [
            item for item in diagnostics if item.span.path.endswith(".yml") and "TODO" not in item.message
        ]
        assert wrong == []


def read_hand_written(data: bytes) -> None:
    files = {"content/pages/a.md": data}
    check_diagnostics(check_site_files(files, ["index.md"]), files)
    read_markdown_pages({"a.md": data})


def read_text(read: Callable[[str], object], data: bytes) -> None:
    with suppress(ValueError):
        read(data.decode("utf-8", "replace"))


def decode(encoding: str, data: bytes) -> None:
    text = decode_text("a.txt", data, encoding)
    if isinstance(text, Diagnostic):
        check_diagnostics([text], {"a.txt": data}, encoding)


def read_settings(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "mkdocs.yml").write_bytes(data)
        message = "mkdocs.yml"
        try:
            read_config(Path(folder))
        except ProjectError as error:
            message = str(error)
    assert message.startswith("mkdocs.yml")
    assert len(message.splitlines()) == 1


def verify_manifest(data: bytes) -> None:
    output = io.StringIO()
    with (
        TemporaryDirectory() as folder,
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(output),
    ):
        manifest = Path(folder) / "evidence.json"
        manifest.write_bytes(data)
        assert check_manifest(manifest, EXAMPLE / "seeds") in (0, 1, 2)
    lines = output.getvalue().split("\n")
    assert lines[0]
    assert all(line.isprintable() for line in lines)


@cache
def evidence() -> bytes:
    (data,) = (asset.data for asset in build_site(example()).assets if asset.uri == "data/evidence.json")
    return data


ANYWHERE = (
    *(
        "\0",
        "\t",
        "\n",
        "\r",
        "\r\n",
        " ",
        "\x85",
        "\u2028",
        "\u00a0",
        "\ufeff",
        "\u202e",
        "\u200b",
        "\x1b[31m",
        "\ud800",
    ),
    *("e\u0301", "\u4e2d", "\ud55c", "\U0001f600", "TODO", "0", "9" * 40, "-"),
)
YAML = (
    *(
        ":",
        ": ",
        "- ",
        "? ",
        "#",
        " #",
        "'",
        '"',
        "[",
        "]",
        "{",
        "}",
        ",",
        "|\n",
        ">\n",
        "|2-\n",
        "&a",
        "*a",
        "!t",
        "!!int ",
    ),
    *(
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "<<: ",
        "~",
        "null",
        "\\x",
        "\\u12",
        "\\",
        "@",
        "`",
        "<<<<<<< ours\n",
        "=======\n",
    ),
    *(
        "a:\n",
        "  ",
        "\n  ",
        "\n- ",
        "[[tojang]]",
        "[...]",
        "quote: ",
        "text: ",
        "id: ",
        "title: ",
        "2024-01-01",
        "yes",
    ),
)
MARKDOWN = (
    *(
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "# ",
        "\n# ",
        "> ",
        "- ",
        "1. ",
        "[",
        "](",
        ")",
        "![",
        "<",
        ">",
        "</",
        "<!--",
        "-->",
    ),
    *(
        "&lt;",
        "&#0;",
        "&#x110000;",
        "[[a]]",
        "[[a|b]]",
        "{#a}",
        "{:",
        "}",
        "|",
        "|-|\n",
        "http://a.b",
        "\\",
        "\n\n",
        "    ",
    ),
    *("---\n", "search: {exclude: true}\n", "title: ", "&a ", "*a", "[" * 20),
)
HTML = (
    *(
        "<p>",
        "</p>",
        "<div ",
        "<!--",
        "-->",
        "<script type='application/ld+json'>",
        "</script>",
        "<![CDATA[",
        "]]>",
        "<?xml ",
    ),
    *(
        "<meta charset=",
        "<time datetime=",
        '"',
        "'",
        ">",
        "<",
        "/",
        "=",
        "&amp;",
        "&#0;",
        "&#xd800;",
        "<svg>",
        "<table>",
    ),
    *(
        '{"datePublished":',
        "[",
        "]",
        "{",
        "}",
        "lang=",
        "content=",
        "punycode",
        "utf-16",
        "2024-05-03",
        "<title>",
        "http://[",
    ),
)
JSON = (
    *(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "null",
        "true",
        "1e999",
        "-1",
        "NaN",
        "\\u0000",
        "\\ud800",
        "[" * 2000,
        '"items"',
    ),
    *(
        '"seeds"',
        '"start"',
        '"end"',
        '"exact"',
        '"quote"',
        '"encoding"',
        '"punycode"',
        '"utf-16"',
        '"file"',
        '"digest"',
        "[...]",
    ),
)
DATES = (
    "?",
    "~",
    "%",
    "X",
    "/",
    "..",
    "{",
    "}",
    "[",
    "]",
    ",",
    "-",
    "Y",
    "E",
    "S",
    "21",
    "41",
    "T",
    "Z",
    "00",
    "13",
)
DATE_SAMPLES = (
    *(
        "2024-05-03",
        "2024-05",
        "2024?",
        "2024-2X",
        "1XXX",
        "2024-21",
        "2024/2025",
        "../2024-05",
        "[2023,2024]",
        "{2023..}",
    ),
    *("2024-?05-~03", "Y-17000", "-0044-03", "2024-05-03/..", "May 3 2024", "03.05.2024"),
)
LOCKS = (
    "#",
    "# ",
    "  ",
    " *",
    "<<<<<<< a\n",
    "=======\n",
    ">>>>>>> b\n",
    "a" * 64,
    "f",
    "/",
    "../",
    "seeds/",
    "\\",
)
TAGS = ("!ENV ", "!!python/name:a.b", "INHERIT: ", "mkdocs.yml")
PAGE = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The ferry runs - Island Post</title>
<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2024-05-03T10:00:00Z">
<link rel="canonical" href="https://island.example/ferry"><script type="application/ld+json">{"@type": "NewsArticle",
"datePublished": "2024-05-03", "author": [{"name": "Ann Lee"}]}</script></head><body><article><h1>The ferry runs</h1>
<p>The ferry to Birch Island runs again since 3 May, the harbour master said. "It carries 40 cars," she added.</p>
<p>It had stood still for <b>three</b> months &amp; 2 days.<br>Tickets cost $4.</p></article></body></html>"""
FRONT_MATTER = b"---\ntitle: A\nsearch:\n  exclude: no\n---\n# A {: #b }\n\nB\n"
SETTINGS = b"""site_name: !ENV [A, b]
plugins:
  - seedbrief:
      csp: {img-src: [https://a.b]}
"""
WORDS = (
    b"Trucks are lined up at [[tojang]], **as** [the report](https://a.example/b) `says`.\n\n- one\n- two\n\n1. *x*",
    "중국 세관은 3월에 “검역소”를 열었다. <b>&amp; more\\*\n> quoted  \nline".encode(),
)


def _of(pattern: str) -> list[bytes]:
    return [data for path, data in example().items() if re.fullmatch(pattern, path)]


def _project(path: str, tokens: Sequence[str]) -> Reader:
    name = path.rpartition("/")[2]
    return Reader(name, partial(read_project, path), partial(_of, re.escape(path)), tokens, 150)


def _encoded(name: str) -> Reader:
    samples = [words.decode().encode(name, "replace") for words in WORDS]
    return Reader(name, partial(decode, name), lambda: samples, MARKDOWN)


READERS = [
    Reader("yaml", read_yaml_document, partial(_of, r"content/.*\.yml"), YAML),
    _project("content/briefs/hyesan-exports-resume.yml", YAML),
    _project("content/sources/000_fc20fb43fa0c9ed5.yml", YAML),
    *(_project(f"content/{name}.yml", YAML) for name in ("entities", "publishers", "topics")),
    *(_project(path, LOCKS) for path in ("seeds/SHA256SUMS", "content/permalinks.lock")),
    _project("seeds/000_fc20fb43fa0c9ed5.txt", MARKDOWN),
    *map(_encoded, ("utf-8", "utf-16", "cp949", "iso2022_jp", "gb18030", "hz")),
    Reader("new page", partial(read_new_article, "a.html"), lambda: [PAGE], HTML, 500),
    Reader("new text", partial(read_new_article, "a.md"), lambda: [*WORDS, *_of(r"seeds/.*\.txt")], MARKDOWN),
    Reader("hand-written", read_hand_written, lambda: [*_of("content/pages/.*md"), FRONT_MATTER], MARKDOWN),
    Reader("dates", partial(read_text, parse_edtf), lambda: [text.encode() for text in DATE_SAMPLES], DATES),
    Reader("prose", partial(read_text, parse_prose), lambda: WORDS, MARKDOWN),
    Reader(
        "mkdocs.yml", read_settings, lambda: [SETTINGS, (EXAMPLE / "mkdocs.yml").read_bytes()], (*YAML, *TAGS)
    ),
    Reader("evidence.json", verify_manifest, lambda: [evidence()], JSON),
]
