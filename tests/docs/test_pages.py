"""Every sample of the documentation does what its page says. CONTRIBUTING.md explains how samples are written."""

import re
import shutil
from functools import cache

import pytest

from tests.helpers.example import tree
from tests.helpers.reader import Reader, make_start
from tests.helpers.samples import PAGES, SampleError, read_page

FILES = sorted(PAGES.rglob("*.md"))
NAMES = [file.relative_to(PAGES).with_suffix("").as_posix() for file in FILES]


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory):
    """Follow a page, each only once, and give the folder and the working directory in which it ends."""

    @cache
    def end_of(name: str, builds: bool) -> Reader:
        page = read_page(PAGES / f"{name}.md")
        root = tmp_path_factory.mktemp("pages").resolve() / "saltmere"
        reader = Reader(root, builds=builds)
        if (PAGES / f"{page.start}.md").is_file():
            before = end_of(page.start, builds)
            shutil.copytree(before.root, root, symlinks=True)
            reader.folder = root / before.folder.relative_to(before.root)
        else:
            make_start(page, root)
        try:
            reader.follow(page)
        except SampleError as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None
        return reader

    return end_of


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_does_what_the_page_says(name: str, ends):
    try:
        page = read_page(PAGES / f"{name}.md")
    except SampleError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    if page.start:
        ends(name, builds=False)


def test_the_example_is_what_the_tutorials_end_with(ends):
    made = ends("tutorials/two-articles", builds=False).folder
    for folder in ("seeds", "content"):
        example = {
            path: data
            for path, data in tree(PAGES.parents[1] / folder).items()
            if not path.startswith("pages/")
        }
        assert example == {
            path: data for path, data in tree(made / folder).items() if not path.startswith("pages/")
        }


BUILDING = [
    name
    for name, file in zip(NAMES, FILES, strict=True)
    if re.search(r"(?m)^\$.* build\b", file.read_text("utf-8"))
]


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILDING)
def test_every_sample_that_builds_a_site_does_so(name: str, ends):
    ends(name, builds=True)
