"""Citations as files: BibTeX (with the fields of BibLaTeX), RIS and CSL-JSON.

Each brief has ``cite.bib``, ``cite.ris`` and ``cite.csl.json`` next to its page; ``data/sources.bib`` and so on are a
bibliography of all articles. ``assets/citation.js`` puts the words and the URL of a claim into the files of its brief:
it relies on one line for each field, and escapes BibTeX as ``_bibtex_text`` does.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from generator.incremental import BuildMemo, NoMemo
from generator.model.citation import Citation, CitedDate, Name, cite_brief, cite_source
from generator.model.site import Asset, Publication, Site
from generator.model.urls import built_path
from generator.translation import _

_to_json = json.JSONEncoder(ensure_ascii=False).encode

SOURCES = "data/sources"
"""Path of the bibliography of all articles, without the ending of a format."""


def citations(
    site: Site,
    publication: Publication,
    memo: BuildMemo | None = None,
    each: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> list[Asset]:
    """Return the citation of each brief, and the bibliography of all articles, in every format.

    ``each`` passes on the slugs of the briefs one by one, so that the caller can do something between two of them.
    """
    memo = memo or NoMemo()
    made: list[Asset] = []
    for slug in each(site.briefs):
        written = memo.call_on_disk(("citation", slug), _written_brief, (site,), slug, publication)
        folder = built_path(site.briefs[slug].target.uri)
        made += _assets(f"{folder}cite", [written])
    sources = [
        memo.call_on_disk(("citation of an article", name), _written_source, (site,), name)
        for name in site.sources
    ]
    return made + _assets(SOURCES, sources)


def _written_brief(site: Site, slug: str, publication: Publication) -> dict[str, str]:
    return _written(cite_brief(site, site.briefs[slug], publication))


def _written_source(site: Site, name: str) -> dict[str, str]:
    return _written(cite_source(site.sources[name]))


def _written(citation: Citation) -> dict[str, str]:
    return {ending: write(citation) for ending, write in _FORMATS.items()}


def _assets(path: str, written: list[dict[str, str]]) -> list[Asset]:
    """Return a file for each format with all of these citations."""
    return [
        Asset(f"{path}.{ending}", _joined(ending, [texts[ending] for texts in written]))
        for ending in _FORMATS
    ]


def bibliography(citations: Iterable[Citation], ending: str) -> bytes:
    """Return a file with these citations in the format of an ending: ``bib``, ``ris`` or ``csl.json``."""
    return _joined(ending, [_FORMATS[ending](citation) for citation in citations])


def _joined(ending: str, texts: list[str]) -> bytes:
    if ending == "csl.json":
        return f"[{','.join(texts)}\n]\n".encode()
    return ("\r\n" if ending == "ris" else "\n").join(texts).encode()


def write_bibtex(citation: Citation) -> str:
    """Write an entry for BibTeX and BibLaTeX. Older programs read ``year`` and ``month``, newer ones ``date``."""
    date = citation.published
    fields = {
        "author": " and ".join(map(_bibtex_name, citation.authors)),
        "title": _bibtex_text(citation.title),
        "institution" if citation.is_brief else "organization": _bibtex_text(citation.publisher),
        "type": _bibtex_text(_("Research brief")) if citation.is_brief else "",
        "series": _bibtex_text(citation.container) if citation.is_brief else "",
        "year": str(date.start[0]) if date and date.start else "",
        "date": _biblatex_date(date) if date else "",
        "url": _bibtex_url(citation.url),
        "urldate": citation.accessed.isoformat() if citation.accessed else "",
        "language": "" if citation.is_brief else citation.language,
        "keywords": _bibtex_text(", ".join(word.replace(",", ";") for word in citation.keywords)),
        "abstract": _bibtex_text(citation.abstract),
        "rights": _bibtex_text(citation.rights),
        "note": _bibtex_text(". ".join(citation.notes)),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    if date and len(date.start) > 1:
        lines.append(f"  month = {_BIBTEX_MONTHS[date.start[1] - 1]},\n")
    kind = "techreport" if citation.is_brief else "online" if citation.url else "misc"
    return f"@{kind}{{{citation.key},\n{''.join(lines)}}}\n"


def write_ris(citation: Citation) -> str:
    """Write a record in RIS, in which every line is a tag and a text; lines end as its definition asks."""
    date = citation.published
    tags = [
        ("TY", "RPRT" if citation.is_brief else "ELEC"),
        ("ID", citation.key),
        *(("AU", f"{name.family}, {name.given}" if name.family else name.whole) for name in citation.authors),
        ("TI", citation.title),
        ("T2", citation.container),
        ("PB", citation.publisher),
        ("PY", str(date.start[0]) if date and date.start else ""),
        ("DA", _ris_date(date) if date else ""),
        ("UR", citation.url),
        ("Y2", f"{citation.accessed:%Y/%m/%d}/" if citation.accessed else ""),
        ("LA", citation.language),
        *(("KW", word) for word in citation.keywords),
        ("AB", citation.abstract),
        *(("N1", note) for note in _all_notes(citation)),
    ]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in tags if text) + "ER  - \r\n"


def write_csl_json(citation: Citation) -> str:
    """Write an item of CSL-JSON, without the brackets of the list of which it is part."""
    container = "collection-title" if citation.is_brief else "container-title"
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "report" if citation.is_brief else "webpage",
        "genre": _("Research brief") if citation.is_brief else "",
        "title": citation.title,
        "author": [
            {"family": name.family, "given": name.given} if name.family else {"literal": name.whole}
            for name in citation.authors
        ],
        container: citation.container,
        "publisher": citation.publisher,
        "issued": _csl_date(citation.published) if citation.published else None,
        "URL": citation.url,
        "accessed": {"date-parts": [_day_parts(citation.accessed)]} if citation.accessed else None,
        "language": citation.language,
        "keyword": ", ".join(citation.keywords),
        "abstract": citation.abstract,
        "note": ". ".join(_all_notes(citation)),
    }
    lines = [f' "{key}": {_to_json(value)}' for key, value in item.items() if value]
    return "\n{\n" + ",\n".join(lines) + "\n}"


_FORMATS: dict[str, Callable[[Citation], str]] = {
    "bib": write_bibtex,
    "ris": write_ris,
    "csl.json": write_csl_json,
}


def _all_notes(citation: Citation) -> Iterable[str]:
    """Return the notes for formats that have no field for the licence."""
    return (*citation.notes, *([_("Licence: {licence}", licence=citation.rights)] if citation.rights else []))


# BibTeX's own macros
_BIBTEX_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# Written out, because BibTeX counts braces even after a backslash.
_LATEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{character: f"\\{character}" for character in "%#_$&"},
    }
)


def _bibtex_text(text: str) -> str:
    return text.translate(_LATEX)


def _bibtex_url(url: str) -> str:
    """Return a URL as it is: BibLaTeX reads it verbatim, but counts its braces."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _bibtex_name(name: Name) -> str:
    """Write a name; in braces, so that it stays whole, if it is not known which part is the family name."""
    if name.family and not re.search(r",|\band\b", name.whole):
        return _bibtex_text(f"{name.family}, {name.given}")
    return f"{{{_bibtex_text(name.whole)}}}"


# Level 1 of EDTF, which BibLaTeX reads: a qualifier only at the end, and four seasons.
_SINGLE_1 = r"(?:\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d|-XX)?|-2[1-4]|-XX(?:-XX)?)?|\d{3}X|\d\dXX)[?~%]?"
_LEVEL_1 = re.compile(rf"{_SINGLE_1}(?:/(?:{_SINGLE_1}|\.\.)?)?|(?:\.\.)?/{_SINGLE_1}")


def _biblatex_date(date: CitedDate) -> str:
    """Return a date in EDTF of level 1; what that cannot say becomes its year, or its first and last year."""
    if _LEVEL_1.fullmatch(date.edtf.edtf):
        return date.edtf.edtf
    sign = (
        "%"
        if date.edtf.approximate and date.edtf.uncertain
        else "~" * date.edtf.approximate or "?" * date.circa
    )
    if date.start:
        return "/".join(f"{_iso(parts)}{sign}" for parts in (date.start, date.end) if parts)
    first, last = date.edtf.earliest, date.edtf.latest
    return f"{first.year:04}{sign}/{last.year:04}{sign}" if first and last else ""


def _iso(parts: tuple[int, ...]) -> str:
    return "-".join(f"{part:0{width}}" for part, width in zip(parts, (4, 2, 2), strict=False))


def _ris_date(date: CitedDate) -> str:
    """Return a date as year, month, day and words; the words say what the numbers cannot."""
    numbers = [f"{part:0{width}}" for part, width in zip(date.start, (4, 2, 2), strict=False)]
    is_said = date.is_complete and not (date.circa or date.season or date.end)
    return "/".join([*numbers, "", "", ""][:3]) + f"/{'' if is_said else date.edtf.words}"


def _csl_date(date: CitedDate) -> dict[str, Any]:
    if not date.start:
        return {"literal": date.edtf.words}
    said: dict[str, Any] = {"date-parts": [list(parts) for parts in (date.start, date.end) if parts]}
    if date.season:
        said["season"] = date.season
    if date.circa:
        said["circa"] = True
    return said


def _day_parts(day: datetime.date) -> list[int]:
    return [day.year, day.month, day.day]
