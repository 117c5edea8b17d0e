"""The key that opens the answers of a wave: its file outside the database, and its sheet on paper.

A private key is 32 bytes. On paper it is 56 letters and figures in groups of four: the key, and a checksum of three bytes that
tells a slip of the pen. Letters that look like figures are not used (Crockford's base 32).
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes, token_hex

from nacl.public import PrivateKey

from samspill.errors import Place, Problem, UsageError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
BITS = 5
KEY, CHECK = 32, 3
LENGTH = (KEY + CHECK) * 8 // BITS
GROUP = 4


def make(path: Path) -> PrivateKey:
    """Make a key and keep it in a file (see ``keep``)."""
    key = PrivateKey.generate()
    keep(path, key.encode())
    return key


def keep(path: Path, secret: bytes) -> None:
    """Keep a secret in a file that its owner alone can read; one that is there already is refused.

    The file gets its name when it is whole: a machine that stops halfway leaves no half key behind.

    Raises
    ------
    FileExistsError
        There is one. It is never overwritten: answers may be sealed with it.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A folder that somebody made beforehand is closed to others too: who may write in it could put a key of their own there.
    path.parent.chmod(0o700)
    unfinished = path.with_name(f".{path.name}-{token_hex(8)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)
    finally:
        unfinished.unlink()
    _settle(path.parent)


def destroy(path: Path) -> None:
    """Destroy the file of a secret, if there is one.

    Its bytes are overwritten before the name is taken away. Where a disk writes every change to a new place (flash, and file
    systems that copy on write), old bytes may stay until it uses the place again: only an encrypted disk is safe from that.
    """
    if path.is_symlink() or not path.exists():
        path.unlink(missing_ok=True)
        return
    with path.open("r+b") as file:
        file.write(token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Bring the names in a folder to the disk: a file whose name is lost is lost."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> PrivateKey | None:
    """Return the key of a file; None where there is none.

    Raises
    ------
    UsageError
        ``collection.key_file``: something else lies there, a link among them. It is no key of ours, and is not used as one.
    """
    found = read_secret(path)
    return PrivateKey(found) if found else None


def read_secret(path: Path) -> bytes | None:
    """Return the 32 bytes of a file; None where there is none. Errors as ``read``."""
    if not path.exists() and not path.is_symlink():
        return None
    if path.is_symlink() or not path.is_file() or path.stat().st_size != KEY:
        raise UsageError(Problem("collection.key_file", Place(), {"name": path.name}))
    return path.read_bytes()


def on_paper(key: PrivateKey) -> str:
    """Return a key as it is printed."""
    secret = key.encode()
    number = int.from_bytes(secret + _checksum(secret), "big")
    letters = "".join(ALPHABET[number >> BITS * place & (len(ALPHABET) - 1)] for place in reversed(range(LENGTH)))
    return " ".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def from_paper(text: str) -> PrivateKey:
    """Return the key of a sheet as somebody typed it; spaces, hyphens and small letters do not matter.

    Raises
    ------
    UsageError
        ``collection.key_length``, ``collection.key_letter``, or ``collection.key_checksum`` where a letter was mistaken.
    """
    letters = "".join(letter for letter in text.upper().translate(LOOKALIKES) if not letter.isspace() and letter not in "-–")
    strange = [letter for letter in letters if letter not in ALPHABET]
    if strange:
        raise UsageError(Problem("collection.key_letter", Place(), {"letter": strange[0]}))
    if len(letters) != LENGTH:
        raise UsageError(Problem("collection.key_length", Place(), {"given": len(letters), "wanted": LENGTH}))
    number = 0
    for letter in letters:
        number = number << BITS | ALPHABET.index(letter)
    whole = number.to_bytes(KEY + CHECK, "big")
    if _checksum(whole[:KEY]) != whole[KEY:]:
        raise UsageError(Problem("collection.key_checksum"))
    return PrivateKey(whole[:KEY])


def _checksum(secret: bytes) -> bytes:
    return sha256(b"samspill key" + secret).digest()[:CHECK]
