"""``seedbrief generate``: the bytes that MkDocs is given, the same on every machine, written with care."""

import errno
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import get_files

from generator.build import build_site
from generator.project import atomic_write
from generator.project.files import read_files
from tests.helpers.example import LATER, PARTS, SMALL_BRIEF, Project, tree

LIST_OF_FILES = ".seedbrief-files"


def generate(project: Project, *options: str, **settings: str) -> dict[str, bytes]:
    """Run the command; give the files that it was asked for."""
    generated = project.seedbrief("generate", "out", *options, **settings)
    assert generated.exit_code == 0, generated.output
    return output(project)


def citations(slug: str) -> set[str]:
    return {f"briefs/{slug}/cite.{ending}" for ending in ("bib", "csl.json", "ris")}


def output(project: Project) -> dict[str, bytes]:
    files = tree(project.root / "out")
    assert sorted(files) == sorted([LIST_OF_FILES, *files.pop(LIST_OF_FILES).decode().splitlines()])
    return files


def test_mkdocs_is_given_the_same_bytes(project: Project) -> None:
    config = load_config(str(project.root / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    files = config.plugins.on_files(get_files(config), config=config)

    written = generate(project)
    assert {file.src_uri: file.content_bytes for file in files} == written
    assert {"index.md", "about.md", "assets/seedbrief.css", "briefs/hyesan-exports-resume.md"} < set(written)


def test_html_is_the_same_site_for_layouts(small: Project) -> None:
    markdown = generate(small, "--site-url", "https://a.example/b")
    html = generate(small, "--html", "--site-url", "https://a.example/b")
    pages = {path for path in markdown if path.endswith(".md")}
    assert {path for path in html if path.startswith("content/")} == {
        f"content/{path.removesuffix('.md').removesuffix('/index')}.html" for path in pages
    }
    sheet = "assets/seedbrief.css"
    assert {path: html[f"static/{path}"] for path in set(markdown) - pages - {sheet}} == {
        path: data for path, data in markdown.items() if path not in pages and path != sheet
    }
    assert len(html) == len(markdown)
    assert b"data-md-color-scheme]" in markdown[sheet]
    assert b"data-md-color-scheme]" not in html[f"static/{sheet}"]
    brief = html["content/briefs/tide-mill-grinds-again.html"].decode()
    assert 'url: "/briefs/tide-mill-grinds-again/"\n' in brief
    assert 'href="../../sources/tide-mill-turns-again/#q-' in brief
    assert '"@id":"https://a.example/b/briefs/tide-mill-grinds-again/"' in brief


def test_the_url_of_the_site_may_be_set(small: Project) -> None:
    small.replace("mkdocs.yml", 'site_url: !ENV [SITE_URL, ""]', "site_url: https://configured.example/")
    assert b"<id>https://configured.example/" in generate(small)["feed.xml"]
    for path, data in generate(small, "--site-url", "http://other.example:8080/a").items():
        assert b"configured.example" not in data, path
    assert b"<id>http://other.example:8080/a/" in small.read("out/feed.xml").encode()
    assert "Sitemap: http://other.example:8080/a/sitemap.xml" in small.read("out/robots.txt")


@pytest.mark.parametrize(
    "url", ["example.org", "ftp://a.example/", "https://", "https://a.example/?q", "https://a b/"]
)
def test_what_is_no_url_is_refused(small: Project, url: str) -> None:
    generated = small.seedbrief("generate", "out", "--site-url", url)
    assert generated.exit_code == 2
    assert f"--site-url {url}: must be a URL such as https://example.org/briefs/" in generated.stderr


def test_a_hand_written_page_that_cannot_be_turned_into_html_is_named(small: Project) -> None:
    small.replace("mkdocs.yml", "  - attr_list\n", "  - attr_list\n  - no.such.extension\n")
    generated = small.seedbrief("generate", "--html", "out")
    assert generated.exit_code == 2
    assert (
        "mkdocs.yml: markdown_extensions: content/pages/about.md: the extension `no.such.extension` is not installed"
        in generated.stderr
    )
    assert not (small.root / "out").exists()


def system_locales() -> list[str]:
    """Name the locales C and C.UTF-8, and two more if the system has any: Turkish ones, if it may be."""
    try:
        listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True).stdout.split()
    except (OSError, subprocess.CalledProcessError):
        return []
    others = [name for name in listed if name not in ("C", "POSIX", "C.UTF-8", "C.utf8")]
    return ["C", "C.UTF-8", *sorted(others, key=lambda name: (not name.startswith("tr"), name))[:2]]


def test_every_machine_writes_the_same_bytes(project: Project, tmp_path: Path) -> None:
    expected = generate(project)

    # The same files, made in the opposite order: a folder may then list them in another one.
    other = Project(tmp_path / "a folder with another name")
    for part in reversed(PARTS):
        copied = {f"{part}/{path}": data for path, data in tree(project.root / part).items()}
        for path, data in sorted(copied.items() or [(part, project.read(part))], reverse=True):
            other.write(path, data)

    for number, locale in enumerate(system_locales() or ["C"]):
        settings = {
            "LC_ALL": locale,
            "LANG": locale,
            "TZ": ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Pyongyang"][number % 3],
            "PYTHONHASHSEED": str(number),
        }
        shutil.rmtree(other.root / "out", ignore_errors=True)
        generated = other.run("seedbrief", "generate", "out", **settings)
        assert generated.returncode == 0, generated.stderr
        assert output(other) == expected, settings


def test_the_order_in_which_files_are_read_does_not_matter(project: Project) -> None:
    files, _ = read_files(project.root)
    expected = build_site(files)
    for seed in range(3):
        shuffled = list(files.items())
        random.Random(seed).shuffle(shuffled)
        assert build_site(dict(shuffled)) == expected


def test_the_day_on_which_things_are_overdue_may_be_set(small: Project) -> None:
    in_may_2026 = generate(small, SOURCE_DATE_EPOCH="1777593600")["forecasts.md"]
    assert b"1 May 2026" in in_may_2026
    assert b"## Overdue" not in in_may_2026
    assert b"## Overdue" in generate(small)["forecasts.md"]  # on the day of the newest brief


def test_a_second_run_writes_nothing(small: Project) -> None:
    generate(small)
    before = {path: path.stat() for path in (small.root / "out").rglob("*")}
    again = small.seedbrief("generate", "out")
    assert f" 0 files written, {len(output(small))} unchanged, 0 removed in " in again.stdout
    after = {path: path.stat() for path in (small.root / "out").rglob("*")}
    assert after.keys() == before.keys()
    for path, status in before.items():
        assert after[path].st_mtime_ns == status.st_mtime_ns, path
        assert after[path].st_ino == status.st_ino, path


def test_only_what_changed_is_written(project: Project) -> None:
    before = generate(project)
    times = {path: (project.root / "out" / path).stat().st_mtime_ns for path in before}
    project.replace(LATER, "note: First version.", "note: The first version.")
    after = generate(project)
    changed = [path for path in after if after[path] != before[path]]
    assert sorted(changed) == ["briefs/hyesan-exports-resume.md", "briefs/hyesan-exports-resume/history.md"]
    assert [
        path for path in after if (project.root / "out" / path).stat().st_mtime_ns != times[path]
    ] == changed


def test_the_pages_of_a_brief_that_is_gone_go_too(small: Project) -> None:
    small.write(
        "content/briefs/third.yml",
        "title: A third brief\ndate: 2026-11-22\nsources: [tide-mill-turns-again]\n"
        "topics: [milling]\nsummary: Only a summary.\naliases: [old-third]\n",
    )
    with_third = generate(small)
    assert {
        "briefs/third.md",
        "briefs/old-third/index.html",
        *citations("third"),
    } < set(with_third)
    assert b"A third brief" in with_third["index.md"]

    (small.root / "content/briefs/third.yml").unlink()
    without = generate(small)
    assert set(with_third) - set(without) == {
        "briefs/third.md",
        "briefs/old-third/index.html",
        *citations("third"),
    }
    assert not (small.root / "out/briefs/old-third").exists()
    assert b"A third brief" not in b"".join(without.values())


def test_a_draft_is_written_only_when_asked_for(small: Project) -> None:
    draft = (
        "title: Not yet\ndate: 2026-11-22\nsources: [tide-mill-turns-again]\n"
        "topics: [milling]\nsummary: Only a summary.\nstatus: draft\n"
    )
    expected = generate(small)
    small.write("content/briefs/draft.yml", draft)
    assert generate(small) == expected
    assert set(generate(small, "--drafts")) - set(expected) == {"briefs/draft.md", *citations("draft")}
    assert generate(small) == expected


def test_a_folder_of_other_files_is_refused_and_not_touched(small: Project) -> None:
    small.write("out/thesis.txt", "Three years of work.\n")
    generated = small.seedbrief("generate", "out")
    assert generated.exit_code == 2
    assert "out is not empty and was not written by seedbrief" in generated.stderr
    assert tree(small.root / "out") == {"thesis.txt": b"Three years of work.\n"}


def test_a_file_is_refused_and_not_touched(small: Project) -> None:
    small.write("out", "Three years of work.\n")
    generated = small.seedbrief("generate", "out")
    assert generated.exit_code == 2
    assert "out is a file" in generated.stderr
    assert small.read("out") == "Three years of work.\n"


def test_what_someone_adds_to_the_output_stays(small: Project) -> None:
    generate(small)
    small.write("out/briefs/notes.txt", "Mine.\n")
    small.replace(SMALL_BRIEF, "title: The tide mill", "title: A tide mill")
    assert small.seedbrief("generate", "out").exit_code == 0
    assert small.read("out/briefs/notes.txt") == "Mine.\n"


@pytest.mark.parametrize(
    "folder", [".", "content", "content/new", "seeds", "seeds/../seeds/new", "site_templates/assets/new"]
)
def test_nothing_is_generated_among_what_it_is_made_from(small: Project, folder: str) -> None:
    before = tree(small.root)
    generated = small.seedbrief("generate", folder)
    assert generated.exit_code == 2
    assert "contains the site's source files" in generated.stderr
    assert tree(small.root) == before


def test_a_link_to_the_content_is_no_way_around(small: Project) -> None:
    (small.root / "out").symlink_to(small.root / "content/briefs", target_is_directory=True)
    before = tree(small.root / "content")
    assert small.seedbrief("generate", "out").exit_code == 2
    assert tree(small.root / "content") == before


def test_a_forged_list_of_files_cannot_have_others_removed(small: Project) -> None:
    generate(small)
    small.write(f"out/{LIST_OF_FILES}", "index.md\n../content/topics.yml\n")
    generated = small.seedbrief("generate", "out")
    assert generated.exit_code == 2
    assert "../content/topics.yml would be outside out" in generated.stderr
    assert (small.root / "content/topics.yml").is_file()


def test_an_error_in_the_content_leaves_the_output_as_it_was(small: Project) -> None:
    expected = generate(small)
    small.replace(SMALL_BRIEF, "title: The tide mill", "title: Another mill")
    small.replace(SMALL_BRIEF, "stopped doing so", "stopped doing sa")
    generated = small.seedbrief("generate", "out")
    assert generated.exit_code == 1
    assert "Nothing was written." in generated.stderr
    assert output(small) == expected


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("failure", "written"), [(FULL, 0), (FULL, 1), (KeyboardInterrupt(), 1)])
def test_a_failure_while_writing_leaves_the_output_as_it_was(
    small: Project, monkeypatch: pytest.MonkeyPatch, failure: BaseException, written: int
) -> None:
    before = generate(small)
    small.replace("site_templates/pages/entity.md.j2", "{: #_top }", "{: #_begin }")
    with monkeypatch.context() as patch:
        fail_after(patch, written, failure, atomic_write, "create_file")
        generated = small.seedbrief("generate", "out")
    assert generated.exit_code == 1
    assert ("No space left on device" if failure is FULL else "Aborted!") in generated.stderr
    assert output(small) == before

    after = generate(small)
    assert after != before
    shutil.rmtree(small.root / "out")
    assert generate(small) == after


@pytest.mark.parametrize("replaced", [0, 1, 20])
def test_a_run_recovers_from_an_interruption_at_any_point(
    small: Project, monkeypatch: pytest.MonkeyPatch, replaced: int
) -> None:
    expected = generate(small)
    shutil.rmtree(small.root / "out")
    small.write("content/pages/soon-gone.md", "# Soon gone\n")
    with monkeypatch.context() as patch:
        fail_after(patch, replaced, KeyboardInterrupt(), Path, "replace")
        assert small.seedbrief("generate", "out").exit_code == 1

    (small.root / "content/pages/soon-gone.md").unlink()
    assert generate(small) == expected


def fail_after(
    patch: pytest.MonkeyPatch, times: int, failure: BaseException, owner: object, name: str
) -> None:
    """Let a function do its work so many times, and fail from then on."""
    left, work = iter(range(times)), getattr(owner, name)

    def working_for_a_while(*arguments, **named):
        if next(left, None) is None:
            raise failure
        return work(*arguments, **named)

    patch.setattr(owner, name, working_for_a_while)
