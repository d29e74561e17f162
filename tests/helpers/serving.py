"""A running ``mkdocs serve``, and what it shows."""

import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.example import COMMANDS, Project, environment

LIMIT = 120  # seconds; only a server that will never show it takes so long
BANNER = 'class="sb-diagnostics"'
PLAIN = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past any proxy that is set


@dataclass(frozen=True)
class Server:
    """A running ``mkdocs serve`` of a project."""

    project: Project
    address: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def get(self, page: str = "") -> tuple[int, str]:
        """Give a page's status and HTML; status 0: nobody answers yet."""
        try:
            with PLAIN.open(self.address + page, timeout=LIMIT) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def wait_for(self, page: str, seen: Callable[[str], bool], status: int = 200) -> str:
        """Wait until a page is as it should be, and give its HTML."""
        end = time.monotonic() + LIMIT
        while True:
            answer = self.get(page)
            if answer[0] == status and seen(answer[1]):
                return answer[1]
            assert self.process.poll() is None, f"the server has ended:\n{self.log.read_text()}"
            assert time.monotonic() < end, f"{page} stays as it is: {answer}\n{self.log.read_text()}"
            time.sleep(0.1)

    def wait_for_words(self, page: str, words: str) -> str:
        return self.wait_for(page, lambda html: words in html)


@contextmanager
def serving(project: Project, *options: str, command: str = "mkdocs") -> Iterator[Server]:
    """Run ``mkdocs serve`` on a project, or that of another engine, and wait until it answers."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        where = f"127.0.0.1:{free.getsockname()[1]}"
        free.close()
        log = Path(folder, "serve.log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [COMMANDS / command, "serve", "--dev-addr", where, *options],
                cwd=project.root,
                env=environment(TMPDIR=folder),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                server = Server(project, f"http://{where}/", process, log)
                server.wait_for("", lambda html: bool(html))
                yield server
            finally:
                _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End it as Ctrl+C does, and if that does not help, for good."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
