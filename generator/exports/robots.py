"""``robots.txt``, which tells crawlers where the sitemap is."""

from __future__ import annotations

from collections.abc import Mapping

from generator.model.content import PAGES
from generator.model.site import Asset

_FILE = "robots.txt"


def robots(site_url: str, files: Mapping[str, bytes]) -> list[Asset]:
    """Build ``robots.txt`` if the site's URL is known and ``files`` has no hand-written one.

    Crawlers only fetch it from the root of a host, so it has no effect on a site below a path.
    """
    if not site_url or f"{PAGES}{_FILE}" in files:
        return []
    text = f"User-agent: *\nDisallow:\n\nSitemap: {site_url.rstrip('/')}/sitemap.xml\n"
    return [Asset(_FILE, text.encode("utf-8"))]
