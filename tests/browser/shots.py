"""Pictures of the example's site, to be looked at: every kind of page, light and dark, wide and on a phone.

``make shots`` runs it. Each file is named after its kind and look, the same in every run. ``--docs`` makes those that
README.md and the documentation show.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from generator.progress import Progress
from tests.helpers.browsing import chromium, served, visiting, window
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import EXAMPLE, Project, copy_example
from tests.helpers.page_kinds import kinds, open_page
from tests.helpers.reader import follow_from_the_start
from tests.helpers.readme import smallest_brief
from tests.helpers.samples import PAGES, read_page
from tests.helpers.serving import BANNER, serving

SHOTS = EXAMPLE / "shots"
DOCS = EXAMPLE / "docs/content/pages/images"
THEMES = ("light", "dark")
SIZES = {"wide": {"width": 1360, "height": 900}, "phone": {"width": 360, "height": 740}}

WINDOW: Any = {"width": 1280, "height": 640}
NARROW: Any = {"width": 560, "height": 900}
STEP: Any = {"width": 800, "height": 600}

README_PICTURES = ("claim", "smallest")


class Step(NamedTuple):
    """A moment in a tutorial, and what a reader sees then."""

    tutorial: str
    path: str
    until: str = ""  # of the tutorial; else its end, as published
    opened: str = ""  # what was opened before


BRIEF = "briefs/ferry-to-birch-island/"

# By the name of the picture, of which there are two files: NAME-light.webp and NAME-dark.webp.
STEPS = {
    "misquote": Step("first-brief", BRIEF, until="The first line names the file"),
    "first-brief": Step("first-brief", BRIEF),
    "first-claim": Step("first-brief", f"{BRIEF}#pier-damaged", opened="#pier-damaged details"),
    "forecast-check": Step("two-articles", f"{BRIEF}#_forecasts"),
}
PICTURES = {*README_PICTURES, *(f"{name}-{theme}" for name in STEPS for theme in THEMES)}


def build(project: Project, folder: Path, **settings: str) -> Path:
    """Build a project's site in a folder, as it is published. ``settings`` are environment variables."""
    site = folder / "www" / "repo"
    built = project.run("mkdocs", "build", "--quiet", "--site-dir", site, SITE_URL=ADDRESS, **settings)
    if built.returncode:
        sys.exit(built.stdout + built.stderr)
    return site


def file_name(kind: str) -> str:
    """Name a kind so that it can be the name of a file: ``briefs/*`` is ``briefs-one``."""
    words = kind.removesuffix(".html").replace("*", "one").replace("/", " ").split()
    return "-".join(words)


def look(theme: Any, viewport: Any) -> dict[str, Any]:
    """Choose how a window looks; without motion, so that nothing is taken half way."""
    return {"color_scheme": theme, "viewport": viewport, "reduced_motion": "reduce"}


def take_all(browser: Browser, site: Path, folder: Path) -> None:
    """Take a picture of each kind of page in each look, down to its end."""
    found = kinds(site)
    progress = Progress(print)
    progress.begin("Taking pictures", len(found) * len(THEMES) * len(SIZES))
    for theme, (size, viewport) in product(THEMES, SIZES.items()):
        with visiting(browser, site, ADDRESS, **look(theme, viewport)) as visit:
            for kind, path in found.items():
                open_page(visit.page, path)
                name = f"{file_name(kind)}-{theme}-{size}.png"
                visit.page.screenshot(path=folder / name, full_page=True, animations="disabled")
                progress.step()
    progress.end()


def take_readme(browser: Browser, folder: Path) -> None:
    """Take the pictures of README.md: a claim with its evidence open, and the page of its smallest brief."""
    with tempfile.TemporaryDirectory() as temporary:
        site = build(copy_example(Path(temporary) / "project"), Path(temporary))
        with visiting(browser, site, ADDRESS, **look("light", WINDOW)) as visit:
            open_page(visit.page, "briefs/hyesan-exports-resume/#goods-named")
            visit.page.locator(":target details").first.evaluate("details => (details.open = true)")
            _write_webp(visit.page, folder / "claim.webp")
    with tempfile.TemporaryDirectory() as temporary:
        site = build(smallest_brief(Path(temporary) / "project"), Path(temporary))
        with visiting(browser, site, ADDRESS, **look("light", NARROW)) as visit:
            open_page(visit.page, "briefs/smallest/")
            _write_webp(visit.page, folder / "smallest.webp")


def take_steps(browser: Browser, folder: Path) -> None:
    """Take the pictures of the tutorials: each step as a reader sees it who has come so far."""
    for name, step in STEPS.items():
        with tempfile.TemporaryDirectory() as temporary:
            root = Path(temporary).resolve() / "project"
            project = Project(follow_from_the_start(f"tutorials/{step.tutorial}", root, step.until).folder)
            with shown(project, step, Path(temporary)) as address:
                for theme in THEMES:
                    with window(browser, base_url=address, **look(theme, STEP)) as page:
                        open_page(page, step.path)
                        if step.opened:
                            page.locator(step.opened).first.evaluate("details => (details.open = true)")
                        _write_webp(page, folder / f"{name}-{theme}.webp")


@contextmanager
def shown(project: Project, step: Step, folder: Path) -> Iterator[str]:
    """Serve the preview of a project, or at the end of the tutorial, its site on the day of the tutorial."""
    if step.until:
        with serving(project) as server:
            server.wait_for("", lambda html: BANNER in html)
            yield server.address
    else:
        day = date.fromisoformat(read_page(PAGES / f"tutorials/{step.tutorial}.md").day)
        seconds = (day - date(1970, 1, 1)).total_seconds()
        with served(build(project, folder, SOURCE_DATE_EPOCH=f"{seconds:.0f}")) as address:
            yield address


def _write_webp(page: Page, file: Path) -> None:
    session = page.context.new_cdp_session(page)  # Playwright itself writes no WebP
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": 88})
    file.write_bytes(b64decode(shot["data"]))


def main(for_docs: bool) -> None:
    """Take the pictures and print where they are."""
    folder = DOCS if for_docs else SHOTS
    print("Building the site ...", flush=True)
    try:
        with chromium() as browser, tempfile.TemporaryDirectory() as temporary:
            if for_docs:
                take_readme(browser, folder)
                take_steps(browser, folder)
            else:
                site = build(copy_example(Path(temporary) / "project"), Path(temporary))
                shutil.rmtree(folder, ignore_errors=True)  # pictures of kinds that no longer exist
                folder.mkdir()
                take_all(browser, site, folder)
    except (pytest.fail.Exception, pytest.skip.Exception) as missing:
        sys.exit(str(missing))  # no browser was found, as a test would be told
    print(f"The pictures are in {folder.relative_to(EXAMPLE)}/")


if __name__ == "__main__":
    main(for_docs="--docs" in sys.argv[1:])
