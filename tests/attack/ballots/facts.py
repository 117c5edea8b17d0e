"""Who has answered at all? What the last copy and all journals and logs hold about each person, as figures."""

from __future__ import annotations

import struct
from pathlib import Path
from uuid import UUID

import numpy as np
from copies import BLOCK, Copies
from guesses import PERSON, tokens
from numpy.typing import NDArray
from own_postgres import Cluster
from own_server import Served

Scores = NDArray[np.float64]


def facts(copies: Copies, served: Served, cluster: Cluster) -> dict[str, Scores]:
    """Return figures by name, one for each person in the order of the list."""
    last = {int(row.columns["id"]): row for row in copies.last if row.table == PERSON}
    rows = [last[key] for key in copies.keys]
    found = {"length of the row": np.array([float(len(row.text)) for row in rows])}
    for number, _ in enumerate(rows[0].noted):
        found[f"transaction {number} noted on the row"] = np.array([float(row.noted[number]) for row in rows])
    blocks = [tuple(map(int, row.place.strip("()").split(","))) for row in rows]
    found["place of the row"] = np.array([float(block[0] * 1_000 + block[-1]) for block in blocks])
    if served.database is not None:
        heap = b"".join(path.read_bytes() for path in cluster.data.glob(f"base/*/{copies.glimpses[0].person_file}"))
        for name, at in {"hints on the row": 20, "columns of the row": 18}.items():
            found[name] = np.array([_bits(heap, block, at) for block in blocks])
    found |= _named(copies, served, cluster)
    return found


def _bits(heap: bytes, place: tuple[int, ...], at: int) -> float:
    block, offset = place
    (pointer,) = struct.unpack_from("<I", heap, block * BLOCK + 24 + 4 * (offset - 1))
    (bits,) = struct.unpack_from("<H", heap, block * BLOCK + (pointer & 0x7FFF) + at)
    return float(bits)


def _named(copies: Copies, served: Served, cluster: Cluster) -> dict[str, Scores]:
    """Count how often each person is named, in what lies beside the own row."""
    texts = {
        "rows": "\n".join(row.text for row in copies.last if row.table != PERSON).encode(),
        "all that came and went": "\n".join(row.text for each in copies.glimpses for row in (*each.new, *each.gone)).encode(),
        "logs": served.log.read_bytes() + (cluster.log.read_bytes() if served.database else b""),
        "journals": b"".join(each.journal for each in copies.glimpses),
        "files": b"\n".join(path.read_bytes() + str(path).encode() for path in _files(served, cluster, copies)),
    }
    found: dict[str, Scores] = {}
    for name, text in texts.items():
        counts = []
        for row, key in zip(copies.people, copies.keys, strict=True):
            names = {token.encode() for token in tokens(row, copies.addresses[key])} | {UUID(str(row.columns["key"])).bytes}
            counts.append(float(sum(text.count(token) for token in names)))
        found[f"named in {name}"] = np.array(counts)
    return found


def _files(served: Served, cluster: Cluster, copies: Copies) -> list[Path]:
    found = [path for path in served.data.rglob("*") if path.is_file()]
    if served.database is not None:
        [heap] = cluster.data.glob(f"base/*/{copies.glimpses[0].person_file}")
        # Files that the running server has opened may go meanwhile: only those of tables are read, by number.
        found += [
            path
            for path in heap.parent.iterdir()
            if path.name.split(".")[0].isdigit() and int(path.name.split(".")[0]) > 16_000
        ]
    return found
