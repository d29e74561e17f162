"""The command ``seedbrief new``: from a saved page, a text or an address to a brief that only wants its words."""

from __future__ import annotations

import datetime
import re
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from generator.ingest import download
from generator.ingest.article import Article
from generator.ingest.readers import any_file
from generator.ingest.readers.any_file import KINDS
from generator.ingest.readers.office.open_document import MEDIA_TYPE as OPEN_DOCUMENT
from generator.ingest.readers.text_file import read_text
from generator.project import importer
from tests.helpers.documents import docx, open_document, paragraph
from tests.helpers.example import Project, tree
from tests.helpers.repository import commit, git, needs_git

PAGES = Path(__file__).parents[1] / "saved_pages"
KNOWN = ", ".join(extension for kind in KINDS for extension in kind.extensions)
FERRY = PAGES / "harbour-ferry.html"
SEED = "2026-05-04-ferry-to-birch-island-runs-again"
BRIEF = "content/briefs/ferry-to-birch-island-runs-again.yml"


@pytest.fixture
def site(tmp_path: Path) -> Project:
    assert Project(tmp_path).seedbrief("init", "my-site").exit_code == 0
    return Project(tmp_path / "my-site")


def added(site: Project, before: dict[str, bytes]) -> list[str]:
    return sorted(set(tree(site.root)) - set(before))


def test_from_a_saved_page_to_a_published_brief(site: Project):
    done = site.seedbrief("new", FERRY)
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"wrote {BRIEF}" in done.output

    # What is left to do is listed, and keeps nothing else from being published.
    checked = site.seedbrief("check", BRIEF)
    assert checked.exit_code == 0
    assert re.search(rf"{BRIEF}:\d+:\d+: warning: `summary` is still TODO \[todo-left\]", checked.output)
    assert site.seedbrief("lock").exit_code == 0
    built = site.build("--strict")
    assert built.exit_code == 0, built.stderr
    assert "Ferry to Birch Island" not in site.read("site/briefs/index.html")

    # Published as it is, it is refused.
    draft = site.read(BRIEF)
    site.write(BRIEF, re.sub("(?m)^status: draft.*\n", "", draft))
    refused = site.build("--strict")
    assert refused.exit_code == 1
    assert "`summary` is still TODO" in refused.stderr

    # Each TODO is written, and it is there.
    words = {"topics": "topics: [food-supply]", "summary": "summary: The ferry runs again.", "status": ""}
    filled = re.sub(r"(?m)^(topics|summary|status): .*", lambda line: words[line[1]], draft)
    site.write(BRIEF, filled.replace("text: TODO", "text: The harbour office speaks of the ferry."))
    assert site.seedbrief("lock").exit_code == 0
    assert site.seedbrief("check").exit_code == 0
    assert "TODO" not in site.seedbrief("check").output
    assert site.build().exit_code == 0
    assert "Ferry to Birch Island" in site.read("site/briefs/index.html")


def test_it_says_what_it_wrote_and_what_to_do(site: Project):
    before = tree(site.root)
    done = site.seedbrief("new", FERRY)
    wrote = re.findall(r"(?m)^  wrote (\S+)$", done.output)
    assert sorted(wrote) == added(site, before)
    assert "  added the publisher to content/publishers.yml" in done.output
    assert re.search(
        rf"(?s)Next:.*fill in each TODO in {BRIEF}\n.*mkdocs serve.*seedbrief check.*seedbrief lock",
        done.output,
    )


def test_an_article_for_a_brief_that_exists_needs_no_draft(site: Project):
    before = tree(site.root)
    done = site.seedbrief("new", "--no-draft", FERRY)
    assert done.exit_code == 0
    assert "TODO in content/briefs/" not in done.output
    assert {path.split("/")[-2] for path in added(site, before)} == {"seeds", "sources"}


def test_a_page_is_kept_beside_its_text_and_is_no_seed_itself(site: Project):
    site.seedbrief("new", FERRY)
    assert (site.root / f"seeds/{SEED}.html").read_bytes() == FERRY.read_bytes()
    assert site.seedbrief("lock").exit_code == 0
    assert f"  {SEED}.html\n" in site.read("seeds/SHA256SUMS")
    assert "html" not in site.seedbrief("check").output


@needs_git
def test_git_merges_what_two_people_add(site: Project):
    """Each adds an article of a new publisher, and locks it."""
    git(site.root, "init", "--quiet", "--initial-branch", "main")
    commit(site.root)
    for branch, page in (("one", "harbour-ferry.html"), ("two", "korean.html")):
        git(site.root, "switch", "--quiet", "--create", branch, "main")
        assert site.seedbrief("new", PAGES / page).exit_code == 0
        assert site.seedbrief("lock").exit_code == 0
        commit(site.root)
    git(site.root, "merge", "--quiet", "--message", "Both", "one")  # which fails if there is a conflict
    publishers = yaml.safe_load(site.read("content/publishers.yml"))
    assert list(publishers) == ["coast-news", "lantern-bay-courier", "news-haean-example"]
    assert site.seedbrief("check", "--errors").exit_code == 0
    merged = site.read("seeds/SHA256SUMS")
    assert site.seedbrief("lock").exit_code == 0
    assert sorted(site.read("seeds/SHA256SUMS").split()) == sorted(merged.split())


def test_what_was_there_stays_and_the_day_is_today(site: Project):
    before = tree(site.root)
    today = datetime.date.today()
    assert site.seedbrief("new", FERRY).exit_code == 0
    now = tree(site.root)
    changed = {path for path in before if now[path] != before[path]}
    assert changed == {"content/publishers.yml"}
    assert set(before["content/publishers.yml"].splitlines()) <= set(
        now["content/publishers.yml"].splitlines()
    )
    accessed = yaml.safe_load(now[f"content/sources/{SEED}.yml"])["accessed"]
    assert today <= accessed <= datetime.date.today()


def test_the_same_again_does_nothing(site: Project):
    assert site.seedbrief("new", FERRY).exit_code == 0
    before = tree(site.root)
    again = site.seedbrief("new", FERRY)
    assert again.exit_code == 0
    assert f"seeds/{SEED}.txt already has exactly this text" in again.output
    assert "wrote" not in again.output
    assert "Next:" not in again.output
    assert tree(site.root) == before


def test_each_of_several_is_done_or_reported(site: Project):
    site.write("in/empty.txt", "")
    site.write("in/scan.xyz", b"%XYZ")
    site.write("in/ferry.txt", "The ferry runs on 3 May.")
    site.write("in/giant.txt", b"a" * 5_000_001)
    done = site.seedbrief(
        "new", "in/empty.txt", "in/scan.xyz", "in/none.txt", "in/giant.txt", "in/ferry.txt", FERRY
    )
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "in/empty.txt: is empty",
        f"in/scan.xyz: is of a kind that cannot be read; save its text as .txt (kinds that can be read: {KNOWN})",
        "in/none.txt: No such file or directory",
        "in/giant.txt: has 5,000,001 bytes; the limit is 5,000,000",
    ]
    assert (site.root / "seeds/ferry.txt").exists()
    assert (site.root / BRIEF).exists()


def test_a_folder_gives_its_files_and_says_what_it_skips(site: Project):
    site.write("in/ferry.txt", "The ferry runs on 3 May.")
    site.write("in/mill.md", "# The mill\n\nIt grinds.")
    site.write("in/table.xyz", "1 2 3")
    site.write("in/.hidden.txt", "The ferry")
    site.write("in/inner/other.txt", "Not this one.")
    done = site.seedbrief("new", "in")
    assert (done.exit_code, done.stderr) == (0, "")
    assert [
        path for path in ("ferry.txt", "mill.md", "other.txt") if (site.root / "seeds" / path).exists()
    ] == [
        "ferry.txt",
        "mill.md",
    ]
    assert (
        "\nin: skipped inner, table.xyz: folders inside a folder, and other kinds of file, are not read\n"
        in done.stdout
    )


def test_of_one_file_it_says_what_was_found_and_where(site: Project):
    done = site.seedbrief("new", FERRY)
    assert re.search(
        r"(?m)^  \d+ words \(\d+% of what the page shows\), from “Ferry to Birch Island runs again” to “.*",
        done.stdout,
    )
    assert "\n  published: 2026-05-04 (JSON-LD datePublished)\n" in done.stdout
    assert "\n  author: Ada Marsh (" in done.stdout


def write_many(site: Project, count: int = 5) -> None:
    for number in range(count):
        site.write(f"in/{number}.txt", f"Ferry {number}\n\nThe ferry runs on {number} May.\n")


def test_many_files_have_a_line_each_and_one_summary(site: Project):
    write_many(site)
    site.write("in/3.txt", "")
    done = site.seedbrief("new", "in")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "in/0.txt  8 words, language unknown, no date, no publisher",
        "in/1.txt  8 words, language unknown, no date, no publisher",
        "in/2.txt  8 words, language unknown, no date, no publisher",
        "in/3.txt  not imported",
        "in/4.txt  8 words, language unknown, no date, no publisher",
        "4 imported, 1 failed.",
        "Next:",
        "  fill in each TODO in the 4 drafts in content/briefs/",
        "  fill in each TODO in the 4 records in content/sources/",
        "  mkdocs serve     preview the draft; reloads on every save",
        "  seedbrief check  count the TODOs that are left",
        "  seedbrief lock   before you publish: record seed checksums and published URLs",
    ]
    assert done.stderr == "in/3.txt: is empty\n"
    before = tree(site.root)
    again = site.seedbrief("new", "in")
    assert again.exit_code == 1
    assert again.stdout.splitlines()[0] == "in/0.txt  already imported as 0"
    assert again.stdout.splitlines()[-1] == "0 imported, 4 already there, 1 failed."
    assert tree(site.root) == before


def test_what_a_reader_raises_is_one_sentence_and_the_rest_goes_on(
    site: Project, monkeypatch: pytest.MonkeyPatch
):
    def read(data: bytes, received: object) -> Article:
        if b"2 May" in data:
            raise KeyError("xref")
        return read_text(data)

    monkeypatch.setattr(any_file, "KINDS", (any_file.Kind((".txt",), (), read),))
    write_many(site)
    done = site.seedbrief("new", "in")
    assert done.exit_code == 1
    assert done.stderr == (
        "in/2.txt: cannot be read; it may be damaged (KeyError: 'xref'); save its text as .txt\n"
    )
    assert "4 imported, 1 failed." in done.stdout


def test_an_interruption_keeps_what_was_imported_and_says_how_far_it_came(
    site: Project, monkeypatch: pytest.MonkeyPatch
):
    def read(data: bytes, received: object) -> Article:
        if b"2 May" in data:
            raise KeyboardInterrupt
        return read_text(data)

    monkeypatch.setattr(any_file, "KINDS", (any_file.Kind((".txt",), (), read),))
    write_many(site)
    done = site.seedbrief("new", "in")
    assert done.exit_code == 1
    assert "2 imported, 3 not tried." in done.stdout
    assert (site.root / "seeds/1.txt").exists()
    assert not (site.root / "seeds/2.txt").exists()


def test_an_original_that_is_there_is_known_even_if_its_text_is_now_another(site: Project):
    assert site.seedbrief("new", FERRY).exit_code == 0
    (site.root / f"seeds/{SEED}.txt").write_text("As an earlier version extracted it.")
    before = tree(site.root)
    again = site.seedbrief("new", FERRY)
    assert again.exit_code == 0
    assert f"seeds/{SEED}.html already has exactly these bytes; its text is seeds/{SEED}.txt" in again.stdout
    assert tree(site.root) == before


def test_another_file_with_the_name_of_the_original_is_never_overwritten(site: Project):
    site.write(f"seeds/{SEED}.HTML", "Another page.")
    assert site.seedbrief("new", FERRY).exit_code == 0
    assert site.read(f"seeds/{SEED}.HTML") == "Another page."
    assert [path.name for path in (site.root / "seeds").glob(f"{SEED}-*.html")] != []
    assert site.seedbrief("check", "--errors").exit_code == 0


def test_if_one_file_of_an_import_cannot_be_written_none_is(site: Project, monkeypatch: pytest.MonkeyPatch):
    """Somebody else saves a file with the name of the original just before it is written."""
    plan_import = importer.plan_import

    def plan_and_wait(*arguments, **options):
        plan = plan_import(*arguments, **options)
        site.write(f"seeds/{SEED}.html", "Another page.")
        return plan

    before = tree(site.root)
    monkeypatch.setattr(importer, "plan_import", plan_and_wait)
    refused = site.seedbrief("new", FERRY)
    assert (refused.exit_code, "File exists" in refused.stderr) == (1, True)
    assert tree(site.root) == before | {f"seeds/{SEED}.html": b"Another page."}


def test_two_articles_of_one_title_are_kept_apart(site: Project):
    for name, words in (("a", "On 3 May."), ("b", "On 4 May.")):
        site.write(f"{name}/ferry.txt", f"The ferry\n\n{words}\n")
    done = site.seedbrief("new", "a/ferry.txt", "b/ferry.txt")
    assert done.exit_code == 0
    briefs = sorted(path.name for path in (site.root / "content/briefs").glob("the-ferry*"))
    assert re.fullmatch(r"the-ferry-[0-9a-f]{8}\.yml the-ferry\.yml", " ".join(briefs))
    assert site.seedbrief("check").exit_code == 0


def test_a_text_that_is_not_utf_8_stays_as_it_was_received(site: Project):
    words = "자작섬 여객선\n\n자작섬으로 가는 여객선이 5월 3일부터 다시 다니고 있다고 항만 사무소가 밝혔다.\n"
    site.write("in/ferry.txt", words.encode("cp949"))
    assert site.seedbrief("new", "in/ferry.txt").exit_code == 0
    assert (site.root / "seeds/ferry.txt").read_bytes() == words.encode("cp949")
    assert "\nencoding: cp949\n" in site.read("content/sources/ferry.yml")
    assert site.seedbrief("check").exit_code == 0


def test_it_works_from_a_folder_inside_and_on_a_seed_that_lies_there(site: Project):
    site.write("seeds/ferry.txt", "The ferry runs on 3 May.")
    done = site.seedbrief("new", "ferry.txt", folder="seeds")
    assert done.exit_code == 0
    assert "seeds/ferry.txt already has exactly this text" in done.output
    assert site.seedbrief("check").exit_code == 0


@pytest.mark.parametrize("path", ["content/publishers.yml", "content/topics.yml", "content/entities.yml"])
def test_it_works_while_something_else_is_broken(site: Project, path: str):
    site.write(path, "a: [\n")
    assert site.seedbrief("new", FERRY).exit_code == 0
    assert site.read(path) == "a: [\n"
    assert site.read(f"content/sources/{SEED}.yml").count("TODO") == (path == "content/publishers.yml")


def test_a_link_in_place_of_the_publishers_is_left_alone(site: Project):
    (site.root / "content/publishers.yml").rename(site.root / "elsewhere.yml")
    (site.root / "content/publishers.yml").symlink_to(site.root / "elsewhere.yml")
    before = site.read("elsewhere.yml")
    assert site.seedbrief("new", FERRY).exit_code == 0
    assert (site.root / "content/publishers.yml").is_symlink()
    assert site.read("elsewhere.yml") == before


def test_a_file_that_is_in_the_way_is_named_and_nothing_is_written(site: Project):
    (site.root / "content/briefs").rename(site.root / "content/was-briefs")
    site.write("content/briefs", "a file")
    before = tree(site.root)
    done = site.seedbrief("new", FERRY)
    assert done.exit_code == 1
    assert "content/briefs" in done.stderr
    assert tree(site.root) == before


def test_wrong_usage(site: Project, tmp_path: Path):
    assert site.seedbrief("new").exit_code == 2
    outside = Project(tmp_path).seedbrief("new", FERRY)
    assert outside.exit_code == 2
    assert "neither this folder nor one above it has a mkdocs.yml" in outside.stderr


# Addresses


CZECH = "Příliš žluťoučký kůň, říká úřad přístavu."


class Web(BaseHTTPRequestHandler):
    """A web site with a page, and with whatever can go wrong."""

    def do_GET(self) -> None:
        page = FERRY.read_bytes()
        match self.path:
            case "/ferry":
                self.answer(200, page)
            case "/moved":
                self.answer(302, b"", Location="/ferry")
            case "/text":
                self.answer(200, b"Ferry runs\n\nOn 3 May, for 40 crowns.", "text/plain; charset=utf-8")
            case "/korean":
                page = (PAGES / "korean.html").read_text("utf-8").replace("euc-kr", "utf-8").encode("cp949")
                self.answer(200, page, "text/html; charset=EUC-KR")
            case "/untold":
                self.answer(200, page, "")
            case "/told-twice":
                self.answer(200, page, "text/html, text/html")
            case "/czech":
                self.answer(200, CZECH.encode("iso-8859-2"), "text/plain; charset=iso-8859-2")
            case "/file":
                self.answer(302, b"", Location="file:///etc/passwd")
            case "/coloured":
                self.send_response(500, "\x1b]0;Title\x07\x9b31mRed")
                self.end_headers()
            case "/loop":
                self.answer(302, b"", Location="/loop")
            case "/pdf":
                self.answer(200, b"%XYZ", "application/zip")
            case "/short":
                self.answer(200, page, **{"Content-Length": str(len(page) + 9)})
            case "/secret":
                self.answer(403, b"")
            case "/report.docx":
                self.answer(200, docx(paragraph(CZECH)), "application/octet-stream")
            case "/report":
                self.answer(200, open_document(f"<text:p>{CZECH}</text:p>"), OPEN_DOCUMENT)
            case "/letter":
                self.answer(200, f"Subject: Kůň\n\n{CZECH}".encode(), "message/rfc822")
            case path if path.startswith("/archive/20260506093000"):
                self.answer(200, page)
            case "/slow":
                self.answer(200, b"", **{"Content-Length": "100"})
                for _ in range(100):
                    time.sleep(0.05)
                    self.wfile.write(b" ")
            case "/giant":
                self.answer(200, b" " * 2_000_000)
            case _:
                self.answer(404, b"")

    def answer(self, status: int, data: bytes, kind: str = "text/html", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up is what some of these tests are about."""

    with Server(("127.0.0.1", 0), Web) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/ferry", "/moved"])
def test_an_address_is_fetched_and_the_page_kept(site: Project, web: str, path: str):
    done = site.seedbrief("new", "--allow-private", f"{web}{path}", no_proxy="*")
    assert (done.exit_code, done.stderr) == (0, "")
    assert (site.root / f"seeds/{SEED}.html").read_bytes() == FERRY.read_bytes()
    record = yaml.safe_load(site.read(f"content/sources/{SEED}.yml"))
    assert record["url"] == f"{web}/ferry"  # and not the one that the page gives, of another host
    assert site.seedbrief("check").exit_code == 0


@pytest.mark.parametrize("path", ["/untold", "/told-twice"])
def test_a_page_is_known_where_the_web_does_not_say_what_it_is(site: Project, web: str, path: str):
    done = site.seedbrief("new", "--allow-private", f"{web}{path}", no_proxy="*")
    assert (done.exit_code, done.stderr) == (0, "")
    assert (site.root / f"seeds/{SEED}.html").read_bytes() == FERRY.read_bytes()


@pytest.mark.parametrize(
    ("path", "extension"), [("/report.docx", ".docx"), ("/report", ".odt"), ("/letter", ".eml")]
)
def test_documents_and_mails_are_fetched(site: Project, web: str, path: str, extension: str):
    done = site.seedbrief("new", "--allow-private", f"{web}{path}", no_proxy="*")
    assert (done.exit_code, done.stderr) == (0, "")
    (original,) = (site.root / "seeds").glob(f"*{extension}")
    assert CZECH in original.with_suffix(".txt").read_text("utf-8")
    record = yaml.safe_load(site.read(f"content/sources/{original.stem}.yml"))
    assert record["original"]["file"] == original.name
    assert site.seedbrief("check").exit_code == 0
    again = site.seedbrief("new", "--again", original.stem)
    assert again.exit_code == 0, again.stderr


@pytest.mark.parametrize("slashes", ["//", "/"])
def test_a_copy_in_an_archive_is_fetched_and_the_original_named(site: Project, web: str, slashes: str):
    copy = f"{web}/archive/20260506093000/https:{slashes}www.coast-news.example/2026/05/ferry-runs-again"
    done = site.seedbrief("new", "--allow-private", copy, no_proxy="*")
    assert (done.exit_code, done.stderr) == (0, "")
    record = yaml.safe_load(site.read(f"content/sources/{SEED}.yml"))
    assert record["url"] == "https://www.coast-news.example/2026/05/ferry-runs-again"
    assert record["archived"] == {
        "url": f"{web}/archive/20260506093000/{record['url']}",
        "date": datetime.date(2026, 5, 6),
    }
    assert record["publisher"] == "coast-news"


def test_the_encoding_that_the_web_names_is_that_of_the_text(site: Project, web: str):
    done = site.seedbrief("new", "--allow-private", f"{web}/czech", no_proxy="*")
    assert (done.exit_code, done.stderr) == (0, "")
    (record,) = (
        path for path in (site.root / "content/sources").iterdir() if "iso-8859-2" in path.read_text()
    )
    assert (site.root / f"seeds/{record.stem}.txt").read_bytes() == CZECH.encode("iso-8859-2")


def test_an_address_of_a_text_or_of_another_encoding(site: Project, web: str):
    done = site.seedbrief("new", "--allow-private", f"{web}/text", f"{web}/korean", no_proxy="*")
    assert (done.exit_code, done.stderr) == (0, "")
    assert site.read("content/briefs/ferry-runs.yml").count("40 crowns") == 1
    korean = next((site.root / "seeds").glob("2026-05-04-*.txt"))
    assert "자작섬으로 가는" in korean.read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/nothing", "the server answered 404 Not Found"),
        ("/secret", "the server answered 403 Forbidden; save the page in your browser and pass the file"),
        ("/file", "redirects to file:///etc/passwd, which is not an http or https URL"),
        ("/loop", "redirects in a loop"),
        ("/pdf", "is application/zip, which cannot be read; save its text as .txt"),
        ("/short", "the connection closed 9 bytes too early"),
        ("/slow", "took longer than 0.3 seconds"),
        ("/giant", "the server sent more than 1,000,000 bytes"),
    ],
)
def test_what_goes_wrong_on_the_web_is_said_in_a_sentence(
    site: Project, web: str, path: str, why: str, monkeypatch: pytest.MonkeyPatch
):
    seconds = 0.3 if path == "/slow" else 20
    monkeypatch.setattr(importer, "fetch", partial(download.fetch, timeout=seconds, max_bytes=1_000_000))
    before = tree(site.root)
    done = site.seedbrief("new", "--allow-private", f"{web}{path}", no_proxy="*")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"{web}{path}: ")
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert tree(site.root) == before


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://", "http://[", "https://a b/", "http://nowhere.invalid/"]
)
def test_an_address_that_cannot_be_reached(site: Project, url: str):
    done = site.seedbrief("new", "--allow-private", url, no_proxy="*")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"{url}: ")
    assert len(done.stderr.splitlines()) == 1


def test_what_a_server_says_cannot_change_the_terminal(site: Project, web: str):
    done = site.seedbrief("new", "--allow-private", f"{web}/coloured", no_proxy="*")
    assert done.exit_code == 1
    assert done.stderr == f"{web}/coloured: the server answered 500 \ufffd]0;Title\ufffd\ufffd31mRed\n"


def test_a_private_address_needs_an_option(site: Project, web: str):
    before = tree(site.root)
    done = site.seedbrief("new", f"{web}/ferry", no_proxy="*")
    assert (done.exit_code, tree(site.root)) == (1, before)
    assert done.stderr == (
        f"{web}/ferry: 127.0.0.1 is in a private network; add --allow-private if you trust it\n"
    )


@pytest.mark.parametrize("folder", ["content/briefs", "content/sources", "seeds"])
def test_nothing_is_written_through_a_link(site: Project, tmp_path: Path, folder: str):
    site.write("../in/ferry.txt", "The ferry runs on 3 May.")
    (site.root / folder).rename(tmp_path / "elsewhere")
    (site.root / folder).symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    before = tree(tmp_path)
    refused = site.seedbrief("new", "../in/ferry.txt")
    assert refused.exit_code == 1
    assert "this is a symbolic link; replace it with the file or folder itself" in refused.stderr
    assert tree(tmp_path) == before
