"""The files that a site is read from and written to: rules for reading, templates and URLs.

``project.files`` and ``render.pages`` report the rules for which there is no check here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from generator.diagnostics import Diagnostic, Rule, Span
from generator.load.invisible_text import INVISIBLE_TEXT, unpaired_controls
from generator.load.loader import RESERVED_NAME, windows_device
from generator.model.content import PAGES
from generator.model.fields import WINDOWS_DEVICES
from generator.text.encoding import decode_text
from generator.text.front_matter import read_front_matter

FILE_IS_LINK = Rule("file-is-link", "Files and folders must not be symbolic links.")
FILE_TOO_LARGE = Rule(
    "file-too-large",
    "A YAML file must not be larger than 1 MB, a seed not larger than 5 MB, its original not larger than 100 MB.",
)
FILE_UNREADABLE = Rule("file-unreadable", "Every file must be readable.")
TEMPLATE_ERROR = Rule("template-error", "Templates must render without errors.")
OUTPUT_COLLISION = Rule("output-collision", "Two files of the site must not have the same URL.")
RULES = (FILE_IS_LINK, FILE_TOO_LARGE, FILE_UNREADABLE, TEMPLATE_ERROR, OUTPUT_COLLISION)

_DEVICES = (*WINDOWS_DEVICES, "conin$", "conout$")
_REFUSED_ON_WINDOWS = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]\Z')
_MADE_LATER = ("404.html", "sitemap.xml", "sitemap.xml.gz")  # by MkDocs, over a file of that name
_SEARCH_FOLDER = "pagefind/"


def check_site_files(files: Mapping[str, bytes], generated: Iterable[str]) -> Iterator[Diagnostic]:
    """Check hand-written pages and the URIs of ``generated`` files: their names and encodings, and collisions."""
    yield from _texts_of_pages(files)
    yield from _names_on_windows(files)
    yield from _collisions(files, generated)


def _texts_of_pages(files: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Check the texts of hand-written pages. MkDocs reads them by itself, but not what it cannot decode."""
    for path in sorted(files):
        if path.startswith(PAGES) and path.endswith(".md"):
            text = decode_text(path, files[path])
            if isinstance(text, Diagnostic):
                yield text
                continue
            yield from read_front_matter(path, text)[2]
            for control in unpaired_controls(text):
                line, column = (
                    text.count("\n", 0, control.offset) + 1,
                    control.offset - text.rfind("\n", 0, control.offset),
                )
                span = Span(path, line, column, line, column + 1)
                yield INVISIBLE_TEXT.at(span, control.message, control.hint)


def _names_on_windows(files: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Report hand-written files and folders that cannot be checked out, or built, on Windows."""
    for path in sorted(files):
        for name in PurePosixPath(path.removeprefix(PAGES)).parts if path.startswith(PAGES) else ():
            if unicodedata.normalize("NFKC", name).casefold().partition(".")[0].rstrip() in _DEVICES:
                yield windows_device(name, Span(path))
            elif refused := _REFUSED_ON_WINDOWS.search(name.removesuffix(".md")):
                has = (
                    f"contains `{refused[0]}`" if refused[0] not in ". " else "ends with a space or full stop"
                )
                message = f"{name!r} cannot be a name on Windows: it {has}"
                yield RESERVED_NAME.at(Span(path), message, "choose another name")


def _collisions(files: Mapping[str, bytes], generated: Iterable[str]) -> Iterator[Diagnostic]:
    hand_written: dict[str, str] = {}
    for path in sorted(files):
        if path.startswith(PAGES):
            first = hand_written.setdefault(_built_path(path.removeprefix(PAGES)), path)
            if first != path:
                message = f"{path.removeprefix(PAGES)} and {first.removeprefix(PAGES)} have the same URL"
                hint = "rename one of them"
                if unicodedata.normalize("NFC", first) == unicodedata.normalize("NFC", path):
                    hint += "; only the encoding of their accents differs (Unicode NFC, NFD)"
                yield OUTPUT_COLLISION.at(Span(path), message, hint)
    seen: dict[str, str] = {}
    for uri in (*generated, *_MADE_LATER):
        path = _built_path(uri)
        if path in hand_written:
            message = f"this page has the same URL as the generated {uri}"
            yield OUTPUT_COLLISION.at(Span(hand_written[path]), message, "give it another file name")
        elif path in seen:
            yield OUTPUT_COLLISION.at(
                Span(uri), f"{uri} and {seen[path]} have the same URL", "rename one of them"
            )
        seen.setdefault(path, uri)
    folders: set[str] = set()
    for path in (*hand_written, *seen):
        while (path := path.rpartition("/")[0]) and path not in folders:
            folders.add(path)
    for path, file in hand_written.items():
        if path in folders:
            message = f"the site has a folder with the URL of this file, {path}/"
            yield OUTPUT_COLLISION.at(Span(file), message, "give it another file name")
        elif path.startswith(_SEARCH_FOLDER):
            message = f"the search index is written to {_SEARCH_FOLDER}, over what is there"
            yield OUTPUT_COLLISION.at(Span(file), message, "move it to another folder")


@lru_cache(maxsize=1 << 17)
def _built_path(uri: str) -> str:
    """Return the path at which MkDocs writes a file, as a file system sees it that ignores case and normal form."""
    path = PurePosixPath(unicodedata.normalize("NFKC", uri).casefold())
    if path.suffix == ".md":
        folder = path.parent if path.stem in ("index", "readme") else path.with_suffix("")
        path = folder / "index.html"
    return str(path)
