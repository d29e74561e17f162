"""Downloads a web page whose URL the user gave: the only module that opens a network connection."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Thread
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener, getproxies

from generator.ingest.readers.signature import looks_like_html

MAX_BYTES = 10_000_000  # of all responses: redirects, headers and the page
TIMEOUT = 30  # seconds for everything, from the first look-up of a host name
_CHUNK = 65_536  # bytes
_SCHEMES = ("http", "https")
_REDIRECTS = (301, 302, 303, 307, 308)
_NAT64 = IPv6Network("64:ff9b::/96")  # IPv4 addresses as seen from a network that has only IPv6
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


@dataclass(slots=True)
class _Limits:
    """What a download may use, whatever part of it the server makes long or slow."""

    deadline: float
    max_bytes: int
    allow_private: bool
    received: int = 0  # bytes

    def seconds_left(self) -> float:
        """Return a positive number of seconds. Raises TimeoutError."""
        if (seconds := self.deadline - time.monotonic()) <= 0:
            raise TimeoutError
        return seconds

    def count(self, received: int) -> None:
        self.received += received
        if self.received > self.max_bytes:
            raise FetchError(f"the server sent more than {self.max_bytes:,} bytes")

    def connect(self, address: tuple[str, int], *_: object) -> socket.socket:
        """Connect to a host and port. Raises FetchError, TimeoutError or OSError."""
        found = self._look_up(*address)
        if not self.allow_private and address not in _proxies():
            private = [sockaddr[0] for *_, sockaddr in found if not _is_public(str(sockaddr[0]))]
            found = [info for info in found if info[-1][0] not in private]
            if not found:
                host = address[0] if address[0] in private else f"{address[0]} ({private[0]})"
                raise FetchError(f"{host} is in a private network; add --allow-private if you trust it")
        for index, (family, kind, protocol, _, sockaddr) in enumerate(found):
            connection = _Socket(family, kind, protocol)
            connection.limits = self
            connection.settimeout(self.seconds_left() / (len(found) - index))
            try:
                connection.connect(sockaddr)
            except OSError:
                connection.close()
                if index == len(found) - 1:
                    raise
            else:
                return connection
        raise OSError("the host name has no address")

    def _look_up(self, host: str, port: int) -> list[Any]:
        """Return what ``socket.getaddrinfo`` does, which has no timeout of its own."""
        result: Future[list[Any]] = Future()

        def look_up() -> None:
            try:
                result.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except (OSError, ValueError) as error:
                result.set_exception(error)

        Thread(target=look_up, daemon=True).start()
        return result.result(self.seconds_left())


def _is_public(address: str) -> bool:
    """Return whether an IP address, or the IPv4 address inside it, is one of the public internet."""
    ip: IPv4Address | IPv6Address | None = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.is_site_local:
            return False
        inner = IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else ip.ipv4_mapped or ip.sixtofour
        ip = inner or ip
    return ip is not None and ip.is_global and not ip.is_multicast


def _proxies() -> set[tuple[str, int]]:
    """Return the hosts and ports of the proxies that the user has set up, which may be private."""
    urls = (
        urlsplit(url if "://" in url else f"//{url}")
        for name, url in getproxies().items()
        if name in _SCHEMES
    )
    return {(url.hostname or "", url.port or 80) for url in urls}


class _Socket(socket.socket):
    """A socket with limits. Everything that http.client reads, it reads with ``recv_into``."""

    limits: _Limits

    def recv_into(self, *arguments: Any) -> int:
        return _receive(self, super().recv_into, arguments)


class _TlsSocket(ssl.SSLSocket):
    limits: _Limits

    def recv_into(self, *arguments: Any) -> int:
        return _receive(self, super().recv_into, arguments)


def _receive(
    connection: _Socket | _TlsSocket, recv_into: Callable[..., int], arguments: tuple[Any, ...]
) -> int:
    # The timeout alone never fires if a byte arrives now and then.
    connection.settimeout(connection.limits.seconds_left())
    received = recv_into(*arguments)
    connection.limits.count(received)
    return received


class _Connection(HTTPConnection):
    def __init__(self, limits: _Limits, host: str, **options: Any) -> None:
        super().__init__(host, **options)
        # Private API: http.client connects with this, also to a proxy, through which it then opens its tunnel.
        self._create_connection = limits.connect


class _TlsConnection(HTTPSConnection):
    def __init__(self, limits: _Limits, host: str, **options: Any) -> None:
        self._limits = limits
        super().__init__(host, **options)
        self._create_connection = limits.connect

    def connect(self) -> None:
        super().connect()
        assert isinstance(self.sock, _TlsSocket)
        self.sock.limits = self._limits


class _HttpHandler(HTTPHandler):
    def __init__(self, limits: _Limits) -> None:
        super().__init__()
        self._limits = limits

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(partial(_Connection, self._limits), req)


class _HttpsHandler(HTTPSHandler):
    def __init__(self, limits: _Limits) -> None:
        super().__init__()
        self._limits = limits

    def https_open(self, req: Request) -> HTTPResponse:
        context = ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        context.sslsocket_class = _TlsSocket
        return self.do_open(partial(_TlsConnection, self._limits), req, context=context)


class _WebRedirectHandler(HTTPRedirectHandler):
    """Follows redirects to http and https only, and never from https to http."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        fp.close()  # or its body would be read
        target = urljoin(req.full_url, newurl)
        if urlsplit(target).scheme not in _SCHEMES:
            raise FetchError(_not_web(target))
        if req.type == "https" and urlsplit(target).scheme == "http":
            raise FetchError(f"redirects from https to {target}; use that URL if you trust it")
        return super().redirect_request(req, fp, code, msg, headers, target)


def is_url(argument: str) -> bool:
    """Return whether a command-line argument is an http or https URL rather than a file."""
    return argument.lower().startswith(("http://", "https://"))


def fetch(
    url: str, *, allow_private: bool = False, timeout: float = TIMEOUT, max_bytes: int = MAX_BYTES
) -> Download:
    """Download a page within ``timeout`` seconds and ``max_bytes`` of all that servers send. Raises FetchError.

    Connects to public addresses only, unless ``allow_private`` is set.
    """
    limits = _Limits(time.monotonic() + timeout, max_bytes, allow_private)
    opener = build_opener(_WebRedirectHandler, _HttpHandler(limits), _HttpsHandler(limits))
    try:
        request = Request(_ascii_url(url), headers={"User-Agent": "seedbrief", "Accept-Encoding": "identity"})
        with opener.open(request, timeout=timeout) as response:
            data = _read(response)
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise FetchError(
                    "the server sent compressed data we did not request; save the page in your browser and pass"
                    " the file"
                )
            charset = response.headers.get_content_charset("")
            return Download(data, response.geturl(), _media_type(response.headers, data), charset)
    except HTTPError as error:
        raise FetchError(_describe_status(error)) from None
    except (OSError, HTTPException, ValueError) as error:  # a URLError is an OSError
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):
            raise FetchError(f"took longer than {timeout:g} seconds") from None
        verb = "reached" if isinstance(error, URLError) else "read"
        raise FetchError(f"cannot be {verb}: {_describe(reason)}") from None


def _media_type(headers: HTTPMessage, data: bytes) -> str:
    """Return the media type from the headers; if it is missing or malformed, text/html if the data look like HTML."""
    written, parsed = (
        headers.get("Content-Type", ""),
        headers.get_content_type(),
    )  # parsed: text/plain by default
    is_valid = written.partition(";")[0].strip().lower() == parsed
    return "text/html" if not is_valid and looks_like_html(data) else parsed


def _describe_status(error: HTTPError) -> str:
    location = error.headers.get("Location")
    if error.code in _REDIRECTS and location:
        target = urljoin(error.url, location)
        return "redirects in a loop" if urlsplit(target).scheme in _SCHEMES else _not_web(target)
    advice = "; save the page in your browser and pass the file" if error.code in _BROWSERS_ONLY else ""
    return f"the server answered {error.code} {error.reason}".rstrip() + advice


def _not_web(target: str) -> str:
    return f"redirects to {target}, which is not an http or https URL"


def _read(response: HTTPResponse) -> bytes:
    data = bytearray()
    while chunk := response.read1(_CHUNK):
        data += chunk
    if missing := response.length:  # of the announced Content-Length
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
    if isinstance(error, ssl.SSLError):
        return f"its TLS certificate is not valid ({error.reason or error})"
    return str(getattr(error, "strerror", None) or error)
