"""Fetch a page from the web, when a user asks for it by name: the one place that opens a connection."""

from __future__ import annotations

import re
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

LARGEST = 10_000_000  # bytes of a page
SECONDS = 30  # for all of it
_AT_ONCE = 65_536  # bytes
_SCHEMES = ("http", "https")
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<(?:\?xml|!--)[^>]*>\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE
)
_REFUSALS = (401, 403, 406, 429, 451)  # what sites answer to what is no browser


class FetchError(Exception):
    """A page could not be had; the text says why, in one sentence without its subject."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the bytes as received, the address that gave them in the end, their type and charset as told."""

    data: bytes
    url: str
    type: str
    charset: str


class _OnTheWeb(HTTPRedirectHandler):
    """Follows redirects to http and https alone, never to a file or another service, and never down from https."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        target = urljoin(req.full_url, newurl)
        if urlsplit(target).scheme not in _SCHEMES:
            raise FetchError(f"leads to {target}, which is no address of the web")
        if req.type == "https" and urlsplit(target).scheme == "http":
            raise FetchError(f"leads from https to {target}; name that address if you trust it")
        return super().redirect_request(req, fp, code, msg, headers, target)


def is_url(seed: str) -> bool:
    """Say whether what a user names is an address rather than a file."""
    return seed.lower().startswith(("http://", "https://"))


def fetch(url: str, *, seconds: float = SECONDS, largest: int = LARGEST) -> Fetched:
    """Fetch a page. Raises FetchError; a page that is larger or slower than allowed is left alone."""
    deadline = time.monotonic() + seconds
    try:
        request = Request(_quoted(url), headers={"User-Agent": "seedbrief", "Accept-Encoding": "identity"})
        with build_opener(_OnTheWeb).open(request, timeout=seconds) as response:
            data = _read(response, deadline, largest)
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise FetchError("comes packed, though that was not asked for; save the page by hand")
            charset = response.headers.get_content_charset("")
            return Fetched(data, response.geturl(), _type(response.headers, data), charset)
    except HTTPError as error:
        raise FetchError(_answer(error)) from None
    except URLError as error:
        raise FetchError(f"cannot be reached: {_reason(error.reason)}") from None
    except TimeoutError:
        raise FetchError(f"takes longer than {seconds:g} seconds") from None
    except (OSError, HTTPException, ValueError) as error:
        raise FetchError(f"cannot be read: {_reason(error)}") from None


def _type(headers: HTTPMessage, data: bytes) -> str:
    """Give the media type that was told; where none was, or what is none, that of a page if it begins like one."""
    told, kind = headers.get("Content-Type", ""), headers.get_content_type()  # which is text/plain by default
    is_told = told.partition(";")[0].strip().lower() == kind
    return "text/html" if not is_told and _HTML_START.match(data) else kind


def _answer(error: HTTPError) -> str:
    """Say what a site answered in place of a page."""
    if 300 <= error.code < 400:
        return f"leads to {error.headers.get('Location')}, which is no address of the web, or leads round in a circle"
    advice = "; save it in your browser, and name the file" if error.code in _REFUSALS else ""
    return f"answers {error.code} {error.reason}".rstrip() + advice


def _read(response: HTTPResponse, deadline: float, largest: int) -> bytes:
    data = bytearray()
    while chunk := response.read1(_AT_ONCE):
        data += chunk
        if len(data) > largest:
            raise FetchError(f"has more than {largest:,} bytes")
        if time.monotonic() > deadline:  # a server can send a byte at a time, and never be late with the next
            raise TimeoutError
    missing = response.length  # what was announced and did not come
    if missing:
        raise FetchError(f"broke off {missing:,} bytes before its end")
    return bytes(data)


def _quoted(url: str) -> str:
    """Write an address in ASCII, as a request needs it."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise FetchError("names no host")
    host = parts.hostname.encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    place = f"{host}:{parts.port}" if parts.port else host
    return urlunsplit(
        (
            parts.scheme,
            place,
            quote(parts.path, safe="/%:@!$&'()*+,;=~"),
            quote(parts.query, safe="=&%/?:@!$'()*+,;~"),
            "",
        )
    )


def _reason(error: object) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLError):
        return f"its certificate does not hold ({error.reason or error})"
    return str(getattr(error, "strerror", None) or error)
