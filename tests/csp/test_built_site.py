"""The policy of pages that are made one after another is that of the finished site."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.csp.built_site import PolicyBuilder, postprocess
from generator.csp.policy import SitePolicy
from tests.helpers.example import tree

SHELL = "<!doctype html><head><meta charset=utf-8><script>theme()</script></head><body>%s</body>"
PARTS = [
    "",
    "<p>Plain</p>",
    "<script>one()</script>",
    "<p style=color:red>",
    "<a onclick=go()>",
    "<img src=//a.b>",
]
MADE, COPIED, FROM_OTHERS = range(3)


@given(st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from(range(3)), st.booleans()), max_size=8))
def test_pages_have_the_same_policy_as_if_it_were_added_at_the_end(
    tmp_path_factory: pytest.TempPathFactory, pages: list[tuple[str, int, bool]]
) -> None:
    quick, plain = tmp_path_factory.mktemp("quick"), tmp_path_factory.mktemp("plain")
    builder = PolicyBuilder({})
    for number, (part, origin, is_alike) in enumerate([("", MADE, True), *pages]):
        page = SHELL % part if origin != FROM_OTHERS else part
        path = f"{number}.html" if number else "index.html"
        (plain / path).write_text(page)
        if origin == MADE:
            page = builder.add(path, page, "kind" if is_alike else None, part)
        (quick / path).write_text(page)
    assert builder.finish(quick).blocked == postprocess(plain, {}).blocked
    assert tree(quick) == tree(plain)


def test_pages_that_were_made_are_not_written_a_second_time(tmp_path: Path) -> None:
    builder = PolicyBuilder({})
    for number in range(20):
        (tmp_path / f"{number}.html").write_text(builder.add(f"{number}.html", SHELL % ""))
    (tmp_path / "404.html").write_text(SHELL % "")
    done = builder.finish(tmp_path)
    assert (done.changed, done.unchanged) == (1, 20)


def test_a_removed_page_is_no_longer_warned_about() -> None:
    builder = PolicyBuilder({})
    builder.add("a.html", SHELL % "")
    builder.add("b.html", SHELL % "<p style=color:red>")
    assert len(builder.build().blocked) == 1
    builder.remove(["b.html", "unknown.html"])
    assert builder.build().blocked == ()


def test_without_a_policy_pages_stay_as_they_are() -> None:
    builder = PolicyBuilder(None)
    assert builder.add("a.html", SHELL % "") == SHELL % ""
    assert builder.build() == SitePolicy("", frozenset(), ())
