"""Downloading a page: no server can make it long, large or lead it into a private network."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.ingest.download import FetchError, fetch

OK = b"HTTP/1.1 200 OK\r\n"
MOVED = b"HTTP/1.1 302 Found\r\nLocation: /page\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PAGE = OK + b"Content-Length: 4\r\n\r\npage"
ENDLESS = {  # path -> what a server sends once, and what it then repeats
    "/body": (OK + b"\r\n", b"x"),
    "/chunks": (CHUNKED, b"1\r\nx\r\n"),
    "/chunk-size": (CHUNKED, b"0"),
    "/trailers": (CHUNKED + b"0\r\n", b"a: b\r\n"),
    "/status-line": (b"HTTP/1.1 200 ", b"x"),
    "/header": (OK + b"a: ", b"x"),
    "/headers": (OK, b"a: b\r\n"),
    "/continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "/continue-headers": (b"HTTP/1.1 100 Continue\r\n", b"a: b\r\n"),
    "/error-headers": (b"HTTP/1.1 404 Not Found\r\n", b"a: b\r\n"),
    "/redirect-headers": (MOVED, b"a: b\r\n"),
}


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    """A server that repeats something without end: in large pieces, or below ``/drip`` byte by byte."""

    def respond(client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            path = client.recv(65_536).decode().split(" ")[1]
            path = path.removeprefix("http://news.example")  # as a proxy is asked
            if path == "/page":
                client.sendall(PAGE)
            elif path in ("/redirect-body", "/drip/redirect-body"):
                client.sendall(MOVED + b"\r\n")
                repeat(client, b"x", path)
            else:
                once, repeated = ENDLESS[path.removeprefix("/drip")]
                client.sendall(once)
                repeat(client, repeated, path)

    def repeat(client: socket.socket, repeated: bytes, path: str) -> None:
        for number in range(3000):
            if path.startswith("/drip"):
                client.sendall(repeated[number % len(repeated) :][:1])
                time.sleep(0.02)
            else:
                client.sendall(repeated * 1000)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=respond, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.mark.parametrize("path", ENDLESS)
def test_an_endless_response_ends_the_download(web: str, path: str):
    # http.client itself limits lines to 65,536 bytes and headers to 100.
    with pytest.raises(FetchError, match=r"sent more than 60,000 bytes|got more than 100 headers|404"):
        fetch(web + path, allow_private=True, timeout=5, max_bytes=60_000)


@pytest.mark.parametrize("path", ENDLESS)
def test_a_response_that_drips_ends_in_time(web: str, path: str):
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"took longer than 0.1 seconds"):
        fetch(f"{web}/drip{path}", allow_private=True, timeout=0.1)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("path", ["/redirect-body", "/drip/redirect-body"])
def test_the_body_of_a_redirect_is_not_read(web: str, path: str):
    page = fetch(web + path, allow_private=True, timeout=5, max_bytes=60_000)
    assert (page.data, page.url) == (b"page", f"{web}/page")


def test_the_limits_apply_to_all_responses_together(web: str):
    assert fetch(f"{web}/page", allow_private=True, max_bytes=len(PAGE)).data == b"page"
    with pytest.raises(FetchError, match="sent more than"):
        fetch(f"{web}/page", allow_private=True, max_bytes=len(PAGE) - 1)
    with pytest.raises(FetchError, match="sent more than"):
        fetch(f"{web}/redirect-body", allow_private=True, max_bytes=len(MOVED) + len(PAGE))


def test_a_tls_handshake_that_never_ends_ends_in_time(web: str):
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(FetchError, match="took longer than"),
    ):
        fetch(f"https://127.0.0.1:{silent.getsockname()[1]}/", allow_private=True, timeout=0.1)


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
def test_the_limits_apply_to_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
            ),
            *(
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                key,
                "-out",
                certificate,
            ),
        ],
        check=True,
        capture_output=True,
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def respond() -> None:
        for response in (PAGE, OK + b"\r\n" + b"x" * 5000, OK):
            client = context.wrap_socket(listener.accept()[0], server_side=True)
            client.recv(65_536)
            client.sendall(response)
            open_clients.append(client)  # which the last response waits for
            if response != OK:
                client.close()

    open_clients: list[ssl.SSLSocket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=respond, daemon=True).start()
        url = f"https://localhost:{listener.getsockname()[1]}/"
        assert fetch(url, allow_private=True).data == b"page"
        with pytest.raises(FetchError, match="sent more than 4,000 bytes"):
            fetch(url, allow_private=True, max_bytes=4000)
        with pytest.raises(FetchError, match="took longer than"):
            fetch(url, allow_private=True, timeout=0.2)
    for client in open_clients:
        client.close()


def test_a_name_server_that_does_not_answer_ends_in_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.5))
    with pytest.raises(FetchError, match=r"took longer than 0.05 seconds"):
        fetch("http://news.example/", timeout=0.05)


def found(*addresses: str) -> object:
    """Return a ``socket.getaddrinfo`` that finds these addresses for every name."""

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [
            (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 0, "", (ip, port))
            for ip in addresses
        ]

    return look_up


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *(
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1%1",
            "fc00::1",
            "fec0::1",
            "ff02::1",
        ),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    ],
)
def test_a_host_in_a_private_network_is_not_connected_to(address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "getaddrinfo", found(address))
    with pytest.raises(
        FetchError, match=r"^news\.example \(.*\) is in a private network; add --allow-private"
    ):
        fetch("http://news.example/", timeout=1)


@pytest.mark.parametrize("addresses", [("10.0.0.1", "192.0.33.8"), ("2606:4700::1", "fc00::1"), ("8.8.8.8",)])
def test_only_public_addresses_are_connected_to(addresses: tuple[str, ...], monkeypatch: pytest.MonkeyPatch):
    tried: list[str] = []

    def connect(_: socket.socket, address: tuple[str, int]) -> None:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", found(*addresses))
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch("http://news.example/")
    assert tried == [ip for ip in addresses if ip not in ("10.0.0.1", "fc00::1")]


def test_the_hosts_of_redirects_are_checked_too(web: str, monkeypatch: pytest.MonkeyPatch):
    answers = iter((True, False))
    monkeypatch.setattr("generator.ingest.download._is_public", lambda _: next(answers))
    with pytest.raises(FetchError, match=r"^127\.0\.0\.1 is in a private network"):
        fetch(f"{web}/redirect-body", timeout=5)


def test_a_proxy_may_be_private(web: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", web)
    assert fetch("http://news.example/page", timeout=5).data == b"page"
