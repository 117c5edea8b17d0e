"""A network between a browser and a server that can go down, lose requests, and lose answers to requests that arrived."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Thread
from urllib.parse import urlsplit

ALONG = {"connection", "transfer-encoding", "keep-alive"}
"""Headers that hold between two machines only."""


@dataclass
class Network:
    """What happens on the way. ``loss`` is the share of requests that are lost, half of them after they arrived."""

    server: str
    address: str = ""
    down: bool = False
    loss: float = 0.0
    lose_answers_to: str = ""
    """The path whose next answer is lost on the way back."""
    chance: Random = field(default_factory=lambda: Random(5))  # noqa: S311 -- the same every time
    seen: list[tuple[str, str]] = field(default_factory=list)
    """Method and address of all that was asked for."""

    def fate(self, path: str) -> str:
        """Return whether a request is lost, its answer is lost, or both get through."""
        if self.down:
            return "lost"
        if self.lose_answers_to and path.startswith(self.lose_answers_to):
            self.lose_answers_to = ""
            return "answer lost"
        if self.chance.random() < self.loss and path.startswith("/s/"):
            return self.chance.choice(["lost", "answer lost"])
        return "through"


@contextmanager
def network(server: str) -> Iterator[Network]:
    """Stand between browsers and a server."""
    between = Network(server)
    host = urlsplit(server).netloc

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            between.seen.append((self.command, self.path))
            fate = between.fate(self.path)
            if fate != "lost":
                answer, content = self.ask(body)
            if fate != "through":
                self.close_connection = True
                return
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ALONG:
                    self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_HEAD = handle_any  # noqa: N815 -- named by the library

        def ask(self, body: bytes) -> tuple[http.client.HTTPResponse, bytes]:
            connection = http.client.HTTPConnection(host, timeout=30)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ALONG}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            return answer, content

        def log_message(self, *_args: object) -> None:
            pass

    listening = ThreadingHTTPServer(("localhost", 0), Handler)
    listening.daemon_threads = True
    thread = Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    between.address = f"http://localhost:{listening.server_port}"
    try:
        yield between
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
