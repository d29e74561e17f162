"""Imports articles, one after the other, into a project: from files, URLs, and references with attached files."""

from __future__ import annotations

import datetime
from pathlib import Path, PurePosixPath

from generator.ingest.article import MAX_ORIGINAL_BYTES, Article, ArticleError, Received
from generator.ingest.download import fetch, is_url
from generator.ingest.draft import ImportPlan, plan_import
from generator.ingest.readers.any_file import is_readable, read_article
from generator.ingest.references.attachments import existing_files
from generator.ingest.references.reference import Reference, described
from generator.load.loader import load
from generator.model.content import Content, is_seed
from generator.project.atomic_write import sole_writer, write_all
from generator.project.files import FileStatCache, find_copy, read_files


class Importer:
    """Imports one article after the other into the project at ``root``.

    ``allow_private`` also fetches URLs in private networks; ``fetch_references`` fetches the URLs of references
    without an attached file; ``with_drafts`` also writes a draft brief for each article.
    """

    def __init__(
        self,
        root: Path,
        *,
        allow_private: bool = False,
        fetch_references: bool = False,
        with_drafts: bool = True,
    ) -> None:
        self._root, self._allow_private, self._fetch_references = root, allow_private, fetch_references
        self._with_drafts = with_drafts
        self._cache = FileStatCache()

    def add(self, location: str) -> tuple[Article, ImportPlan]:
        """Read or fetch the article at ``location``, a path or URL, and write its files.

        Raises ArticleError, FetchError, ProjectError or OSError; then nothing is written.
        """
        if "://" in location and not is_url(location):
            raise ArticleError(
                "is not a URL that can be fetched; write one that begins with http:// or https://"
            )
        if is_url(location):
            return self._write(self._fetch(location), location)
        name = Path(location).name
        return self._write(read_article(read_bytes(Path(location)), Received(name)), name)

    def add_reference(self, reference: Reference, export: Path) -> tuple[Article | None, ImportPlan]:
        """Import the article of a reference in the file ``export``; there is none if its URL was imported before.

        The article is the attached file, or else the seed named like the reference, or else the page at its URL.
        Raises what ``add`` raises.
        """
        article = self._attached(reference, export.parent) or self._seed_of(reference)
        if article is None and self._fetch_references and is_url(reference.url):
            _, content = self._load()
            if known := [name for name, source in content.sources.items() if source.url == reference.url]:
                return None, ImportPlan(known[0], "", notes=(f"{known[0]} has the same URL",))
            article = self._fetch(reference.url)
        if article is None:
            lost = f" that exists ({', '.join(reference.files[:3])})" if reference.files else ""
            advice = f"; add --fetch to fetch {reference.url}" if is_url(reference.url) else ""
            raise ArticleError(
                f"has no attached file{lost}, and seeds/ no article named {reference.key}{advice}"
            )
        return self._write(described(article, reference, export.name), f"{export.name}#{reference.key}")

    def _attached(self, reference: Reference, folder: Path) -> Article | None:
        """Return the article of the first attached file that can be read, if there is one. Raises ArticleError."""
        files = [file for file in existing_files(reference.files, folder) if is_readable(file.name)]
        problems: list[str] = []
        for file in files:
            try:
                return read_article(read_bytes(file), Received(file.name))
            except (ArticleError, OSError) as error:
                problems.append(f"{file.name}: {error}")
        if problems:
            raise ArticleError("; ".join(problems))
        return None

    def _seed_of(self, reference: Reference) -> Article | None:
        files, _ = self._load()
        path = next(
            (path for path in files if is_seed(path) and PurePosixPath(path).stem == reference.key), None
        )
        return read_article(files[path], Received(PurePosixPath(path).name)) if path else None

    def _fetch(self, url: str) -> Article:
        page = fetch(url, allow_private=self._allow_private)
        return read_article(page.data, Received(url, page.url, page.media_type, page.charset))

    def _load(self) -> tuple[dict[str, bytes], Content]:
        # Read again for each article: the one before may have added this one's publisher.
        files, unread = read_files(self._root, self._cache)
        return files, load(files, {diagnostic.span.path for diagnostic in unread})[0]

    def _write(self, article: Article, name: str) -> tuple[Article, ImportPlan]:
        with sole_writer(self._root):
            files, content = self._load()
            seeds = self._root / "seeds"
            existing_names = [f"seeds/{file.name}" for file in seeds.iterdir()] if seeds.is_dir() else []
            same_original = find_copy(seeds, article.original.data) if article.original else ""
            plan = plan_import(
                article,
                name,
                files,
                content,
                datetime.date.today(),
                existing_names,
                f"seeds/{same_original}" if same_original else "",
                with_draft=self._with_drafts,
            )
            write_all(self._root, plan.created, plan.appended)
        return article, plan


def read_bytes(file: Path) -> bytes:
    """Return the content of a file to import. Raises ArticleError if it is none or too large, and OSError."""
    if file.exists() and not file.is_file():
        raise ArticleError(f"is {'a folder that cannot be read' if file.is_dir() else 'not a regular file'}")
    if (size := file.stat().st_size) > MAX_ORIGINAL_BYTES:
        raise ArticleError(f"has {size:,} bytes; the limit is {MAX_ORIGINAL_BYTES:,}")
    return file.read_bytes()
