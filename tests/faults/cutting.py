"""Cut the line at every byte of a request and of its answer: half a sheet is never kept, and whoever sends again is kept once.

`python tests/faults/cutting.py`, and `--every 7` for each seventh byte.
"""

from __future__ import annotations

import argparse
import socket
import struct
import sys
import tempfile
from pathlib import Path

from serving import Served, served

RESET = struct.pack("ii", 1, 0)


def cut_sending(place: Served, number: int, at: int, *, reset: bool) -> None:
    """Send the first bytes of a request, and hang up: politely, or with a reset as a phone does that loses its network."""
    with socket.create_connection(("127.0.0.1", place.port), 20) as line:
        line.sendall(place.request(number)[:at])
        _hang_up(line, reset=reset)


def cut_reading(place: Served, number: int, at: int, *, reset: bool) -> None:
    """Send a whole request, read the first bytes of the answer, and hang up."""
    with socket.create_connection(("127.0.0.1", place.port), 20) as line:
        line.sendall(place.request(number))
        left = at
        while left and (part := line.recv(left)):
            left -= len(part)
        _hang_up(line, reset=reset)


def _hang_up(line: socket.socket, *, reset: bool) -> None:
    if reset:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def main() -> int:
    """Cut, count, and return 1 where half a sheet was kept, or something was lost or double."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--every", type=int, default=1)
    arguments.add_argument("--database", default="")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="samspill-cut-") as folder, served(Path(folder), 4_000, given.database) as place:
        status, state = place.send(0)
        assert (status, state) == (200, "kept")
        whole = max(len(place.request(number)) for number in range(len(place.stage["people"])))
        people = iter(range(1, len(place.stage["people"])))
        sending = [(next(people), at) for at in range(0, whole, given.every)]
        for number, at in sending:
            cut_sending(place, number, min(at, len(place.request(number)) - 1), reset=bool(at % 2))
        early = place.count()
        answer = 700
        reading = [(next(people), at) for at in range(0, answer, given.every)]
        for number, at in reading:
            cut_reading(place, number, at, reset=bool(at % 2))
        again = [place.send(number) for number, _ in (*sending, *reading)]
        late = place.count()
    refused = [each for each in again if each != (200, "kept")]
    wanted = 1 + len(sending) + len(reading)
    print(f"cut {len(sending)} requests (up to {whole} bytes): kept {early['ballots'] - 1} halves")
    print(f"cut {len(reading)} answers; sent all again: {len(refused)} refused, {late['ballots']} ballots of {wanted}")
    return int(early["ballots"] != 1 or bool(refused) or late["ballots"] != wanted or late["spent"] != wanted)


if __name__ == "__main__":
    sys.exit(main())
