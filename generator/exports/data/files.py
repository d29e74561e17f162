"""Write the tables of ``tables.py`` as CSV files, a Data Package that describes them, and one JSON file.

CSV files are RFC 4180: commas, CRLF, double quotation marks. They are UTF-8 with a byte order mark, without which Excel
shows other scripts as gibberish. A cell that a spreadsheet would run as a formula gets an apostrophe in front
(https://owasp.org/www-community/attacks/CSV_Injection). ``site.json`` has every text unchanged.

URLs are relative to these files (``../briefs/a/``) unless the site's is known.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from generator.exports.data.tables import KINDS, TABLES, Permalink, Table
from generator.incremental import BuildMemo, NoMemo
from generator.model.site import Asset, DataFile, LinkedProse, Publication, Site, Target
from generator.model.urls import built_path, relative_url
from generator.text.edtf import EdtfDate
from generator.translation import N_, _

FOLDER = "data"  # of all these files, below the site's root

_RIGHTS = N_("Quoted words belong to the publishers of the articles; see the column rights of the sources.")
_LICENCE = N_("The licence covers the briefs.")

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DIALECT = {
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminator": "\r\n",
    "skipInitialSpace": False,
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_FORMULA_SIGNS = frozenset("=+-@\u2212")
_FIRST_IN_FORMULA = ("\t", "\r", "\n")

_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of one table: as CSV, and as JSON objects with a comma and a line break before each."""

    number: int
    as_csv: bytes
    as_json: bytes


class _AllRows:
    """All rows of one table: a large buffer for each format. Many small pieces would leave gaps in the memory."""

    def __init__(self) -> None:
        self.number, self.as_csv, self.as_json = 0, bytearray(), bytearray()

    def append(self, rows: _Rows) -> None:
        """Append some rows."""
        self.number += rows.number
        self.as_csv += rows.as_csv
        self.as_json += rows.as_json


def data_files(
    site: Site, publication: Publication, memo: BuildMemo | None = None
) -> tuple[list[Asset], list[DataFile]]:
    """Build the data files, and describe each table for the page *Data*. ``memo`` has the results of earlier builds."""
    memo = memo or NoMemo()
    found = {table.name: _AllRows() for table in TABLES}
    for kind in dict.fromkeys(table.records for table in TABLES):
        records = getattr(site, kind)
        for name in sorted(records):
            rows = memo.call_on_disk(("data", kind, name), _rows, (), records[name], kind, publication)
            for table_name, some in rows:
                found[table_name].append(some)
    files: list[DataFile] = []
    written: list[Asset] = []
    lists: list[bytes | bytearray] = []
    for table in TABLES:
        all_rows = found.pop(table.name)
        columns = tuple((column.name, _(column.kind), _(column.description)) for column in table.columns)
        uri = f"{FOLDER}/{table.name}.csv"
        files.append(DataFile(uri, _(table.description), all_rows.number, columns))
        header = _csv([[column.name for column in table.columns]])
        written.append(Asset(uri, b"".join((_BYTE_ORDER_MARK, header, all_rows.as_csv))))
        lists += [f',\n"{table.name}": ['.encode(), all_rows.as_json[1:], b"\n]"]
    package = _package(publication, written)
    described = _indented(_described(publication))[:-2].encode()  # without the closing brace
    return [
        *written,
        Asset(f"{FOLDER}/datapackage.json", f"{_indented(package)}\n".encode()),
        Asset(f"{FOLDER}/site.json", b"".join((described, *lists, b"\n}\n"))),
    ], files


def url_of(target: Target, publication: Publication) -> str:
    """Return the URL of something on the site: in full if that of the site is known, else relative to ``FOLDER``."""
    path = built_path(target.uri)
    url = publication.url_of(path) or relative_url(path, FOLDER)
    return f"{url}#{target.anchor}" if target.anchor else url


def harmless(cell: str) -> str:
    """Return a text as a cell of a CSV file, without control characters, that no spreadsheet runs as a formula.

    An apostrophe in front makes it harmless. A text that would look like that gets one too: where a formula
    follows the apostrophes at the start of a cell, removing one of them gives the text.
    """
    if cell.isprintable() and cell[:1].isalnum():
        return cell
    cell = _CONTROL.sub("", cell)
    return f"'{cell}" if _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    """Return whether a spreadsheet may run a cell, or would without the apostrophes in front.

    Some strip invisible characters first, and take full-width signs for ordinary ones.
    """
    shown = (character for character in cell if unicodedata.category(character)[0] not in "CZ")
    first = next((character for character in shown if character != "'"), "")
    signs = unicodedata.normalize("NFKC", first)
    return signs in _FORMULA_SIGNS or cell.lstrip("'").startswith(_FIRST_IN_FORMULA)


def _rows(record: Any, kind: str, publication: Publication) -> list[tuple[str, _Rows]]:
    """Return the rows that a record gives in each table made from its kind."""
    return [(table.name, _encoded(table, record, publication)) for table in TABLES if table.records == kind]


def _encoded(table: Table, record: Any, publication: Publication) -> _Rows:
    simpler: _Functions = {**_SIMPLER, Permalink: lambda link: url_of(link.target, publication)}
    names, kinds = [column.name for column in table.columns], [column.kind for column in table.columns]
    rows = []
    for row in table.rows(record):
        values = (column.value(row) for column in table.columns)
        rows.append([simpler.get(type(value), _same)(value) for value in values])
    as_json = "".join(f",\n{_to_json(dict(zip(names, row, strict=True)))}" for row in rows)
    cells = (list(map(_cell, kinds, row)) for row in rows)
    return _Rows(len(rows), _csv(cells), as_json.encode())


def _simple(value: Any) -> Any:
    """Return a value of a ``Site`` as JSON: a text, number or list; None if there is none."""
    return _SIMPLER.get(type(value), _same)(value)


def _simple_list(values: Iterable[Any]) -> list[Any]:
    """Return values as JSON, without those that are empty, such as ids that could not be read."""
    return [simple for value in values if (simple := _simple(value)) is not None]


def _same(value: Any) -> Any:
    return value


_Functions = dict[type, Callable[[Any], Any]]
_SIMPLER: _Functions = {
    str: lambda text: text or None,
    tuple: _simple_list,
    list: _simple_list,
    Target: lambda target: target.id,
    LinkedProse: lambda prose: prose.plain or None,
    EdtfDate: lambda date: date.edtf,
    datetime.date: datetime.date.isoformat,
}
"""How a value of a ``Site`` becomes one of JSON, by type; those of other types are JSON already."""


def _cell(kind: str, value: Any) -> Any:
    if type(value) is str:
        return harmless(value)
    if type(value) is list:
        return harmless(" ".join(value) if kind == "ids" else _to_json(value)) if value else None
    return value


def _csv(rows: Iterable[Iterable[Any]]) -> bytes:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return lines.getvalue().encode()


def _described(publication: Publication) -> dict[str, Any]:
    """Return what both JSON files say of the site, without what is not known."""
    licence = publication.licence
    described = {
        "title": publication.name,
        "description": publication.description,
        "homepage": publication.url,
        "organisation": publication.organisation,
        "licence": {"name": licence.name, "url": licence.url} if licence else None,
        "rights": f"{_(_LICENCE)} {_(_RIGHTS)}" if licence else _(_RIGHTS),
    }
    return {key: value for key, value in described.items() if value}


def _package(publication: Publication, written: Iterable[Asset]) -> dict[str, Any]:
    """Return the descriptor of the Data Package (https://datapackage.org/standard/data-package/)."""
    described = _described(publication)
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _package_name(publication.name),
        **{key: described[key] for key in ("title", "homepage") if key in described},
        "description": " ".join(filter(None, (publication.description, described["rights"]))),
    }
    if licence := publication.licence:
        url = {"path": licence.url} if licence.url else {"name": _package_name(licence.name)}
        package["licenses"] = [{**url, "title": licence.name}]
    if publication.organisation:
        package["contributors"] = [{"title": publication.organisation, "roles": ["publisher"]}]
    package["resources"] = [_resource(table, asset) for table, asset in zip(TABLES, written, strict=True)]
    return package


def _package_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "briefs"


def _resource(table: Table, asset: Asset) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": _(table.description),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(asset.data),
        "hash": f"sha256:{hashlib.sha256(asset.data).hexdigest()}",
        "dialect": _DIALECT,
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [
                {"name": column.name, **KINDS[column.kind], "description": _(column.description)}
                for column in table.columns
            ],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": list(columns), "reference": {"resource": other, "fields": list(_key_of(other))}}
                for columns, other in table.parents
            ],
            "missingValues": [""],
        },
    }


def _key_of(name: str) -> tuple[str, ...]:
    return next(table.key for table in TABLES if table.name == name)


def _indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
