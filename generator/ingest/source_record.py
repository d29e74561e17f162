"""Writes the source record of an imported article: what it states as values, what was guessed in comments."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from hashlib import sha256

from generator.ingest.article import Article, Fact, Original, Proposal
from generator.model.content import Content
from generator.text.yaml.writer import comment, comment_after, flow_list, prose, scalar

_MAX_IDS_IN_COMMENT = 12


def source_record(
    article: Article,
    display_name: str,
    publisher: Fact,
    content: Content,
    today: datetime.date,
    original_file: str = "",
) -> str:
    """Return the YAML of a source record: unknown fields are left out, or ``TODO`` if they are required.

    ``display_name`` is the file name or URL by which the user knows the article; ``original_file`` is the name of its
    original in seeds/, empty if that is not there.
    """
    lines = [comment(f"Source record for {display_name}. `seedbrief schema` describes every field.")]
    lines.append(_field("title", article.title, article))
    if not publisher:
        ids = listed(content.publishers)
        lines.append(
            comment(f"An id from content/publishers.yml{ids}. A new publisher there needs only a `label`.")
        )
    lines.append(_field("publisher", publisher, article))
    lines += ["authors:\n"] if article.authors else _commented_out("authors", article)
    lines += [f"  - {_value(author)}\n" for author in article.authors]
    lines += [_field("url", article.url, article)] if article.url else _commented_out("url", article)
    lines += [f"archived:\n  url: {_value(article.archived)}\n"] if article.archived else []
    lines += [f"  date: {article.archived_on.value}\n"] if article.archived_on else []
    if article.published:
        lines.append(f"published: {_date(article.published.value)}\n")
        lines.append(f"published_basis: {prose(_date_basis(article), 2)}\n")
    else:
        lines += _commented_out("published", article) or ["# published: YYYY-MM-DD\n"]
    saved = comment_after(article.accessed.origin if article.accessed else "the day of the import")
    lines.append(f"accessed: {article.accessed.value or today.isoformat()}{saved}\n")
    lines.append(_field("language", article.language, article))
    if article.is_encoding_guessed:
        what = "This encoding" if article.original is None else "The encoding of the saved page"
        lines.append(
            comment(
                f"{what} was guessed from the bytes: check that the source's page shows the right letters."
            )
        )
    lines += ["notes:\n"] if article.notes else []
    lines += [f"  - {prose(note, 4)}\n" for note in article.notes]
    lines += [f"encoding: {scalar(article.encoding)}\n"] if article.encoding != "utf-8" else []
    if article.original and original_file:
        lines.append(_original(article.original, original_file, article.extractor, today))
    return "".join(lines)


def _date(edtf: str) -> str:
    """Return a date as YAML: in ours it needs no quotation marks, unless it begins with one of the signs of EDTF."""
    return edtf if edtf[0].isdigit() else scalar(edtf)


def _date_basis(article: Article) -> str:
    """Return the sentence that says where the date of publication is from."""
    origin = article.published.origin
    if origin == article.reference:
        return f"The references in {origin} give this date."
    is_page = article.original is not None and article.original.extension == ".html"
    return f"{'The page' if is_page else 'The file'}'s metadata give this date ({origin})."


def _field(name: str, fact: Fact, article: Article) -> str:
    """Return a field with its origin in a comment; if nothing states it, ``TODO`` with what is proposed for it."""
    if fact:
        return f"{name}: {_value(fact)}\n"
    guesses = " or ".join(
        f'perhaps "{item.value}" ({item.reason})' if item.value else item.reason
        for item in _proposals(name, article)
    )
    return f"{name}: TODO{comment_after(guesses) if guesses else ''}\n"


def _value(fact: Fact) -> str:
    return scalar(fact.value) + (comment_after(fact.origin) if fact.origin else "")


def _commented_out(name: str, article: Article) -> list[str]:
    """Return a line for each proposal for a field that may be left out."""
    return [
        f"# {name}: {flow_list([item.value]) if name == 'authors' else item.value}"
        f"{comment_after(f'TODO: {item.reason}; check this')}\n"
        for item in _proposals(name, article)
    ]


def _proposals(name: str, article: Article) -> list[Proposal]:
    return [item for item in article.proposals if item.field == name]


def _original(original: Original, file: str, extractor: str, today: datetime.date) -> str:
    fields = {
        "file": file,
        "sha256": sha256(original.data).hexdigest(),
        "media_type": original.media_type,
        "received": today.isoformat(),
        "extracted_by": extractor,
    }
    lines = [
        f"  {key}: {value if key == 'received' else scalar(value)}\n"
        for key, value in fields.items()
        if value
    ]
    return "".join(["original:\n", *lines])


def listed(ids: Collection[str]) -> str:
    """Return the first ids for a comment: ``: a, b, ...``."""
    more = ", ..." if len(ids) > _MAX_IDS_IN_COMMENT else ""
    return f": {', '.join(sorted(ids)[:_MAX_IDS_IN_COMMENT])}{more}" if ids else ""
