"""The whole way from files to a site, as one pure function."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePosixPath

from generator.diagnostics import Diagnostic, Rule, Severity, Span, did_you_mean, in_order
from generator.exports.evidence_manifest import manifest, verifier
from generator.exports.redirects import redirects
from generator.exports.robots import robots
from generator.incremental import BuildMemo, Inputs, NoMemo
from generator.load import decoder as decode
from generator.load import drafts
from generator.load import loader as load
from generator.model.content import DIGESTS, PAGES, PERMALINKS, Content
from generator.model.site import Asset, Page, Site
from generator.render import pages as render
from generator.resolve import evidence, records, sources
from generator.resolve import linker as links
from generator.resolve import resolver as resolve
from generator.rules import permalinks
from generator.rules import seed_digests as integrity
from generator.rules import structure as checks
from generator.rules import tradecraft as rigour
from generator.text import encoding, prose, yaml_reader

OUTPUT_COLLISION = Rule("output-collision", "No two files of the site have one address.")

_STAGES = (
    encoding,
    yaml_reader,
    decode,
    load,
    links,
    evidence,
    sources,
    records,
    checks,
    integrity,
    permalinks,
    rigour,
    render,
)
_CHECKS: tuple[checks.Check, ...] = (
    *checks.CHECKS,
    *integrity.CHECKS,
    *permalinks.CHECKS,
    *rigour.CHECKS,
)
RULES: tuple[Rule, ...] = (*(rule for stage in _STAGES for rule in stage.RULES), OUTPUT_COLLISION)
_AGAINST_LOCKING = {
    rule.id
    for rule in (
        integrity.SEED_CHANGED,
        integrity.SEED_GONE,
        permalinks.PERMALINK_GONE,
        permalinks.BAD_PERMALINK,
    )
}


@dataclass(frozen=True, slots=True)
class Options:
    """How to build: whether drafts are shown, and what only an editor should see; the day against which things are
    due (the newest brief's); the severity of rules, by id, where it is not their own (``None``: off); and the name and
    address of the site, where they are known.
    """

    drafts: bool = False
    for_editor: bool = False
    as_of: datetime.date | None = None
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    site_name: str = ""
    site_url: str = ""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """Pages and assets, what is wrong, and the site that they show, of which the search makes its index.

    With errors the pages are incomplete, and not for publishing.
    """

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    diagnostics: tuple[Diagnostic, ...]
    site: Site = field(default_factory=lambda: Site(as_of=datetime.date.min))

    def files(self) -> dict[str, bytes]:
        """Give pages and assets alike as bytes, by uri."""
        pages = {page.uri: page.data for page in self.pages}
        return pages | {asset.uri: asset.data for asset in self.assets}


def build_site(
    files: Mapping[str, bytes],
    options: Options = Options(),
    refused: Collection[str] = (),
    memory: BuildMemo | None = None,
) -> BuildResult:
    """Build the site from its files' contents, by path relative to the project.

    ``refused`` are the paths of files that were not read, for a reason that has been reported already. The result
    depends on these arguments alone; ``memory``, that of earlier builds, makes it quicker to get. Drafts are checked
    whether they are shown or not.
    """
    memory = memory or NoMemo()
    memory.begin()
    content, diagnostics = load.load(files, refused)
    whole, unresolved = resolve.resolve(content, as_of=options.as_of, memory=memory)
    found = [*drafts.downgrade_draft_todos(content, diagnostics, for_editor=options.for_editor), *unresolved]
    if not options.drafts:  # what shows drafts, as `mkdocs serve` does, is for writing and not for publishing
        found += permalinks.addresses_locked(content, whole)
    shown, site = content if options.drafts else drafts.published(content, diagnostics), whole
    if shown is not content:
        site, unresolved = resolve.resolve(shown, drafts.left_out(content), options.as_of, memory)
        found += [item for item in unresolved if item.rule == links.LINK_TO_DRAFT.id]  # the rest is known
    found += _findings(content, whole, site, memory)
    rules = [replace(rule, severity=options.severities.get(rule.id) or rule.severity) for rule in RULES]
    pages, failures = render.render(
        site,
        files,
        rules,
        site_name=options.site_name,
        site_url=options.site_url,
        for_editor=options.for_editor,
        memory=memory,
    )
    assets = [
        *render.assets(files),
        *redirects(site, options.site_url),
        *robots(options.site_url, files),
        manifest(site, content.seeds, memory),
        *verifier(files),
    ]
    found += [
        *failures,
        *_unreadable_pages(files),
        *_collisions(files, [*(page.uri for page in pages), *(asset.uri for asset in assets)]),
    ]
    return BuildResult(tuple(pages), tuple(assets), in_order(_as_set(found, options.severities)), site)


def clear_caches() -> None:
    """Let go of what is kept of this build for the next one, where none will follow."""
    load.clear_caches()
    prose.parse_prose.cache_clear()


def _findings(content: Content, site: Site, published: Site, memory: BuildMemo) -> Iterator[Diagnostic]:
    """Check all rules: those that ask about one brief brief by brief, from memory where nothing has changed.

    These see the statements of ``published`` as readers do: what only a draft corroborates is not confirmed.
    """
    for check in _CHECKS:
        yield from check(content, site)
    statements = site.statements if published is site else {**site.statements, **published.statements}
    inputs: Inputs = {
        "briefs": content.briefs,
        "sources": content.sources,
        "documents": content.documents,
        "statements": statements,
    }
    for slug in sorted(content.briefs):

        def of_brief(inputs: Inputs, slug: str = slug) -> list[Diagnostic]:
            own = {slug: inputs["briefs"][slug]}
            alone = replace(content, briefs=own, sources=inputs["sources"], documents=inputs["documents"])
            shown = replace(site, statements=inputs["statements"])
            return [item for check in rigour.BRIEF_CHECKS for item in check(alone, shown)]

        yield from memory.get_or_compute(("checks", slug), None, inputs, of_brief)


@dataclass(frozen=True, slots=True)
class Locks:
    """The two locks, by path; the addresses that they withdraw; and what speaks against writing them."""

    files: dict[str, bytes]
    withdrawn: tuple[str, ...]
    blockers: tuple[Diagnostic, ...]


def lock_site(files: Mapping[str, bytes], refused: Collection[str] = (), *, accept: bool = False) -> Locks:
    """Write down the digests of the seeds and every address of the site, as they are now.

    What was locked and has changed or vanished speaks against that, unless ``accept`` takes it as it is now.
    """
    content, _ = load.load(files, refused)
    addresses, withdrawn = permalinks.lock(content)
    locks = {DIGESTS: integrity.lock(files), PERMALINKS: addresses}
    if accept:
        return Locks(locks, withdrawn, ())
    site, _ = resolve.resolve(content)
    found = [*integrity.seeds_unchanged(content, site), *permalinks.addresses_last(content, site)]
    return Locks(locks, withdrawn, in_order(item for item in found if item.rule in _AGAINST_LOCKING))


def is_configurable(rule: Rule) -> bool:
    """Say whether a site may set the severity of a rule: of warnings and of the rules of the craft, not of the rest."""
    return rule.severity is Severity.WARNING or rule in rigour.RULES


def parse_severities(written: Mapping[str, object]) -> dict[str, Severity | None]:
    """Read what a site says about rules: ``{"vague-likelihood": "off"}``; error, warning or off.

    Raises ValueError with a sentence for a rule that does not exist or cannot be set, or another word.
    """
    rules = {rule.id: rule for rule in RULES}
    out: dict[str, Severity | None] = {}
    for name, word in written.items():
        if name not in rules:
            raise ValueError(f"rules: there is no rule `{name}`. {did_you_mean(name, rules)}".strip())
        if not is_configurable(rules[name]):
            raise ValueError(f"rules: `{name}` cannot be set: without it, statements could not be traced")
        if word is not False and word not in ("error", "warning", "off"):
            raise ValueError(f"rules: `{name}` can be error, warning or off, not {word!r}")
        out[name] = None if word in ("off", False) else Severity(str(word))  # YAML 1.1 takes off for False
    return out


def _as_set(found: Iterable[Diagnostic], severities: Mapping[str, Severity | None]) -> Iterator[Diagnostic]:
    for diagnostic in found:
        severity = severities.get(diagnostic.rule, diagnostic.severity)
        if severity:
            yield replace(diagnostic, severity=severity)


def _unreadable_pages(files: Mapping[str, bytes]) -> list[Diagnostic]:
    """Decode the hand-written pages. They are MkDocs's to read, but it stops at one that it cannot decode."""
    ours = (path for path in sorted(files) if path.startswith(PAGES) and path.endswith(".md"))
    return [text for path in ours if isinstance(text := encoding.decode_text(path, files[path]), Diagnostic)]


def _collisions(files: Mapping[str, bytes], made: Iterable[str]) -> list[Diagnostic]:
    """Compare the addresses of generated pages and assets with each other and with those of hand-written files."""
    by_hand = {_address(path.removeprefix(PAGES)): path for path in sorted(files) if path.startswith(PAGES)}
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


@lru_cache(maxsize=1 << 17)
def _address(uri: str) -> str:
    """Say where MkDocs puts a file, as file systems see it that ignore case and normal form."""
    path = PurePosixPath(unicodedata.normalize("NFKC", uri).casefold())
    if path.suffix == ".md":
        folder = path.parent if path.stem in ("index", "readme") else path.with_suffix("")
        path = folder / "index.html"
    return str(path)
