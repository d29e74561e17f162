"""Other plugins work as docs/content/pages/reference/plugins.md says: each row of its tables is tried again.

Those that are not installed are skipped. To try all, install what this module prints into an environment of its own,
beside Seedbrief and what its tests need, and run this module's tests there::

    python -m tests.slow.test_neighbours > plugins.txt
    python -m pip install --no-deps -r plugins.txt     # and then what `pip check` names; some ask for old packages
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import entry_points, version

import pytest

from tests.helpers import repository
from tests.helpers.example import EXAMPLE, Project

PAGE = "site/briefs/tide-mill-grinds-again/index.html"
MATERIAL = "mkdocs-material"
FILES = {
    "autolinks": {"content/pages/about.md": "# About\n\n[Method](./method.md)\n"},
    "awesome-nav": {"content/pages/.nav.yml": "nav:\n  - index.md\n  - briefs/index.md\n"},
    "blog": {
        "content/pages/blog/index.md": "# Blog\n",
        "content/pages/blog/posts/a.md": "---\ndate: 2026-01-31\n---\n\n# Hello\n",
    },
    "gen-files": {
        "pages.py": "import mkdocs_gen_files\n\nmkdocs_gen_files.open('made.md', 'w').write('# Made')\n"
    },
    "mermaid2": {"content/pages/assets/mermaid.min.js": ""},
    "mkdocs-simple-hooks": {"pages.py": "def done(config, **_): ...\n"},
}
"""What some plugins need to have something to do."""

SHOWN = {
    "blog": ("site/blog/2026/01/31/hello/index.html", "Hello"),
    "gen-files": ("site/made/index.html", "Made"),
    "git-revision-date-localized": (PAGE, "May 5, 2024"),
    "git-authors": (PAGE, "a@example.org"),
    "llmstxt": ("site/llms.txt", "tide mill"),
    "redirects": ("site/old/index.html", "briefs/"),
    "rss": ("site/feed_rss_updated.xml", "Sun, 05 May 2024"),
}
"""A file in which one sees what a plugin has done, and words in it."""


@dataclass(frozen=True)
class Row:
    """A row of the tables."""

    name: str
    package: str
    version: str
    result: str
    entries: tuple[str, ...]  # under `plugins`


def read_rows() -> list[Row]:
    text = (EXAMPLE / "docs/content/pages/reference/plugins.md").read_text("utf-8")
    tried = re.search(rf"Tried with {MATERIAL} ([\d.]+\d)", text)
    assert tried
    rows = []
    for line in re.findall(r"^\| (`.*`) \|$", text, re.MULTILINE):
        name, *package, result, entries = line.split(" | ")
        package, number = package[0].split() if package else (MATERIAL, tried[1])
        rows.append(Row(name.strip("`"), package, number, result, tuple(re.findall("`(.+?)`", f"{entries}"))))
    return rows


ROWS = read_rows()
INSTALLED = {point.name.removeprefix("material/") for point in entry_points(group="mkdocs.plugins")}


def test_the_tables_name_all_plugins_of_material() -> None:
    own = {point.name for point in entry_points(group="mkdocs.plugins") if point.name.startswith("material/")}
    assert {f"material/{row.name}" for row in ROWS if row.package == MATERIAL} == own


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_plugins_work_as_the_documentation_says(
    row: Row, small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    if row.name not in INSTALLED:
        pytest.skip(f"{row.package} is not installed")
    minor = version(row.package).rsplit(".", 1)[0]
    assert minor == row.version.rsplit(".", 1)[0], "try it, and write the version into the table"
    if row.name == "social":
        pytest.skip("it asks another host for a font")
    configure(small, row)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setitem(repository.CLEAN, f"GIT_{who}_DATE", "2024-05-05T12:00:00Z")
    repository.git(small.root, "init", "-q")
    repository.commit(small.root)
    built = small.run("mkdocs", "build", "--strict", SITE_URL="https://a.example/repo/")
    output = built.stdout + built.stderr
    assert "Traceback" not in output, output
    if not row.result.startswith("Works"):
        assert built.returncode == 1, output
        assert f"mkdocs.yml: plugins: remove `{row.name}`: " in output
        return
    assert built.returncode == 0, output
    assert ("pages go through Python-Markdown" in output) == ("take longer" in row.result), output
    file, words = SHOWN.get(row.name, (PAGE, "tide mill"))
    assert words in small.read(file)


def configure(project: Project, row: Row) -> None:
    entries = ""
    for entry in row.entries:
        if entry.startswith("seedbrief: "):
            project.set_option(entry.removeprefix("seedbrief: ").removeprefix("{").removesuffix("}"))
        else:
            entries += f"  - {entry}\n"
    project.replace("mkdocs.yml", "\nplugins:\n", f"\nplugins:\n{entries}")
    for path, text in FILES.get(row.name, {}).items():
        project.write(path, text)
    if row.name == "awesome-nav":
        project.write("mkdocs.yml", re.sub(r"(?ms)^nav:\n.*?\n(?=\w)", "", project.read("mkdocs.yml")))


if __name__ == "__main__":
    print("\n".join(sorted({f"{row.package}=={row.version}" for row in ROWS})))
