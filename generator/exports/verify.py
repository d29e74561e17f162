"""Check every quotation of a Seedbrief site against the articles, without trusting the site.

    python verify.py evidence.json seeds/

``evidence.json`` is the site's manifest, published next to this file. ``seeds/`` is a folder with the articles as they
were received, under the file names in the manifest: their texts, and where a text was extracted from another file, such
as a PDF or a web page, that original too. Get them from a place you trust. This program needs only Python 3.9 or newer.
It opens no network connections, writes no files, and prints what it finds.

What it checks:

1. The text of each article has the bytes that were quoted, and its original, if the manifest names one (``original`` in
   its entry of ``seeds``), the bytes that were received, by their SHA-256.
2. Each annotation (a quotation), each entry of ``seeds`` (an article) and the manifest as a whole are unchanged since
   their ``digest`` was computed.
3. The text of the article has the words ``exact`` from ``start`` up to, but not including, ``end``, with ``prefix``
   right before and ``suffix`` right after them, if these are given. Positions count code points of the decoded text
   from 0. A byte order mark at the start of UTF-8 is not part of the text; line ends are not changed.
4. ``quote``, the quotation as its author typed it, has the same words, and ``[...]`` in it skips words within one
   paragraph: the parts are in that order, with no blank line between them (or, in a text without blank lines, no line
   end). The comparison ignores only Unicode normalisation (NFC), the amount of white space, line breaks between Chinese
   or Japanese characters, soft hyphens (U+00AD) and word joiners (U+2060) with the line break after them, curly or
   straight quotation marks, and kinds of hyphen and dash. A form feed is a line break that ends a page, no paragraph.
5. ``pages``, if given, are the pages of the words in the text of the article, in which a form feed ends each page.

What it cannot check: whether a claim follows from the words quoted for it, so read them; and whether a text is what its
original says, so open that. It also cannot notice if somebody changes a quotation, its article and all digests
together, or removes something and computes the digests again. To detect that, compare the SHA-256 that this program
prints for the manifest with a copy recorded elsewhere.

A ``digest`` is the SHA-256, in hexadecimal, of an object's canonical JSON without its ``digest``: UTF-8, keys sorted,
no white space between values, no needless escapes (RFC 8785). For the digest of the manifest itself, each annotation
and each entry of ``seeds`` is replaced by its ``digest``.

The exit code is 0 if everything matches, 1 if something does not, 2 if nothing could be checked.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TextIO

ELLIPSIS = "[...]"
_SAME = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\ufe58\ufe63\uff0d"), "-"),
}
_WIDE = (  # Chinese and Japanese characters and punctuation; no Hangul, as Korean has spaces
    "[\u2329\u232a\u2e80-\u2fff\u3001-\u303e\u3041-\u312f\u3190-\u31ff\u3220-\u325f\u3280-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f\uffe0-\uffe6\U00020000-\U0003fffd]"
)
_LINE_BREAK = "[\n\f\r\x85\u2028\u2029]"
_TEXT_ENCODING = re.compile(  # no others: some are not for text, and some take minutes
    r"ascii|utf_(?:8|16|32)(?:_[bl]e|_sig)?|cp\d+|iso(?:8859|2022)_\w+|koi8_\w|mac_\w+|big5\w*|gb\w+|euc_\w+|shift_jis\w*"
    r"|johab|hz|tis_620|ptcp154|kz1048|hp_roman8"
)

_TRANSLATIONS: dict[str, str] = {}  # of the messages of this program, if the site is not in English

Record = dict[str, Any]


def _(message: str, **fields: object) -> str:
    """Return a message in the language of the site, with the values of its fields."""
    return _TRANSLATIONS.get(message, message).format(**fields)


def main(arguments: list[str]) -> int:
    """Run the program; return the exit code."""
    if len(arguments) != 2 or arguments[0].startswith("-"):
        _say(_("usage: {command}", command="python verify.py evidence.json SEEDS_FOLDER"), sys.stderr)
        return 2
    return check_manifest(Path(arguments[0]), Path(arguments[1]))


def check_manifest(manifest_file: Path, seeds_folder: Path) -> int:
    """Check a manifest against a folder of articles; print each problem and a summary; return the exit code."""
    try:
        data = manifest_file.read_bytes()
        # Only files listed in the folder are opened, so no name in a manifest can lead out of it.
        files = {file.name: file for file in seeds_folder.iterdir() if file.is_file()}
        manifest = read_manifest(data)
        problems = list(find_problems(manifest, files))
    except OSError as error:
        _say(f"{error.filename or manifest_file}: {error.strerror or error}", sys.stderr)
        return 2
    except (ValueError, RecursionError) as error:
        wrong = _("{file}: this is not a manifest of quotations: {error}", file=manifest_file, error=error)
        _say(wrong, sys.stderr)
        return 2
    for problem, claims in problems:
        named = ", ".join(dict.fromkeys(claims)) or _("no claim")
        _say(_("{problem}; concerns {claims}", problem=problem, claims=named))
    items, seeds = manifest["items"], manifest["seeds"]
    _say(_("SHA-256 of the manifest: {digest}", digest=hashlib.sha256(data).hexdigest()))
    if not items and not problems:
        _say(_("Nothing was checked: the manifest has no quotations."), sys.stderr)
        return 2
    checked = _(
        "Checked quotations: {quotations}; claims: {claims}; articles: {articles}; originals: {originals}.",
        quotations=len(items),
        claims=len({claim_name(item, number) for number, item in enumerate(items, start=1)}),
        articles=len(seeds),
        originals=sum("original" in entry for entry in seeds if isinstance(entry, dict)),
    )
    result = _("Problems: {n}.", n=len(problems)) if problems else _("All match.")
    _say(f"{checked} {result}")
    return 1 if problems else 0


def read_manifest(data: bytes) -> Record:
    """Parse a manifest. Raises ValueError, or here or later RecursionError, if it is not one."""
    manifest: Record = json.loads(data.decode("utf-8"), object_pairs_hook=_unique)
    if wrong := _malformed(manifest, {"items": list, "seeds": list}):
        raise ValueError(wrong)
    return manifest


def find_problems(manifest: Record, files: Mapping[str, Path]) -> Iterator[tuple[str, list[str]]]:
    """Yield each problem and the claims (``brief#claim``) it concerns. ``files`` are the articles, by file name."""
    claims: dict[str, list[str]] = {}  # by the file name of the article that they quote
    for number, item in enumerate(manifest["items"], start=1):
        claims.setdefault(_get(item, "seed"), []).append(claim_name(item, number))
    if manifest.get("digest") != digest(represented(manifest)):
        problem = _("the manifest was changed outside its entries, or entries were added, moved or removed")
        yield problem, [name for names in claims.values() for name in names]
    texts: dict[str, str | None] = {}  # by file name; None if an article cannot be read
    for number, entry in enumerate(manifest["seeds"], start=1):
        name = _get(entry, "file")
        for problem in (*_seed_problems(entry, files, texts), *_original_problems(entry, files)):
            file = _shown(name) or _("article {number}", number=number)
            yield f"{file}: {problem}", claims.get(name, [])
    for number, item in enumerate(manifest["items"], start=1):
        for problem in _annotation_problems(item, texts):
            yield problem, [claim_name(item, number)]


def canonical(value: Any) -> bytes:
    """Return JSON in canonical form (RFC 8785, for ASCII keys and whole numbers)."""
    return _CANONICAL.encode(value).encode("utf-8", "surrogatepass")


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(record: Record) -> str:
    """Return the SHA-256 of a record without its ``digest``."""
    rest = {key: value for key, value in record.items() if key != "digest"}
    return hashlib.sha256(canonical(rest)).hexdigest()


def represented(manifest: Record) -> Record:
    """Return the manifest with each annotation and each entry of ``seeds`` replaced by its digest."""
    lists = {key: [_get(record, "digest") for record in manifest[key]] for key in ("items", "seeds")}
    return {**manifest, **lists}


def fold(text: str) -> str:
    """Remove differences that never change the meaning, and nothing else. Nothing is left of what is no text."""
    text = re.sub(rf"[\u00ad\u2060]+(?:\s*{_LINE_BREAK}\s*)?", "", text)
    if _has_too_many_marks(text):
        return ""
    text = re.sub(rf"\s(?<={_WIDE}\s)\s*(?={_WIDE})", _joined, unicodedata.normalize("NFC", text))
    return " ".join(text.split()).translate(_SAME)


def _has_too_many_marks(text: str) -> bool:
    """Return whether more than 100 combining marks follow one letter: it could take hours to normalise them."""
    for at in () if text.isascii() else range(100, len(text), 100):
        start, end = at, at
        while start > max(at - 100, 0) and unicodedata.combining(text[start - 1]):
            start -= 1
        while end < min(at + 100, len(text)) and unicodedata.combining(text[end]):
            end += 1
        if end - start > 100:
            return True
    return False


def _joined(gap: re.Match[str]) -> str:
    return "" if re.search(_LINE_BREAK, gap[0]) else " "


def claim_name(item: Any, number: int) -> str:
    """Return the name of an annotation's claim, ``brief#claim``, else the claim's URL, else the annotation's number."""
    brief, claim = _get(item, "brief"), _get(item, "claim")
    name = f"{brief}#{claim}" if brief and claim else _get(_get(item, "body", {}), "id")
    return _shown(name) or _("annotation {number}", number=number)


def _seed_problems(entry: Any, files: Mapping[str, Path], texts: dict[str, str | None]) -> Iterator[str]:
    """Compare an article with its entry, and add its text to ``texts``."""
    if wrong := _malformed(entry, {"file": str, "sha256": str, "encoding": str}):
        yield _("its entry cannot be used: {reason}", reason=wrong)
        return
    if entry.get("digest") != digest(entry):
        yield _("its entry in the manifest was changed")
    name, encoding = entry["file"], entry["encoding"]
    if name in texts:
        yield _("it is listed twice")
    texts[name] = None
    if name not in files:
        yield _("it is not in the folder of articles")
        return
    try:
        data = files[name].read_bytes()
    except OSError as error:
        yield _("it cannot be read: {reason}", reason=error.strerror or error)
        return
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        yield _("it is not the file that was quoted (its SHA-256 differs)")
    try:
        is_utf8 = encoding.lower().replace("_", "-") in ("utf-8", "utf8")
        if not _TEXT_ENCODING.fullmatch(codecs.lookup(encoding).name.replace("-", "_")):
            raise LookupError(encoding)
        texts[name] = data.decode("utf-8-sig" if is_utf8 else encoding)
    except (LookupError, ValueError):
        yield _("it cannot be read as {encoding}", encoding=_shown(encoding))


def _original_problems(entry: Any, files: Mapping[str, Path]) -> Iterator[str]:
    """Compare the file from which an article's text was extracted with the article's entry, if that has one."""
    if not isinstance(entry, dict) or "original" not in entry:
        return
    original = entry["original"]
    if wrong := _malformed(original, {"file": str, "sha256": str}):
        yield _("its original cannot be checked: {reason}", reason=wrong)
        return
    name = _shown(original["file"])
    if original["file"] not in files:
        yield _("its original, {file}, is not in the folder of articles", file=name)
        return
    try:
        if _sha256(files[original["file"]]) != original["sha256"]:
            yield _(
                "its original, {file}, is not the file that was received (its SHA-256 differs)", file=name
            )
    except OSError as error:
        reason = error.strerror or error
        yield _("its original, {file}, cannot be read: {reason}", file=name, reason=reason)


def _sha256(file: Path) -> str:
    """Return the SHA-256 of a file of any size, which is read in pieces."""
    found = hashlib.sha256()
    with file.open("rb") as opened:
        for piece in iter(lambda: opened.read(1 << 20), b""):
            found.update(piece)
    return found.hexdigest()


def _annotation_problems(item: Any, texts: Mapping[str, str | None]) -> Iterator[str]:
    """Check one quotation against the text of its article. An article that cannot be read is reported elsewhere."""
    kinds = {"brief": str, "claim": str, "seed": str, "quote": str, "body": dict, "target": list}
    if wrong := _malformed(item, kinds):
        yield _("an annotation cannot be used: {reason}", reason=wrong)
        return
    if item.get("digest") != digest(item):
        yield _("an annotation was changed")
    if item["body"].get("id") != f"../briefs/{item['brief']}/#{item['claim']}":
        yield _("an annotation links to another claim, {claim}", claim=_words(_get(item["body"], "id")))
    if item["seed"] not in texts:
        file = _shown(item["seed"])
        yield _("an annotation quotes {file}, which is not among the articles listed", file=file)
    text = texts.get(item["seed"])
    if text is not None:
        yield from _quotation_problems(item, text)


def _quotation_problems(item: Record, text: str) -> Iterator[str]:
    typed, targets, file = item["quote"].split(ELLIPSIS), item["target"], _shown(item["seed"])
    if len(typed) != len(targets):
        yield _(
            "the quotation has not as many parts as places in {file}: {parts} and {places}",
            file=file,
            parts=len(typed),
            places=len(targets),
        )
        return
    spans = []
    for piece, target in zip(typed, targets):  # noqa: B905 (Python 3.9 has no `strict`; the lengths are equal)
        words, place = _selector(target, "TextQuoteSelector"), _selector(target, "TextPositionSelector")
        wrong = _malformed(words, {"exact": str}) or _malformed(place, {"start": int, "end": int})
        if wrong:
            yield _("the place of {words} cannot be used: {reason}", words=_words(piece), reason=wrong)
            return
        exact, start, end = words["exact"], place["start"], place["end"]
        spans.append((start, end))
        where = {"words": _words(exact), "start": start, "end": end, "file": file}
        if not 0 <= start < end <= len(text) or end - start != len(exact) or text[start:end] != exact:
            yield _("{words} is not at {start} to {end} of {file}", **where)
        elif not (
            text.endswith(_get(words, "prefix"), 0, start) and text.startswith(_get(words, "suffix"), end)
        ):
            yield _("{words} is at {start} to {end} of {file}, but between other words", **where)
        if not fold(piece) or fold(piece) != fold(exact):
            yield _(
                "the quotation has {typed}, its article {words}", typed=_words(piece), words=_words(exact)
            )
    if any(after[0] < before[1] for before, after in zip(spans, spans[1:])):  # noqa: B905, RUF007 (Python 3.9)
        yield _("the parts of the quotation are not in the same order in its article")
    elif len(spans) > 1 and _is_parted(text, spans[0][0], spans[-1][1]):
        yield _("the quotation skips from one paragraph of its article to another")
    if "pages" in item:
        breaks = _page_breaks(text)
        first, last = (bisect_left(breaks, at) + 1 for at in (spans[0][0], spans[-1][1] - 1))
        pages = f"{first}-{last}" if last > first else str(first)
        if item["pages"] != pages:
            yield _(
                "the quotation is said to be on pages {said} of its article, but is on {pages}",
                said=_words(str(item["pages"])),
                pages=pages,
            )


@cache
def _page_breaks(text: str) -> list[int]:
    return [found.start() for found in re.finditer("\f", text)]


def _is_parted(text: str, start: int, end: int) -> bool:
    """Return whether a stretch of a text has more than one paragraph."""
    starts, ends = _paragraph_breaks(text)
    following = bisect_left(starts, start)
    return following < len(starts) and ends[following] <= end


@cache
def _paragraph_breaks(text: str) -> tuple[list[int], list[int]]:
    """Return where the breaks between paragraphs start, and where they end: blank lines, else the ends of lines."""
    breaks = list(re.finditer(r"\n(?=([^\S\n\f]*\n))", text)) or list(re.finditer(r"\n()", text))
    return [found.start() for found in breaks], [found.end(1) for found in breaks]


def _selector(target: Any, kind: str) -> Any:
    """Return the only selector of a kind, or None if there is none or more than one."""
    selectors = [item for item in _get(target, "selector", []) if _get(item, "type") == kind]
    return selectors[0] if len(selectors) == 1 else None


def _malformed(record: Any, kinds: Mapping[str, type]) -> str:
    """Return what is wrong with the kinds of a record's values, or an empty string."""
    if not isinstance(record, dict):
        return _("it is not an object")
    for key, kind in kinds.items():
        if type(record.get(key)) is not kind:
            return {
                str: _("`{key}` is not text", key=key),
                int: _("`{key}` is not a whole number", key=key),
                list: _("`{key}` is not a list", key=key),
                dict: _("`{key}` is not an object", key=key),
            }[kind]
    return ""


def _get(record: Any, key: str, default: Any = "") -> Any:
    """Return a value of a record, or the default if it has none of that kind."""
    value = record.get(key) if isinstance(record, dict) else None
    return value if isinstance(value, type(default)) else default


def _unique(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError(_("an object has a duplicate key"))
    return record


def _shown(text: str) -> str:
    """Return text that is safe for a terminal: one line, at most 200 characters, nothing invisible."""
    cut = f"{text[:199]}…" if len(text) > 200 else text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in cut)


def _words(text: str) -> str:
    return _('"{words}"', words=_shown(text))


def _say(line: str, stream: TextIO | None = None) -> None:
    """Print a line, with characters that the terminal cannot show escaped."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    print(line.encode(encoding, "backslashreplace").decode(encoding), file=stream)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
