"""Who was it? Each attacker looks at one thing and gives every person a score for every glimpse: the higher, the likelier.

They know all that lies in the database (names, addresses, keys, groups), who comes from which address of the network, how
everything is computed, and the settings' secret; they know no wave's secret and no private key.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import md5, sha1, sha256
from itertools import product
from typing import Any
from uuid import UUID

import numpy as np
from copies import Copies, Glimpse, Row
from numpy.typing import NDArray
from scipy.stats import rankdata

Scores = NDArray[np.float64]
Attacker = Callable[[Copies], dict[str, Scores]]

PERSON = "collection_person"
SHAPES = ("{}", "person:{}", "code:person:{}", "mark:{}", "mark:person:{}", "whose:{}", "whose:person:{}")
ANSWERING = ("collection_spent", "collection_ballot", "collection_draft")


def tokens(row: Row, address: str) -> tuple[str, ...]:
    """Return all by which a person may be named."""
    told = row.columns
    key = UUID(str(told["key"]))
    plain = (str(told["id"]), str(key), key.hex, told["name"], told["email"], told["phone"], address, f"Kanari/{told['id']}")
    return tuple(text for text in plain if text)


def _named(copies: Copies, text_of: Callable[[Glimpse], str | bytes]) -> Scores:
    """Score who is named, a name counting less the more often it turns up: what is there each time tells nothing."""
    texts = [text_of(glimpse) for glimpse in copies.glimpses]
    texts = [text.encode(errors="replace") if isinstance(text, str) else text for text in texts]
    names = [tokens(row, copies.addresses[key]) for row, key in zip(copies.people, copies.keys, strict=True)]
    found = np.zeros((len(texts), len(names)))
    for person, mine in enumerate(names):
        for token in {*mine, *(sha256(text.encode()).hexdigest() for text in mine)}:
            there = np.array([token.encode() in text for text in texts], dtype=float)
            if there.any():
                found[:, person] += there / there.sum()
    return found


def named_in_rows(copies: Copies) -> dict[str, Scores]:
    """Look for names in rows that came, changed or went."""
    return {
        "named in rows": _named(
            copies, lambda each: "\n".join(f"{row.text} {row.place}" for row in (*each.new, *each.gone) if row.table != PERSON)
        )
    }


def named_in_logs(copies: Copies) -> dict[str, Scores]:
    """Look for names and addresses in new lines of the logs of server, worker and database."""
    return {"named in logs": _named(copies, lambda each: each.log)}


def named_in_files(copies: Copies) -> dict[str, Scores]:
    """Look for names in names and contents of new files."""
    return {"named in files": _named(copies, lambda each: each.files)}


def named_in_queries(copies: Copies) -> dict[str, Scores]:
    """Look at what the connections of the database asked last."""
    return {"named in queries": _named(copies, lambda each: each.queries)}


def named_in_bytes(copies: Copies) -> dict[str, Scores]:
    """Look at raw bytes: of the journal, and of the files around whatever changed."""
    return {
        "named in the journal": _named(copies, lambda each: each.journal),
        "named near changed bytes": _named(copies, lambda each: each.changed),
    }


def touched(copies: Copies) -> dict[str, Scores]:
    """Look whose own row changed, was moved, or was locked."""
    places = {int(row.columns["id"]): index for index, row in enumerate(copies.people)}
    rows = np.zeros((len(copies.glimpses), len(places)))
    for number, glimpse in enumerate(copies.glimpses):
        for row in (*glimpse.new, *glimpse.gone):
            if row.table == PERSON and row.columns["id"] in places:
                rows[number, places[row.columns["id"]]] += 1
    return {"own row touched": rows, "own row in the journal": _in_records(copies)}


def _in_records(copies: Copies) -> Scores:
    """Look which places in the people's file the journal's records speak of (PostgreSQL)."""
    found = np.zeros((len(copies.glimpses), len(copies.people)))
    places = {row.place: index for index, row in enumerate(copies.people)}
    columns = {key: index for index, key in enumerate(copies.keys)}
    for number, glimpse in enumerate(copies.glimpses):
        # A row that is written anew lies elsewhere from then on.
        places |= {row.place: columns[row.columns["id"]] for row in glimpse.new if row.table == PERSON}
        for line in glimpse.records.splitlines():
            block = re.search(rf"/{glimpse.person_file} blk (\d+)", line) if glimpse.person_file else None
            for offset in re.findall(r"off:? (\d+)", line) if block else ():
                index = places.get(f"({block[1]},{offset})") if block else None
                if index is not None:
                    found[number, index] += 1
    return found


def hashed(copies: Copies) -> dict[str, Scores]:
    """Hash all that is known of each person, plain and keyed with all that is known of the wave; look for it in new rows."""
    texts = [" ".join(row.text for row in glimpse.new if row.table in ANSWERING) for glimpse in copies.glimpses]
    found = np.zeros((len(texts), len(copies.people)))
    salts = _salts(copies)
    for index, row in enumerate(copies.people):
        for candidate in set(_hashes(tokens(row, copies.addresses[copies.keys[index]]), salts)):
            for number, text in enumerate(texts):
                found[number, index] += candidate in text
    return {"hashed": found}


def _salts(copies: Copies) -> list[bytes]:
    known = [b"", b"1", b"1-1", b"samspill"]
    for row in copies.last:
        if row.table == "collection_wavekey":
            known.append(str(row.columns["public"]).encode())
        if row.table in {"projects_wave", "projects_project"}:
            known.append(str(row.columns["id"]).encode())
    return known


def _hashes(names: Iterable[str], salts: Sequence[bytes]) -> Iterator[str]:
    for name, shape in product(
        names, ("{}", "person:{}", "code:person:{}", "mark:{}", "mark:person:{}", "whose:{}", "whose:person:{}")
    ):
        text = shape.format(name).encode()
        for make in (sha256, sha1, md5):
            yield make(text).hexdigest()
            yield make(make(text).hexdigest().encode()).hexdigest()
        for salt in salts:
            yield sha256(salt + text).hexdigest()
            yield sha256(text + salt).hexdigest()
            yield sha256(salt + b":" + text).hexdigest()
            yield hmac.new(salt, text, sha256).hexdigest()


def in_order(copies: Copies) -> dict[str, Scores]:
    """Compare the order of new rows (by key, by place) with the order of people (by number, name, key, address)."""
    people = {
        name: rankdata([str(row.columns[name]) for row in copies.people]) for name in ("id", "name", "key", "email", "phone")
    }
    marks: dict[str, list[float]] = {}
    for glimpse in copies.glimpses:
        for table in ANSWERING:
            rows = [row for row in glimpse.new if row.table == table]
            key = str(next((row.columns.get("mark", row.columns.get("key")) for row in rows), "") or "")
            marks.setdefault(f"key of {table}", []).append(_leading(key))
            marks.setdefault(f"place of {table}", []).append(_leading_place(rows[0].place) if rows else np.nan)
    found: dict[str, Scores] = {}
    for (mark, values), (order, ranks) in product(marks.items(), people.items()):
        share = _share(np.array(values))
        score = -np.abs(share[:, None] - (ranks / len(ranks))[None, :])
        found[f"{mark} by {order}"] = np.where(np.isnan(score), 0.0, score)
    return found


def _share(values: Scores) -> Scores:
    """Return ranks between 0 and 1; what is missing stays so."""
    known = ~np.isnan(values)
    share = np.full(len(values), np.nan)
    if known.any():
        share[known] = rankdata(values[known]) / known.sum()
    return share


def _leading(key: str) -> float:
    letters = key.replace("-", "")
    # A number in place of a key counts by its size: small ones stand at the end of a key.
    return float(int(letters, 16)) if re.fullmatch(r"[0-9a-f]+", letters) else np.nan


def _leading_place(place: str) -> float:
    numbers = [int(part) for part in re.findall(r"\d+", place)]
    return float(numbers[0] * 10_000 + numbers[1]) if len(numbers) > 1 else float(numbers[0])


def near_transactions(copies: Copies) -> dict[str, Scores]:
    """Compare transactions noted on new rows with those noted on people."""
    found = np.zeros((len(copies.glimpses), len(copies.people)))
    if not copies.people[0].noted:
        return {"near transactions": found}
    own = np.array([[int(number) for number in row.noted] for row in copies.people], dtype=float)
    for number, glimpse in enumerate(copies.glimpses):
        noted = [int(row.noted[0]) for row in glimpse.new if row.table in ANSWERING]
        if noted:
            found[number] = -np.abs(own - float(np.median(noted))).min(axis=1)
    return {"near transactions": found}


def learned(copies: Copies, truth: Sequence[int | None]) -> dict[str, Scores]:
    """Learn from half of those who answered (say, who told it) what of a glimpse goes with what of a person; guess the rest."""
    whats = np.array([_features(glimpse) for glimpse in copies.glimpses])
    whos = np.array([_person_features(row) for row in copies.people])
    whats, whos = _standard(whats), _standard(whos)
    keys = copies.keys
    known = [number for number, who in enumerate(truth) if who is not None and number % 2 == 0]
    targets = np.array([whos[keys.index(int(truth[number] or 0))] for number in known])
    x = whats[known]
    weights = np.linalg.solve(x.T @ x + 50 * np.eye(x.shape[1]), x.T @ targets)
    guess = whats @ weights
    score = -((guess[:, None, :] - whos[None, :, :]) ** 2).sum(axis=2)
    score[::2] = 0.0  # what was learned from is not guessed
    return {"learned from half": score}


def _features(glimpse: Glimpse) -> list[float]:
    found = list(glimpse.sizes.values())
    for table in ANSWERING:
        rows = [row for row in glimpse.new if row.table == table]
        key = (
            str(next((row.columns.get("mark", row.columns.get("key")) for row in rows), "0") or "0")
            .replace("-", "")
            .ljust(32, "0")
        )
        found += [float(int(key[at : at + 2], 16)) for at in range(0, 16, 2)]
        found.append(_leading_place(rows[0].place) if rows else 0.0)
        found.append(float(len(rows[0].text)) if rows else 0.0)
    return found


def _person_features(row: Row) -> list[float]:
    told: dict[str, Any] = row.columns
    digest = UUID(str(told["key"])).bytes
    group = str(told["nodes"])
    return [
        float(told["id"]),
        float(len(told["name"])),
        float(sum(map(ord, group))),
        float(len(group)),
        float(sum(map(ord, told["language"]))),
        float(bool(told["nights"])),
        *map(float, digest[:8]),
    ]


def _standard(values: Scores) -> Scores:
    spread = values.std(axis=0)
    return (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1)


ATTACKERS: tuple[Attacker, ...] = (
    named_in_rows,
    named_in_logs,
    named_in_files,
    named_in_queries,
    named_in_bytes,
    touched,
    hashed,
    in_order,
    near_transactions,
)
