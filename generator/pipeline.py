"""The whole way from files to a site, as one pure function."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from generator import checks, decode, encoding, evidence, links, load, render, resolve, sources, yaml_reader
from generator.diagnostics import Diagnostic, Rule, Span, in_order
from generator.redirects import redirects
from generator.site import Asset, Page

OUTPUT_COLLISION = Rule("output-collision", "No two files of the site have one address.")

_STAGES = (encoding, yaml_reader, decode, load, links, evidence, sources, resolve, checks, render)
RULES: tuple[Rule, ...] = (*(rule for stage in _STAGES for rule in stage.RULES), OUTPUT_COLLISION)


@dataclass(frozen=True, slots=True)
class Options:
    """How to build: whether drafts are shown, and the day against which things are due (the newest brief's)."""

    drafts: bool = False
    as_of: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class BuildResult:
    """Pages and assets, and what is wrong. With errors the pages are incomplete, and not for publishing."""

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    diagnostics: tuple[Diagnostic, ...]

    def files(self) -> dict[str, bytes]:
        """Give pages and assets alike as bytes, by uri."""
        pages = {page.uri: page.markdown.encode("utf-8") for page in self.pages}
        return pages | {asset.uri: asset.data for asset in self.assets}


def build_site(files: Mapping[str, bytes], options: Options = Options()) -> BuildResult:
    """Build the site from its files' contents, by path relative to the project.

    The result depends on the arguments alone. Drafts are checked whether they are shown or not.
    """
    content, diagnostics = load.load(files)
    found = [*diagnostics, *(item for check in checks.CHECKS for item in check(content))]
    drafts = frozenset(slug for slug, brief in content.briefs.items() if brief.status == "draft")
    site, unresolved = resolve.resolve(content, as_of=options.as_of)
    found += unresolved
    if drafts and not options.drafts:
        published = {slug: brief for slug, brief in content.briefs.items() if slug not in drafts}
        site, unresolved = resolve.resolve(replace(content, briefs=published), drafts, options.as_of)
        found += unresolved
    pages, failures = render.render(site, files)
    assets = [*render.assets(files), *redirects(site)]
    found += [
        *failures,
        *_unreadable_pages(files),
        *_collisions(files, [*(page.uri for page in pages), *(asset.uri for asset in assets)]),
    ]
    return BuildResult(tuple(pages), tuple(assets), in_order(found))


def _unreadable_pages(files: Mapping[str, bytes]) -> list[Diagnostic]:
    """Decode the hand-written pages. They are MkDocs's to read, but it stops at one that it cannot decode."""
    ours = (path for path in sorted(files) if path.startswith(load.PAGES) and path.endswith(".md"))
    return [text for path in ours if isinstance(text := encoding.decode_text(path, files[path]), Diagnostic)]


def _collisions(files: Mapping[str, bytes], made: Iterable[str]) -> list[Diagnostic]:
    """Compare addresses as file systems do that ignore case and normal form."""
    by_hand = {
        _address(path.removeprefix(load.PAGES)): path for path in sorted(files) if path.startswith(load.PAGES)
    }
    seen: dict[str, str] = {}
    found = []
    for uri in made:
        address = _address(uri)
        if address in by_hand:
            message = f"this page has the address of the generated {uri}"
            found.append(OUTPUT_COLLISION.at(Span(by_hand[address]), message, "give it another file name"))
        elif address in seen:
            message = f"{uri} and {seen[address]} have one address"
            found.append(OUTPUT_COLLISION.at(Span(uri), message, "rename one of them"))
        seen.setdefault(address, uri)
    return found


def _address(uri: str) -> str:
    return unicodedata.normalize("NFKC", uri).casefold()
