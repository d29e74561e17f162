"""Downloads a web page whose URL the user gave: the only module that opens a network connection."""

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

MAX_BYTES = 10_000_000
TIMEOUT = 30  # seconds for the whole download
_CHUNK = 65_536  # bytes
_SCHEMES = ("http", "https")
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<(?:\?xml|!--)[^>]*>\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE
)
_REDIRECTS = (301, 302, 303, 307, 308)
_BROWSERS_ONLY = (401, 403, 406, 429, 451)  # status codes that sites often send to anything but a browser


class FetchError(Exception):
    """A page could not be downloaded; the message says why, to be shown after the URL and a colon."""


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes as received, the URL after all redirects, and the media type and charset that the server named."""

    data: bytes
    url: str
    media_type: str
    charset: str


class _WebRedirectHandler(HTTPRedirectHandler):
    """Follows redirects to http and https only, and never from https to http."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        target = urljoin(req.full_url, newurl)
        if urlsplit(target).scheme not in _SCHEMES:
            raise FetchError(_not_web(target))
        if req.type == "https" and urlsplit(target).scheme == "http":
            raise FetchError(f"redirects from https to {target}; use that URL if you trust it")
        return super().redirect_request(req, fp, code, msg, headers, target)


def is_url(argument: str) -> bool:
    """Return whether a command-line argument is an http or https URL rather than a file."""
    return argument.lower().startswith(("http://", "https://"))


def fetch(url: str, *, timeout: float = TIMEOUT, max_bytes: int = MAX_BYTES) -> Download:
    """Download a page within ``timeout`` seconds. Raises FetchError, also if it is larger than ``max_bytes``."""
    deadline = time.monotonic() + timeout
    try:
        request = Request(_ascii_url(url), headers={"User-Agent": "seedbrief", "Accept-Encoding": "identity"})
        with build_opener(_WebRedirectHandler).open(request, timeout=timeout) as response:
            data = _read(response, deadline, max_bytes)
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise FetchError(
                    "the server sent compressed data we did not request; save the page in your browser and pass"
                    " the file"
                )
            charset = response.headers.get_content_charset("")
            return Download(data, response.geturl(), _media_type(response.headers, data), charset)
    except HTTPError as error:
        raise FetchError(_describe_status(error)) from None
    except URLError as error:
        raise FetchError(f"cannot be reached: {_describe(error.reason)}") from None
    except TimeoutError:
        raise FetchError(f"took longer than {timeout:g} seconds") from None
    except (OSError, HTTPException, ValueError) as error:
        raise FetchError(f"cannot be read: {_describe(error)}") from None


def _media_type(headers: HTTPMessage, data: bytes) -> str:
    """Return the media type from the headers; if it is missing or malformed, text/html if the data look like HTML."""
    written, parsed = (
        headers.get("Content-Type", ""),
        headers.get_content_type(),
    )  # parsed: text/plain by default
    is_valid = written.partition(";")[0].strip().lower() == parsed
    return "text/html" if not is_valid and _HTML_START.match(data) else parsed


def _describe_status(error: HTTPError) -> str:
    location = error.headers.get("Location")
    if error.code in _REDIRECTS and location:
        target = urljoin(error.url, location)
        return "redirects in a loop" if urlsplit(target).scheme in _SCHEMES else _not_web(target)
    advice = "; save the page in your browser and pass the file" if error.code in _BROWSERS_ONLY else ""
    return f"the server answered {error.code} {error.reason}".rstrip() + advice


def _not_web(target: str) -> str:
    return f"redirects to {target}, which is not an http or https URL"


def _read(response: HTTPResponse, deadline: float, max_bytes: int) -> bytes:
    data = bytearray()
    while chunk := response.read1(_CHUNK):
        data += chunk
        if len(data) > max_bytes:
            raise FetchError(f"is larger than {max_bytes:,} bytes")
        if time.monotonic() > deadline:  # the socket's timeout never fires if a byte arrives now and then
            raise TimeoutError
    missing = response.length  # of the announced Content-Length
    if missing:
        raise FetchError(f"the connection closed {missing:,} bytes too early")
    return bytes(data)


def _ascii_url(url: str) -> str:
    """Return the URL in ASCII, as a request needs it: IDNA for the host, percent-encoding for the rest."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise FetchError("has no host name")
    host = parts.hostname.encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    netloc = f"{host}:{parts.port}" if parts.port else host
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~")
    query = quote(parts.query, safe="=&%/?:@!$'()*+,;~")
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def _describe(error: object) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLError):
        return f"its TLS certificate is not valid ({error.reason or error})"
    return str(getattr(error, "strerror", None) or error)
