"""What the site tells the programs that crawl it: where its map is."""

from __future__ import annotations

from collections.abc import Mapping

from generator.model.content import PAGES
from generator.model.site import Asset

_FILE = "robots.txt"


def robots(site_url: str, files: Mapping[str, bytes]) -> list[Asset]:
    """Make ``robots.txt``, if the address of the site is known and there is none by hand among ``files``.

    Crawlers ask for it at the root of a host only, so it has no effect on a site that lies under a path.
    """
    if not site_url or f"{PAGES}{_FILE}" in files:
        return []
    text = f"User-agent: *\nDisallow:\n\nSitemap: {site_url.rstrip('/')}/sitemap.xml\n"
    return [Asset(_FILE, text.encode("utf-8"))]
