"""Pictures of the example's site, to be looked at: every kind of page, light and dark, wide and on a phone.

``make shots`` runs it. Each file is named after its kind and look, the same in every run. ``--readme`` makes the few
that README.md shows.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from base64 import b64decode
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from generator.progress import Progress
from tests.helpers.browsing import Visit, chromium, visiting
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import EXAMPLE, Project, copy_example
from tests.helpers.page_kinds import kinds, open_page
from tests.helpers.readme import smallest_brief

SHOTS = EXAMPLE / "shots"
README = EXAMPLE / "docs" / "content" / "pages" / "images"
THEMES = ("light", "dark")
SIZES = {"wide": {"width": 1360, "height": 900}, "phone": {"width": 360, "height": 740}}

WINDOW: Any = {"width": 1280, "height": 640}
NARROW: Any = {"width": 560, "height": 900}


def build(project: Project, folder: Path) -> Path:
    """Build a project's site in a folder, as it is published."""
    site = folder / "www" / "repo"
    built = project.run("mkdocs", "build", "--quiet", "--site-dir", site, SITE_URL=ADDRESS)
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
            _write_webp(visit, folder / "claim.webp")
    with tempfile.TemporaryDirectory() as temporary:
        site = build(smallest_brief(Path(temporary) / "project"), Path(temporary))
        with visiting(browser, site, ADDRESS, **look("light", NARROW)) as visit:
            open_page(visit.page, "briefs/smallest/")
            _write_webp(visit, folder / "smallest.webp")


def _write_webp(visit: Visit, file: Path) -> None:
    session = visit.context.new_cdp_session(visit.page)  # Playwright itself writes no WebP
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": 88})
    file.write_bytes(b64decode(shot["data"]))


def main(for_readme: bool) -> None:
    """Take the pictures and print where they are."""
    folder = README if for_readme else SHOTS
    print("Building the site ...", flush=True)
    try:
        with chromium() as browser, tempfile.TemporaryDirectory() as temporary:
            if for_readme:
                take_readme(browser, folder)
            else:
                site = build(copy_example(Path(temporary) / "project"), Path(temporary))
                shutil.rmtree(folder, ignore_errors=True)  # pictures of kinds that no longer exist
                folder.mkdir()
                take_all(browser, site, folder)
    except (pytest.fail.Exception, pytest.skip.Exception) as missing:
        sys.exit(str(missing))  # no browser was found, as a test would be told
    print(f"The pictures are in {folder.relative_to(EXAMPLE)}/")


if __name__ == "__main__":
    main(for_readme="--readme" in sys.argv[1:])
