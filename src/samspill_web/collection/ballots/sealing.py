"""Sealing answers (B2): once sealed, only the wave's private key opens them."""

from __future__ import annotations

from base64 import b64decode

from nacl.public import PrivateKey, PublicKey, SealedBox

from samspill_web.collection.models import WaveKey


def seal(key: WaveKey, sheet: bytes) -> bytes:
    """Return a sheet of answers, sealed."""
    return SealedBox(PublicKey(b64decode(key.public))).encrypt(sheet)


def unseal(private: PrivateKey, sealed: bytes) -> bytes:
    """Return what was sealed.

    Raises
    ------
    nacl.exceptions.CryptoError
        It was sealed to another key, or is damaged.
    """
    return SealedBox(private).decrypt(bytes(sealed))
