"""A passkey in software: it answers what a telephone would answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from secrets import token_bytes

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGIN = "https://testserver"
FLAGS = AuthenticatorData.FLAG


@dataclass
class SoftKey:
    """One key of one site; ``verifies`` tells whether it asks for a face, a finger or a code."""

    site: str = "testserver"
    origin: str = ORIGIN
    verifies: bool = True
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    identity: bytes = field(default_factory=lambda: token_bytes(16))
    user: str = ""

    def register(self, options: dict) -> dict:
        """Answer to an invitation to make a key."""
        public = options["publicKey"]
        self.user = public["user"]["id"]
        made = AttestedCredentialData.create(b"\0" * 16, self.identity, ES256.from_cryptography_key(self.private.public_key()))
        client = self._client("webauthn.create", public["challenge"])
        attested = AttestationObject.create("none", self._data(FLAGS.AT, made), {})
        return self._answer({"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(attested)}) | {
            "clientExtensionResults": {"credProps": {"rk": True}}
        }

    def sign(self, options: dict) -> dict:
        """Answer to a question who one is."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._data(FLAGS(0))
        signed = self.private.sign(bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signed}
        return self._answer({name: websafe_encode(part) for name, part in parts.items()} | {"userHandle": self.user})

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(type=kind, challenge=challenge, origin=self.origin)

    def _data(self, flags: AuthenticatorData.FLAG, made: AttestedCredentialData | bytes = b"") -> AuthenticatorData:
        flags |= FLAGS.UP | (FLAGS.UV if self.verifies else FLAGS(0))
        return AuthenticatorData.create(hashlib.sha256(self.site.encode()).digest(), flags, 0, made)

    def _answer(self, response: dict) -> dict:
        return {
            "id": websafe_encode(self.identity),
            "rawId": websafe_encode(self.identity),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
