"""What must not be found, in every form in which somebody could have written it, and the search for it."""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import numpy as np
from numpy.typing import NDArray

WINDOW, STRIDE = 40, 20
DEEP = 2
"""A packed file in a packed file is looked into, too."""

LARGEST = 50_000_000
WORD, BITS, ODD = 8, 22, np.uint64(0x9E3779B97F4A7C15)


def windows(text: str) -> Iterator[str]:
    """Return parts of a text, so that half of it is found as well."""
    for start in range(0, max(1, len(text) - WINDOW), STRIDE):
        yield text[start : start + WINDOW]


def answers_in_forms(sheet: str, given: Mapping[str, list[str]]) -> set[str]:
    """Return parts of somebody's answers: as a sheet, as the body of a request, as Python and JSON show a form."""
    told = sheet.partition('"ties":')[2].rpartition(',"research"')[0]
    form = {name: values for name, values in given.items() if ":" in name and not name.startswith("contact:")}
    shapes = (
        told,
        urlencode(form, doseq=True),
        repr(form)[1:-1],
        json.dumps(form)[1:-1],
        repr(told)[1:-1],
        json.dumps(told)[1:-1],
    )
    return {part for shape in shapes for part in windows(shape) if len(part) == WINDOW}


def in_forms(text: str) -> set[bytes]:
    """Return a text as bytes, in every form that is known for hiding it from a plain search."""
    found: set[bytes] = set()
    shapes = {text, text.lower(), json.dumps(text)[1:-1], quote(text, safe=""), quote_plus(text), repr(text)[1:-1]}
    for shape in shapes:
        plain = shape.encode()
        found |= {
            plain,
            shape.encode("utf-16-le"),
            shape.encode("utf-16-be"),
            plain.hex().encode(),
            plain.hex().upper().encode(),
        }
        found |= set(_base64(plain))
    return found


def _base64(plain: bytes) -> Iterator[bytes]:
    """Return the letters that a text has in base 64 wherever it stands, less those that depend on its neighbours."""
    for shift in range(3):
        whole = (len(plain) - (3 - shift) % 3) // 3 * 3
        part = plain[(3 - shift) % 3 :][:whole]
        if len(part) >= 9:
            yield b64encode(part)
            yield urlsafe_b64encode(part)


class Haystack:
    """Looks for thousands of needles at once: by their first eight bytes, at every place of a content."""

    def __init__(self, needles: Iterable[bytes]) -> None:
        self._by_start: dict[int, list[bytes]] = {}
        self._short: list[bytes] = []
        for needle in set(needles):
            if len(needle) < WORD:
                self._short.append(needle)
            else:
                self._by_start.setdefault(int.from_bytes(needle[:WORD], "little"), []).append(needle)
        self._maybe = np.zeros(1 << BITS, dtype=bool)
        self._maybe[_folded(np.array(list(self._by_start), dtype=np.uint64))] = True

    def found_in(self, content: bytes, depth: int = DEEP) -> set[bytes]:
        """Return the needles that a content holds, plain or packed."""
        found = {needle for needle in self._short if needle in content}
        for shift in range(min(WORD, max(0, len(content) - WORD + 1))):
            words = np.frombuffer(content, dtype="<u8", offset=shift, count=(len(content) - shift) // WORD)
            for place in np.flatnonzero(self._maybe[_folded(words)]):
                at = int(place) * WORD + shift
                found.update(each for each in self._by_start.get(int(words[place]), ()) if content.startswith(each, at))
        if depth:
            for part in _unpacked(content):
                found |= self.found_in(part, depth - 1)
        return found


def _folded(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return (words * ODD) >> np.uint64(64 - BITS)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Return what is packed by gzip or zlib, wherever it begins."""
    for magic, wbits in ((b"\x1f\x8b\x08", 31), (b"\x78\x9c", 15), (b"\x78\xda", 15), (b"\x78\x01", 15)):
        at = content.find(magic)
        while at >= 0:
            try:
                part = zlib.decompressobj(wbits).decompress(content[at : at + 1_000_000], LARGEST)
            except zlib.error:
                part = b""
            if len(part) > WORD:
                yield part
            at = content.find(magic, at + 1)


def search(files: Iterable[Path], needles: Iterable[bytes]) -> dict[str, set[bytes]]:
    """Return which files hold what."""
    haystack, hits = Haystack(needles), {}
    for path in files:
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        found = haystack.found_in(content + str(path).encode())
        if found:
            hits[str(path)] = found
    return hits


def planted(text: str) -> dict[str, bytes]:
    """Return a text hidden in every way that the search has to see through."""
    plain = f"xy{text}z".encode()
    return {
        "plain": plain,
        "JSON": json.dumps({"a": f"«{text}"}).encode(),
        "base64": b64encode(plain),
        "base64, shifted": b64encode(b"q" + plain),
        "base64, shifted twice": b64encode(b"qq" + plain),
        "hex": plain.hex().encode(),
        "UTF-16": f"x{text}".encode("utf-16"),
        "quoted": quote(f"/{text}/", safe="").encode(),
        "gzip": b"head" + gzip.compress(plain) + b"tail",
        "zlib": b"head" + zlib.compress(plain * 3),
        "gzip of gzip": gzip.compress(b"a" + gzip.compress(plain)),
    }
