"""Former addresses: a small page at each alias of a brief that leads to where the brief is now."""

from __future__ import annotations

import html

from generator.site import Asset, Site

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=../{slug}/">
<link rel="canonical" href="../{slug}/">
<p>This brief has moved: <a href="../{slug}/">{title}</a></p>
</html>
"""


def redirects(site: Site) -> list[Asset]:
    """Make the redirecting pages, as HTML that needs no script."""
    owners = {
        alias: slug for slug, brief in sorted(site.briefs.items(), reverse=True) for alias in brief.aliases
    }
    return [
        Asset(
            f"briefs/{alias}/index.html",
            _PAGE.format(title=html.escape(site.briefs[slug].target.label), slug=slug).encode(),
        )
        for alias, slug in sorted(owners.items())
        if alias not in site.briefs  # one that is taken is reported as such
    ]
