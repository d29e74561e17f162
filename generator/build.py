"""The pipeline from files to a site, as one pure function: load, resolve, check, render, export."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from generator.diagnostics import Diagnostic, Rule, Severity, has_errors, in_order
from generator.exports.citations import citations
from generator.exports.data.files import data_files
from generator.exports.data.vocabulary import vocabulary
from generator.exports.evidence_manifest import manifest
from generator.exports.feeds import NO_FEEDS, feeds
from generator.exports.redirects import redirects
from generator.exports.robots import robots
from generator.exports.verifier import verifier
from generator.history.brief_history import NO_PAST, Past, brief_histories
from generator.history.shown_history import shown_histories
from generator.incremental import BuildMemo, NoMemo
from generator.load import loader
from generator.load.drafts import downgrade_draft_todos, hidden_records
from generator.model.content import DIGESTS, PERMALINKS, SEEDS, Content
from generator.model.site import (
    UNNAMED,
    Asset,
    Page,
    Publication,
    Site,
    SiteAuthor,
    SiteBrief,
    SiteFile,
    SitePublisher,
)
from generator.render.pages import Rendering, Subject, assets, render_some
from generator.resolve.resolver import resolve
from generator.resolve.targets import SHARED_PAGES
from generator.rules import RULES, check_brief, check_content, original_digests, permalinks, seed_digests
from generator.rules.site_files import check_site_files
from generator.rules.structure import impossible_dates
from generator.text.prose import parse_prose
from generator.translation import use_language

_BLOCKING = {
    rule.id
    for rule in (
        seed_digests.SEED_CHANGED,
        seed_digests.SEED_GONE,
        original_digests.ORIGINAL_CHANGED,
        original_digests.ORIGINAL_GONE,
        permalinks.PERMALINK_GONE,
        permalinks.BAD_PERMALINK,
    )
}
"""Rules that must not be broken when ``lock_site`` writes the lock files."""


_LAST_BUILD = "files and site of the last build"
_FIRST = 10  # so many pages are made before the rest, which takes a tenth of a second

_OFF = dict[str, Severity | None].fromkeys(rule.id for rule in RULES if rule.is_optional)
"""The severity of the rules that a site has to turn on: none."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to build a site.

    ``drafts`` shows drafts; ``for_editor`` shows what only an editor should see. ``as_of`` is the day against which
    forecasts are due (default: the date of the newest brief), ``today`` the day after which the date of a brief is in
    the future (default: none is). ``severities`` replaces that of rules, by id; None turns
    a rule off. ``standalone`` makes a style sheet that needs no theme, for layouts other than Material's.
    """

    drafts: bool = False
    for_editor: bool = False
    as_of: datetime.date | None = None
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    publication: Publication = UNNAMED
    today: datetime.date | None = None
    standalone: bool = False


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The pages and assets of a site, what is wrong with it, and the ``Site`` and ``Publication`` that they show.

    With errors, the pages are incomplete and not for publishing. ``notices`` are sentences on what is left out of the
    site, for who builds it; they are no problems of the content.
    """

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    diagnostics: tuple[Diagnostic, ...]
    site: Site = field(default_factory=lambda: Site(as_of=datetime.date.min))
    notices: tuple[str, ...] = ()
    publication: Publication = UNNAMED

    def files(self, hand_written: Mapping[str, bytes] = {}) -> Mapping[str, bytes]:
        """Return the bytes of pages and assets, by URI, with hand-written pages, which those replace.

        What is on disk is read each time that it is looked up.
        """
        files = {uri: SiteFile(uri, data) for uri, data in hand_written.items()}
        return _Files(files | {file.uri: file for file in (*self.pages, *self.assets)})


class _Files(Mapping[str, bytes]):
    """Bytes of files, by URI."""

    def __init__(self, files: Mapping[str, SiteFile]) -> None:
        self._files = files

    def __getitem__(self, uri: str) -> bytes:
        return self._files[uri].data

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def build_site(
    files: Mapping[str, bytes],
    options: Options = Options(),
    unreadable_paths: Collection[str] = (),
    memo: BuildMemo | None = None,
    past: Past = NO_PAST,
    originals: Mapping[str, str] = {},
    show_first: Callable[[Sequence[Page]], object] | None = None,
) -> BuildResult:
    """Build a site from the contents of its files, by path relative to the project.

    ``unreadable_paths`` are files that could not be read, which has been reported already. Drafts are checked whether
    they are shown or not. ``past`` has earlier versions of the briefs, for their history. ``originals`` maps the paths
    of originals to their SHA-256. The result depends on these
    arguments alone; ``memo``, that of earlier builds, only makes it faster. ``show_first`` is called early with the
    pages of what was edited since the last build, unless there are many of them, or errors.
    """
    with use_language(options.publication.language) as language:
        memo = memo or NoMemo()
        memo.begin(language.tag)
        result = _build_site(files, options, unreadable_paths, memo, past, originals, show_first)
    if language.untranslated:
        missing = f"{language.untranslated:,} of {language.total:,} messages"
        notice = f"{missing} on the pages are not translated to {language.tag}, and stay in English"
        result = replace(result, notices=(*result.notices, notice))
    return result


def _build_site(
    files: Mapping[str, bytes],
    options: Options,
    unreadable_paths: Collection[str],
    memo: BuildMemo,
    past: Past,
    originals: Mapping[str, str],
    show_first: Callable[[Sequence[Page]], object] | None,
) -> BuildResult:
    spool = memo.spool

    def to_disk(files: Iterable[Asset]) -> list[Asset]:
        return [Asset(file.uri, spool.add(file.data)) for file in files]

    content, loading = loader.load(files, unreadable_paths, originals)
    is_only_build = isinstance(memo, NoMemo)
    if is_only_build:
        loader.clear_caches()
    publication = options.publication
    written = publication.content_language or publication.language
    content = replace(
        content, language=written, interface=publication.language, for_editor=options.for_editor
    )
    diagnostics = list(downgrade_draft_todos(content, loading, for_editor=options.for_editor))
    hidden = frozenset() if options.drafts else hidden_records(content, loading)
    site, resolving, statements = resolve(content, hidden, options.as_of, memo)
    diagnostics += resolving
    diagnostics += impossible_dates(content, options.today)
    severities = {**_OFF, **options.severities}
    off = frozenset(rule for rule, severity in severities.items() if severity is None)
    published_briefs = (slug for slug, brief in site.briefs.items() if not brief.is_draft)
    histories = shown_histories(site, brief_histories(content, published_briefs, past, memo), memo)
    if show_first and (edited := _find_edited(files, content, site, memo)):
        briefs = [item.target.id for item in edited if isinstance(item, SiteBrief)]
        checked = [item for slug in briefs for item in check_brief(content, statements, memo, slug, off)]
        if not has_errors(_with_severities([*diagnostics, *checked], severities)):
            pages = render_some(site, edited, histories, memo)
            show_first([*_with_sources(pages, content, edited)])
    memo.keep(_LAST_BUILD, (files, site))
    data, tables = data_files(site, publication, memo)
    data = to_disk(data)
    rendering = Rendering(
        site,
        files,
        list(_rules_in_force(severities)),
        tables,
        histories,
        publication=publication,
        for_editor=options.for_editor,
        memo=memo,
    )
    with closing(rendering):  # what follows is done here while other processes render pages
        diagnostics += check_content(
            content, statements, memo, off, publishing=not options.drafts, each=rendering.renewing
        )
        if is_only_build:
            rendering.renew()
            clear_caches()
        rendering.renew()
        shipped, wrong = assets(files, publication, standalone=options.standalone)
        diagnostics += wrong
        published = [
            *shipped,
            *redirects(site, publication.url),
            *robots(publication.url, files),
            *data,
            *vocabulary(site, publication),
            *to_disk(feeds(site, publication, histories, memo)),
        ]
        rendering.renew()
        published += [
            *to_disk([manifest(site, content.seeds, memo, each=rendering.renewing)]),
            *verifier(files),
        ]
        rendering.renew()
        published += to_disk(citations(site, publication, memo, each=rendering.renewing))
        rendering.renew()
        pages, failures = rendering.finish()
    diagnostics += failures
    diagnostics += check_site_files(files, [page.uri for page in pages] + [asset.uri for asset in published])
    diagnostics = list(_with_severities(diagnostics, severities))
    notices = () if publication.url else (NO_FEEDS,)
    groups = (site.briefs, site.topics, site.entities, site.sources, site.publishers, site.authors)
    records = (record for group in groups for record in group.values())
    sourced = tuple(_with_sources(pages, content, records))
    return BuildResult(sourced, tuple(published), in_order(diagnostics), site, notices, publication)


def _find_edited(files: Mapping[str, bytes], content: Content, site: Site, memo: BuildMemo) -> list[Subject]:
    """Return what has changed with the files that were edited since the last build, if that is at most ``_FIRST``.

    Return nothing if more may have changed: if something was added or removed, or a template was edited.
    """
    last_build = memo.last(_LAST_BUILD)
    if last_build is None:
        return []
    last_files, last_site = last_build
    paths = {path for path, data in files.items() if last_files.get(path) != data}
    if files.keys() != last_files.keys() or not all(path.startswith(("content/", SEEDS)) for path in paths):
        return []
    edited: list[Subject] = []
    for group in ("briefs", "sources", "entities", "topics"):
        records, last = getattr(site, group), getattr(last_site, group)
        if records.keys() != last.keys():
            return []
        changed = (record for name, record in records.items() if record is not last[name])
        edited += (it for it in changed if content.path(it.target.kind, it.target.id) in paths)
    return edited if len(edited) <= _FIRST else []


def _with_sources(
    pages: Iterable[Page], content: Content, records: Iterable[Subject | SitePublisher | SiteAuthor]
) -> Iterator[Page]:
    """Yield each page with the file of the record that it shows, or with ``content`` if it shows several."""
    targets = (record.target for record in records)
    paths = {target.uri: content.path(target.kind, target.id) for target in targets}
    for shared in SHARED_PAGES.values():
        paths.pop(shared, None)
    for page in pages:
        source = paths.get(page.uri)
        if source is None:  # what is below the page of a record, briefs/a/history.md, belongs to it
            above = (f"{folder}.md" for folder in PurePosixPath(page.uri).parents)
            source = next((paths[uri] for uri in above if uri in paths), "content")
        yield Page(page.uri, page.stored, source)


def clear_caches() -> None:
    """Free what is kept for the next build in this process, when there will be none."""
    loader.clear_caches()
    parse_prose.cache_clear()


@dataclass(frozen=True, slots=True)
class Locks:
    """The lock files, by path; the URLs that writing them retires; and the errors that forbid writing them."""

    files: dict[str, bytes]
    withdrawn: tuple[str, ...]
    blockers: tuple[Diagnostic, ...]


def lock_site(
    files: Mapping[str, bytes],
    unreadable_paths: Collection[str] = (),
    originals: Mapping[str, str] = {},
    *,
    accept: bool = False,
) -> Locks:
    """Return lock files with the checksums of all seeds and originals and every URL of the site, as they are now.

    A recorded file in seeds/ that has changed, and a recorded URL that is gone, are blockers, unless ``accept`` accepts
    them.
    """
    content, _ = loader.load(files, unreadable_paths, originals)
    urls, withdrawn = permalinks.lock(content)
    locks = {DIGESTS: seed_digests.lock(files, content.originals), PERMALINKS: urls}
    if accept:
        return Locks(locks, withdrawn, ())
    statements = resolve(content).statements
    diagnostics = [
        *seed_digests.seeds_unchanged(content, statements),
        *original_digests.originals_unchanged(content, statements),
        *permalinks.permalinks_kept(content, statements),
    ]
    return Locks(locks, withdrawn, in_order(item for item in diagnostics if item.rule in _BLOCKING))


def _rules_in_force(severities: Mapping[str, Severity | None]) -> Iterator[Rule]:
    """Yield the rules that are not off, each with its severity on this site."""
    for rule in RULES:
        if severity := severities.get(rule.id, rule.severity):
            yield replace(rule, severity=severity)


def _with_severities(
    diagnostics: Iterable[Diagnostic], severities: Mapping[str, Severity | None]
) -> Iterator[Diagnostic]:
    for diagnostic in diagnostics:
        if severity := severities.get(diagnostic.rule, diagnostic.severity):
            yield replace(diagnostic, severity=severity)
