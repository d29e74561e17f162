"""Reads BibTeX and BibLaTeX, with the attached files as Zotero, Better BibTeX, JabRef and Mendeley name them."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.ingest.article import ArticleError, field_text
from generator.ingest.references.reference import Reference, check_count
from generator.ingest.references.values import join_name

_IN_BOOKS = ("inbook", "incollection", "inproceedings", "inreference", "conference")
_PERIODICALS, _COMPANIES = ("journaltitle", "journal"), ("organization", "institution", "publisher", "school")
_LONGEST, _LONGEST_LIST = (
    20_000,
    100_000,
)  # code points of a field that is read as LaTeX, and of a list of authors
_URL_MACRO = re.compile(r"\\(?:url|href)\{([^{}]*)\}")
# What pylatexenc reads as nothing or as another character: each is kept as a private character meanwhile.
_MACROS = {r"\textbraceleft": "\ue000", r"\textbraceright": "\ue001", r"\textasciicircum": "\ue002"}
_CHARACTERS = str.maketrans("\ue000\ue001\ue002", "{}^")


def read_bibtex(text: str) -> list[Reference]:
    """Read the entries of a file. One that cannot be read has a ``problem``. Raises ArticleError."""
    try:
        from bibtexparser.entrypoint import parse_string
        from bibtexparser.model import DuplicateBlockKeyBlock
    except ImportError:
        raise ArticleError('needs a library for BibTeX: pip install "seedbrief[refs]"') from None
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it cannot read is reported below
    library = parse_string(text)
    entries: list[Any] = [*library.entries]
    broken: list[Any] = []
    for block in library.failed_blocks:
        if isinstance(block, DuplicateBlockKeyBlock):
            entries.append(block.ignore_error_block)
        else:
            broken.append(block)
    check_count(len(entries) + len(broken))
    entries.sort(key=lambda entry: entry.start_line)
    return [*map(_reference, entries), *map(_broken, broken)]


def _broken(block: Any) -> Reference:
    line = (block.start_line or 0) + 1
    key = re.match(r"\s*@\w+\s*[{(]\s*([^\s,]+)", block.raw or "")
    problem = (
        f"is not valid BibTeX (line {line}): a brace or quotation mark is not closed, or a comma is missing"
    )
    return Reference(key=field_text(key[1]) if key else f"line {line}", problem=problem)


def _reference(entry: Any) -> Reference:
    key, kind = entry.key, entry.entry_type
    fields = {name.lower(): str(field.value) for name, field in entry.fields_dict.items()}
    order = (*_COMPANIES, *_PERIODICALS) if kind.lower() in _IN_BOOKS else (*_PERIODICALS, *_COMPANIES)
    subtitle = _text(fields.get("subtitle", ""))
    title = _text(fields.get("title", ""))
    notes = (fields.get(name, "") for name in ("note", "annotation", "addendum"))
    return Reference(
        key=field_text(key) or "entry",
        title=f"{title}: {subtitle}" if title and subtitle else title,
        authors=tuple(filter(None, map(_name, _split_names(fields.get("author", ""))))),
        publisher=next(filter(None, (_text(fields.get(name, "")) for name in order)), ""),
        url=_url(fields),
        published=_date(fields),
        accessed=_text(fields.get("urldate", "")),
        language=_text(fields.get("langid") or fields.get("language") or fields.get("hyphenation", "")),
        notes=tuple(filter(None, map(_text, notes))),
        files=attached_files(fields.get("file", "")),
    )


def _text(latex: str) -> str:
    """Return LaTeX as plain text on one line."""
    if not re.search(r"[\\{}~$%]|--|``|''", latex) or len(latex) > _LONGEST:
        return field_text(latex)
    from pylatexenc.latexwalker import LatexWalkerError

    for macro, character in _MACROS.items():
        latex = re.sub(rf"{re.escape(macro)}(?![A-Za-z])", character, latex)
    try:
        text = _latex_reader().latex_to_text(latex)
        return field_text(text.translate(_CHARACTERS))
    except (LatexWalkerError, RecursionError, ValueError):
        return field_text(re.sub(r"[{}]", "", latex))


@cache
def _latex_reader() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    def shown(node: Any) -> str:
        """Return what is shown of a macro that pylatexenc does not know: nothing of a font, or the name as in BibTeX.

        Any other stays as it is written, so that a person sees it.
        """
        name = str(node.macroname)
        return "" if name.islower() else name if "TeX" in name or name.isupper() else f"\\{name} "

    context = get_default_latex_context_db()
    context.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=shown))
    return LatexNodes2Text(latex_context=context, math_mode="text")


def _split_names(authors: str) -> list[str]:
    from bibtexparser.middlewares.names import split_multiple_persons_names

    return split_multiple_persons_names(" ".join(authors[:_LONGEST_LIST].split())) if authors.strip() else []


def _name(latex: str) -> str:
    """Return a name as it is published; one in braces, such as that of an organisation, stays as it is."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if latex == "others":
        return ""
    if re.fullmatch(r"\{(?:[^{}]|\{[^{}]*\})*\}", latex):
        return _text(latex)
    parts = parse_single_name_into_parts(latex, strict=False)
    family = _text(" ".join((*parts.von, *parts.last)))
    whole = join_name(family, _text(" ".join(parts.first)))
    return f"{whole}, {_text(' '.join(parts.jr))}" if parts.jr else whole


def _url(fields: Mapping[str, str]) -> str:
    """Return the URL: that of the article, one in ``howpublished`` or ``note``, or that of its DOI."""
    macros = (_URL_MACRO.search(fields.get(name, "")) for name in ("howpublished", "note"))
    url = fields.get("url", "").strip() or next((found[1] for found in macros if found), "")
    if not url and (doi := fields.get("doi", "").strip()):
        url = doi if doi.startswith("http") else f"https://doi.org/{doi}"
    return re.sub(r"\{?\\([_%&#~$])\}?", r"\1", url.removeprefix("\\url{").removesuffix("}")).replace(
        "\\textasciitilde", "~"
    )


def _date(fields: Mapping[str, str]) -> str:
    if date := re.sub("[{}]", "", fields.get("date", "")).strip():  # in EDTF, in which ~ is no space
        return date
    year, month, day = (_text(fields.get(name, "")).strip() for name in ("year", "month", "day"))
    if not month:
        return year
    return (
        "-".join(f"{part:0>2}" for part in (year, month, day) if part)
        if month.isdecimal()
        else f"{day} {month} {year}".strip()
    )


def attached_files(field: str) -> tuple[str, ...]:
    """Return the paths in a field ``file``: ``Full Text:files/1/x.pdf:application/pdf;...``, or only paths.

    A backslash escapes ``:``, ``;``, ``\\`` and braces.
    """
    paths = (_path(entry) for entry in re.split(r"(?<!\\);", field.strip()))
    return tuple(filter(None, paths))


def _path(entry: str) -> str:
    parts = re.split(r"(?<!\\):", entry)
    if len(parts) > 2:  # description, path, type; the path may have a colon, as in C:/
        is_drive = len(parts) == 3 and re.fullmatch("[A-Za-z]", parts[0])
        entry = ":".join(parts[:2] if is_drive else parts[1:-1])
    return re.sub(r"\\([\\:;{}_&%#])", r"\1", entry.replace(r"$\backslash$", "")).strip()
