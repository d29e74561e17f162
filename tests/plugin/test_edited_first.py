"""After an edit, ``mkdocs serve`` shows the pages of the edited file before it has built the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from generator import build
from tests.helpers.example import SMALL_BRIEF, Project, fresh_mkdocs, make_small
from tests.helpers.preview import Serving

BRIEF, HOME = "/briefs/tide-mill-grinds-again/", "/"
TITLE, NEW_TITLE = "The tide mill of Lantern Bay", "A full mill of Lantern Bay"

InTheMiddle = Callable[[Callable[[], object]], None]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_small(tmp_path / "project")


@pytest.fixture
def serving(project: Project, tmp_path: Path) -> Iterator[Serving]:
    with fresh_mkdocs():
        made = Serving(project.root, tmp_path / "served")
        yield made
        made.plugin.index.stop()


@pytest.fixture
def in_the_middle(monkeypatch: pytest.MonkeyPatch) -> InTheMiddle:
    """Do something in the middle of each build, when the site is known and its pages are not."""
    make_manifest = build.manifest

    def set_up(act: Callable[[], object]) -> None:
        def manifest(*arguments: Any, **options: Any) -> Any:
            act()
            return make_manifest(*arguments, **options)

        monkeypatch.setattr(build, "manifest", manifest)

    return set_up


def test_the_edited_brief_is_there_at_once_and_who_asks_for_another_page_waits(
    serving: Serving, project: Project, in_the_middle: InTheMiddle
) -> None:
    server, pages = serving.server, dict[str, str]()
    threads = {
        path: Thread(target=lambda path=path: pages.update({path: server.get(path)}))
        for path in (BRIEF, HOME)
    }

    def ask() -> None:
        assert server.lets_browsers_load
        for thread in threads.values():
            thread.start()
        threads[BRIEF].join(10)
        threads[HOME].join(0.3)
        assert [*pages] == [BRIEF]

    in_the_middle(ask)
    project.replace(SMALL_BRIEF, f"title: {TITLE}", f"title: {NEW_TITLE}")
    assert not serving.after_edit()
    threads[HOME].join(10)
    assert all(NEW_TITLE in pages[path] and TITLE not in pages[path] for path in (BRIEF, HOME))


def test_a_page_that_was_right_is_not_loaded_twice(serving: Serving, project: Project) -> None:
    project.replace(SMALL_BRIEF, f"title: {TITLE}", f"title: {NEW_TITLE}")
    serving.after_edit()
    assert serving.server.loads == 1


def test_a_mistake_that_is_found_later_takes_the_page_back(
    serving: Serving, project: Project, in_the_middle: InTheMiddle
) -> None:
    seen = []
    in_the_middle(lambda: seen.append(serving.server.get(BRIEF)))
    project.write(SMALL_BRIEF, project.read(SMALL_BRIEF).replace("flour-a-day", "flour-each-day"))
    serving.after_edit()
    assert 'id="flour-each-day"' in seen[0]
    assert "permalink-gone" not in seen[0]
    now = serving.server.get(BRIEF)
    assert 'id="flour-a-day"' in now
    assert "permalink-gone" in now
    assert serving.server.loads == 2


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (SMALL_BRIEF, "title: ", "title: ["),
        (SMALL_BRIEF, "summary: ", "summary: \u201cNobody said this, ever,\u201d "),
        ("content/topics.yml", "milling:", "mills:"),
        ("site_templates/pages/brief.md.j2", "Related briefs", "Briefs beside it"),
    ],
    ids=["not YAML", "a quotation that is wrong", "a topic that is gone", "a template"],
)
def test_nothing_is_shown_first_if_much_may_change_or_if_there_are_mistakes(
    serving: Serving, project: Project, in_the_middle: InTheMiddle, path: str, old: str, new: str
) -> None:
    seen = []
    in_the_middle(lambda: seen.append(serving.server.lets_browsers_load))
    project.replace(path, old, new)
    serving.after_edit()
    assert seen == [False]
