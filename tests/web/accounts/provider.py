"""A provider of single sign-on on this machine: discovery, token signed with RS256, userinfo."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class FakeProvider:
    """``claims`` is what it says of whoever comes; ``forged`` overrides parts of the token."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    forged: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def discovery(self) -> dict[str, Any]:
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {"issuer": self.address, "jwks_uri": f"{self.address}/keys"} | {
            f"{name}_endpoint": f"{self.address}/{end}" for name, end in ends.items()
        }

    def token(self) -> dict[str, Any]:
        now = int(time.time())
        said = {"iss": self.address, "aud": "the-client", "sub": self.claims["sub"], "iat": now, "exp": now + 300}
        signed = jwt.encode(said | self.forged, KEY, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "access", "token_type": "Bearer", "id_token": signed, "expires_in": 300}


@contextmanager
def running() -> Iterator[FakeProvider]:
    """Serve a provider on a free port of this machine until the test is over."""
    provider = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(provider.discovery() if self.path.startswith("/.well-known/") else provider.claims)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            provider.asked.append(parse_qs(body))
            provider.headers.append(dict(self.headers))
            self._answer(provider.token())

        def _answer(self, answer: dict[str, Any]) -> None:
            text = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
