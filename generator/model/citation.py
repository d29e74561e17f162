"""A citation of a brief or of an article, as one record that ``citations.py`` writes in every format."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.model.content import Author, Source
from generator.model.site import Publication, Site, SiteBrief, SiteSource
from generator.model.urls import built_path
from generator.text.edtf import SINGLE, EdtfDate, parse_edtf
from generator.translation import _, day_words


@dataclass(frozen=True, slots=True)
class Name:
    """An author: family and given name if it is known which is which, otherwise only the whole name."""

    whole: str
    family: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class CitedDate:
    """A date, as far as citation formats can say it: from one day, month, season or year to another.

    ``start`` and ``end`` are year, month and day, as many as are known. ``start`` is empty if not even the year is,
    and ``end`` unless the date is an interval. ``is_complete`` tells whether they say all that ``edtf`` does, apart
    from ``circa``: that the date is approximate or uncertain.
    """

    edtf: EdtfDate
    start: tuple[int, ...] = ()
    end: tuple[int, ...] = ()
    season: int = 0  # of the year in ``start``: 1 (spring) to 4
    is_complete: bool = True

    @property
    def circa(self) -> bool:
        """Whether the date is approximate or uncertain."""
        return self.edtf.approximate or self.edtf.uncertain


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What citations say of a brief (a report) or an article. Texts are plain, on one line, and empty if not known."""

    key: str  # unique on the site: the slug of a brief, the name of an article's file
    is_brief: bool
    title: str
    authors: tuple[Name, ...]
    container: str  # the site, or the publisher of the article
    publisher: str
    published: CitedDate | None
    url: str
    language: str
    notes: tuple[str, ...] = ()  # what formats have no field for
    accessed: datetime.date | None = None
    keywords: tuple[str, ...] = ()
    abstract: str = ""
    rights: str = ""


def cite_brief(site: Site, brief: SiteBrief, publication: Publication) -> Citation:
    """Return the citation of a brief. Without authors, it is by the organisation."""
    organisation = one_line(publication.organisation)
    authors = tuple(_author(site.authors[target.id].record) for target in brief.authors)
    licence = publication.licence
    return Citation(
        key=brief.target.id,
        is_brief=True,
        title=one_line(brief.target.label),
        authors=authors or ((Name(organisation),) if organisation else ()),
        container=one_line(publication.name),
        publisher=organisation or one_line(publication.name),
        published=cited_date(parse_edtf(brief.date.isoformat())),
        url=publication.url_of(built_path(brief.target.uri)),
        language=brief.language,
        notes=(_("Updated {date}", date=day_words(brief.updated)),) if brief.updated else (),
        keywords=tuple(one_line(topic.label) for topic in brief.topics),
        abstract=one_line(brief.summary.plain),
        rights=one_line(f"{licence.name} {f'({licence.url})' if licence.url else ''}") if licence else "",
    )


def cite_source(source: SiteSource) -> Citation:
    """Return the citation of an article, with its authors and its publisher as published."""
    return cite_record(source.target.id, source.record, source.publisher.label if source.publisher else "")


def cite_record(name: str, record: Source, publisher: str) -> Citation:
    """Return the citation of an article from its source record; ``publisher`` is the publisher's label.

    A date that is more than year, month and day is also in a note: formats can say such dates only in part.
    """
    published = cited_date(record.published) if record.published else None
    notes = []
    if published and not _PLAIN_DATE.fullmatch(published.edtf.edtf):
        words, edtf = published.edtf.words, published.edtf.edtf
        notes.append(_("Published {date} (EDTF {edtf})", date=words, edtf=edtf))
    if archived := record.archived:
        notes.append(
            _("Archived copy: {url} ({date})", url=archived.url, date=day_words(archived.date))
            if archived.date
            else _("Archived copy: {url}", url=archived.url)
        )
    label = one_line(publisher)
    return Citation(
        key=name,
        is_brief=False,
        title=one_line(record.title),
        authors=tuple(Name(one_line(name)) for name in record.authors),
        container=label,
        publisher=label,
        published=published,
        url=record.url or "",
        language=record.language,
        notes=tuple(notes),
        accessed=record.accessed,
    )


_PLAIN_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")


def plain_citation(citation: Citation, brief: SiteBrief) -> str:
    """Return the citation of a brief as one sentence after the other, without its URL."""
    by = ", ".join(name.whole for name in citation.authors)
    dates = day_words(brief.date)
    if brief.updated:
        dates = _("{date}, revised {revised}", date=dates, revised=day_words(brief.updated))
    where = ", ".join(part for part in (citation.container, dates) if part)
    return " ".join(_sentence(part) for part in (by, citation.title, where) if part)


def highwire_tags(site: Site, brief: SiteBrief, publication: Publication) -> Iterator[tuple[str, str]]:
    """Yield the Highwire tags of a brief's authors and articles: the name of each, without its prefix, and its text.

    The affiliation and ORCID iD of an author come right after the name.
    """
    for target in brief.authors:
        author = site.authors[target.id].record
        yield "author", one_line(author.name)
        if author.affiliation:
            yield "author_institution", one_line(author.affiliation)
        if author.orcid:
            yield "author_orcid", f"https://orcid.org/{author.orcid}"
    if not brief.authors and publication.organisation:
        yield "author", one_line(publication.organisation)
    for target in brief.sources:
        cited = cite_source(site.sources[target.id])
        fields = [("title", cited.title), *(("author", name.whole) for name in cited.authors)]
        if cited.published and cited.published.start:
            fields.append(("publication_date", "/".join(f"{part:02}" for part in cited.published.start)))
        fields += [("technical_report_institution", cited.publisher), ("public_url", cited.url)]
        # A semicolon begins the next field.
        written = (f"citation_{name}={text.replace(';', ',')}" for name, text in fields if text)
        yield "reference", "; ".join(written)


def cited_date(dated: EdtfDate) -> CitedDate:
    """Return what citation formats can say of a date."""
    ends = dated.edtf.split("/")
    parts = [_parts(end) for end in ends]
    if len(ends) <= 2 and all(start for start, _ in parts):
        (start, season), (end, end_season) = parts[0], parts[-1]
        if len(ends) == 1:
            is_said = season <= 4 and not re.search("X", dated.edtf)
            return CitedDate(dated, start, (), season if season <= 4 else 0, is_said)
        return CitedDate(dated, start, end, 0, not (season or end_season or "X" in dated.edtf))
    days = (dated.earliest, dated.latest)
    years = {day.year for day in days if day}
    return CitedDate(dated, (years.pop(),) if None not in days and len(years) == 1 else (), is_complete=False)


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters, which end a value in some formats."""
    return _BREAKS.sub(" ", text).strip()


_BREAKS = re.compile("[\\x00-\\x20\\x7f-\\x9f\u2028\u2029]+")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _author(author: Author) -> Name:
    """Split the name of an author, if it is known which part is the family name."""
    whole, family = one_line(author.name), one_line(author.family or "")
    if whole.endswith(family):
        given = whole.removesuffix(family)
    else:
        before, _, after = whole.partition(family)
        given = f"{before} {after}"
    given = one_line(given)
    return Name(whole, family, given) if family and given else Name(whole)


def _parts(text: str) -> tuple[tuple[int, ...], int]:
    """Return year, month and day of a single date, as far as they are known, and its season if it is one.

    Quarters and halves of a year have higher numbers than the four seasons. An open end has no parts.
    """
    match = SINGLE.fullmatch(text)
    if not match or "X" in match[1]:
        return (), 0
    year, month, day = match.groups()
    if not month or "X" in month:
        return (int(year),), 0
    if int(month) > 12:
        return (int(year),), int(month) - 20
    return (int(year), int(month), int(day)) if day and "X" not in day else (int(year), int(month)), 0
