"""Writes the source record of an imported article: what it states as values, what was guessed in comments."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from hashlib import sha256

from generator.ingest.article import Article, Original
from generator.model.content import Content
from generator.text.yaml.writer import comment, prose, scalar

_MAX_IDS_IN_COMMENT = 12


def source_record(
    article: Article, name: str, display_name: str, publisher: str, content: Content, today: datetime.date
) -> str:
    """Return the YAML of a source record: unknown fields are left out, or ``TODO`` if they are required.

    ``name`` is that of the seed; ``display_name`` is the file name or URL by which the user knows the article.
    """
    lines = [comment(f"Source record for {display_name}. `seedbrief schema` describes every field.")]
    lines.append(f"title: {scalar(article.title.value) if article.title else 'TODO'}\n")
    if not publisher:
        ids = listed(content.publishers)
        lines.append(
            comment(f"An id from content/publishers.yml{ids}. A new publisher there needs only a `label`.")
        )
    lines.append(f"publisher: {publisher or 'TODO'}\n")
    lines += ["authors:\n"] if article.authors else []
    lines += [f"  - {scalar(author.value)}\n" for author in article.authors]
    lines += [f"url: {scalar(article.url.value)}\n"] if article.url else []
    lines += [f"archived:\n  url: {scalar(article.archived.value)}\n"] if article.archived else []
    lines += [f"  date: {article.archived_on.value}\n"] if article.archived_on else []
    if article.published:
        basis = f"The page's metadata give this date ({article.published.origin})."
        lines.append(f"published: {article.published.value}\npublished_basis: {prose(basis, 2)}\n")
    elif guessed := next((item for item in article.proposals if item.field == "published"), None):
        lines.append(f"# published: {guessed.value}  # {guessed.reason}; check that this is the right date\n")
    else:
        lines.append("# published: YYYY-MM-DD\n")
    lines.append(f"accessed: {article.accessed.value or today.isoformat()}\n")
    lines.append(f"language: {article.language.value}\n" if article.language else "# language: en\n")
    if article.is_encoding_guessed:
        what = "This encoding" if article.original is None else "The encoding of the saved page"
        lines.append(
            comment(
                f"{what} was guessed from the bytes: check that the source's page shows the right letters."
            )
        )
    lines += [f"encoding: {scalar(article.encoding)}\n"] if article.encoding != "utf-8" else []
    lines += [original_record(article.original, name, article.extractor, today)] if article.original else []
    return "".join(lines)


def original_record(original: Original, name: str, extractor: str, today: datetime.date) -> str:
    """Return the field ``original`` of the source record of the seed ``name``, as YAML."""
    fields = {
        "file": f"{name}{original.extension}",
        "sha256": sha256(original.data).hexdigest(),
        "media_type": original.media_type,
        "received": today.isoformat(),
        "extracted_by": extractor,
    }
    written = (
        f"  {key}: {scalar(value) if key != 'received' else value}\n"
        for key, value in fields.items()
        if value
    )
    return "original:\n" + "".join(written)


def listed(ids: Collection[str]) -> str:
    """Return the first ids for a comment: ``: a, b, ...``."""
    more = ", ..." if len(ids) > _MAX_IDS_IN_COMMENT else ""
    return f": {', '.join(sorted(ids)[:_MAX_IDS_IN_COMMENT])}{more}" if ids else ""
