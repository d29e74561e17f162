"""Redirects: a small page at each alias of a brief that leads to the brief.

``assets/redirect.js`` keeps the query and fragment, because an old link to a claim (``/briefs/old/#claim``) must open
at the claim. Browsers without JavaScript follow a refresh to the brief.
"""

from __future__ import annotations

import html
from urllib.parse import urljoin

from generator.model.site import Asset, Site
from generator.translation import _, current_language, fill

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="{canonical}">
<script src="../../assets/redirect.js" data-to="../{slug}/"></script>
<noscript><meta http-equiv="refresh" content="0; url=../{slug}/"></noscript>
</head>
<body>
<main>
<h1>{moved}</h1>
<p>{now}</p>
</main>
</body>
</html>
"""


def redirects(site: Site, site_url: str = "") -> list[Asset]:
    """Build the redirect pages; each leads straight to the brief, however often it was renamed.

    Links are relative, so they work wherever the site is hosted. ``site_url``, if known, makes the canonical URL for
    search engines.
    """
    owners = {
        alias: slug for slug, brief in sorted(site.briefs.items(), reverse=True) for alias in brief.aliases
    }
    return [
        Asset(f"briefs/{alias}/index.html", _page(slug, site.briefs[slug].target.label, site_url))
        for alias, slug in sorted(owners.items())
        if alias not in site.briefs  # an alias that is also a slug is reported elsewhere
    ]


def _page(slug: str, title: str, site_url: str) -> bytes:
    base = f"{site_url.rstrip('/')}/" if site_url else ""
    canonical = urljoin(base, f"briefs/{slug}/") if base else f"../{slug}/"
    language = current_language()
    link = f'<a href="../{slug}/">{html.escape(title)}</a>'
    page = _PAGE.format(
        language=language.tag,
        title=html.escape(title),
        slug=slug,
        canonical=html.escape(canonical),
        moved=html.escape(_("This brief has moved")),
        now=fill(language.messages.gettext("It is now at {link}"), {"link": link}, html.escape, str),
    )
    return page.encode("utf-8")
