"""The key of a wave in three shares on paper: any two give it back, and one alone tells nothing (Shamir's secret sharing).

Each byte of the key is the value at 0 of a random line over the field of 256 elements; a share is the line's value at 1, 2 or
3. On paper a share is 64 letters and figures in groups of four: which share it is, which key it belongs to (the beginning of a
hash of the public half, which is no secret), the share, and a checksum that tells a slip of the pen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes

from nacl.public import PrivateKey

from samspill.errors import Place, Problem, UsageError
from samspill_web.collection.keys import ALPHABET, BITS, GROUP, KEY, LOOKALIKES

NUMBERS = (1, 2, 3)
NEEDED = 2
NAME, CHECK = 3, 4
LENGTH = (1 + NAME + KEY + CHECK) * 8 // BITS
FIELD = 0x11B
"""x^8 + x^4 + x^3 + x + 1: the polynomial of the field that is common in cryptography (AES)."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share as it was read from paper; ``name`` tells which key it belongs to."""

    number: int
    name: bytes
    value: bytes


def split(key: PrivateKey) -> tuple[str, str, str]:
    """Return the three shares of a key as they are printed. Splitting again gives other shares, which do not fit these."""
    secret, slope = key.encode(), token_bytes(KEY)
    name = _name(key)
    first, second, third = (on_paper(Share(number, name, _at(number, secret, slope))) for number in NUMBERS)
    return first, second, third


def restore(texts: Iterable[str]) -> PrivateKey:
    """Return the key of two shares (or three) as somebody typed them.

    Raises
    ------
    UsageError
        ``ceremony.share_length``, ``share_letter`` or ``share_checksum`` of each text that is wrong, with its place among them;
        ``ceremony.shares_few``, ``shares_same`` for one share typed twice, ``shares_other_key`` where they do not fit.
    """
    found = _read(texts)
    if len(found) < NEEDED:
        raise UsageError(Problem("ceremony.shares_few", Place(), {"given": len(found), "wanted": NEEDED}))
    if len({share.number for share in found}) < len(found):
        raise UsageError(Problem("ceremony.shares_same"))
    keys = {_through(one, other) for place, one in enumerate(found) for other in found[place + 1 :]}
    key = PrivateKey(keys.pop())
    if keys or any(share.name != _name(key) for share in found):
        raise UsageError(Problem("ceremony.shares_other_key"))
    return key


def on_paper(share: Share) -> str:
    """Return a share as it is printed."""
    told = bytes([share.number]) + share.name + share.value
    number = int.from_bytes(told + _checksum(told), "big")
    letters = "".join(ALPHABET[number >> BITS * place & (len(ALPHABET) - 1)] for place in reversed(range(LENGTH)))
    return " ".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def from_paper(text: str, place: int = 1) -> Share:
    """Return a share as somebody typed it; spaces, hyphens and small letters do not matter. Errors as ``restore``."""
    # Nobody types this much: what is longer is not looked at, however long it is.
    text = text[: LENGTH * 8].upper().translate(LOOKALIKES)
    letters = "".join(letter for letter in text if not letter.isspace() and letter not in "-–—‑.")
    strange = [letter for letter in letters if letter not in ALPHABET]
    if strange:
        raise UsageError(Problem("ceremony.share_letter", Place(), {"place": place, "letter": strange[0]}))
    if len(letters) != LENGTH:
        data = {"place": place, "given": len(letters), "wanted": LENGTH}
        raise UsageError(Problem("ceremony.share_length", Place(), data))
    number = 0
    for letter in letters:
        number = number << BITS | ALPHABET.index(letter)
    whole = number.to_bytes(LENGTH * BITS // 8, "big")
    told, check = whole[:-CHECK], whole[-CHECK:]
    if _checksum(told) != check or told[0] not in NUMBERS:
        raise UsageError(Problem("ceremony.share_checksum", Place(), {"place": place}))
    return Share(told[0], told[1 : 1 + NAME], told[1 + NAME :])


def multiply(one: int, other: int) -> int:
    """Return the product of two elements of the field.

    Examples
    --------
    >>> multiply(0x57, 0x83) == 0xC1, multiply(0x53, 0xCA)
    (True, 1)
    """
    product = 0
    while other:
        product ^= one if other & 1 else 0
        one = one << 1 ^ (FIELD if one & 0x80 else 0)
        other >>= 1
    return product


def inverse(one: int) -> int:
    """Return what an element, not 0, must be multiplied with to give 1: its 254th power."""
    power = 1
    for _ in range(254):
        power = multiply(power, one)
    return power


def _read(texts: Iterable[str]) -> list[Share]:
    """Read all texts; each that is wrong is told with its place."""
    found: list[Share] = []
    wrong: list[Problem] = []
    for place, text in enumerate(texts, 1):
        try:
            found.append(from_paper(text, place))
        except UsageError as error:
            wrong += error.problems
    if wrong:
        raise UsageError(wrong)
    return found


def _at(number: int, secret: bytes, slope: bytes) -> bytes:
    return bytes(byte ^ multiply(rise, number) for byte, rise in zip(secret, slope, strict=True))


def _through(one: Share, other: Share) -> bytes:
    """Return the values at 0 of the lines through two shares."""
    # Lagrange: f(0) = f(a)·b/(a-b) + f(b)·a/(a-b), where minus and plus are both exclusive or.
    apart = inverse(one.number ^ other.number)
    of_one, of_other = multiply(other.number, apart), multiply(one.number, apart)
    return bytes(multiply(a, of_one) ^ multiply(b, of_other) for a, b in zip(one.value, other.value, strict=True))


def _name(key: PrivateKey) -> bytes:
    return sha256(b"samspill key name" + key.public_key.encode()).digest()[:NAME]


def _checksum(told: bytes) -> bytes:
    return sha256(b"samspill share" + told).digest()[:CHECK]
