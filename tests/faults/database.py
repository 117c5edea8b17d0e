"""Pull the plug of PostgreSQL again and again while people send: nothing that was thanked for is lost, nothing is double.

`python tests/faults/database.py --times 20`
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from cluster import cluster
from serving import Served, served

SENDERS = 4
BETWEEN = 1.0
"""Seconds that it runs before the plug is pulled again."""


def main() -> int:
    """Restart, count, and return 1 where something was lost or double."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=20)
    arguments.add_argument("--people", type=int, default=4_000)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="samspill-plug-") as folder, cluster(Path(folder)) as own:
        data = Path(folder) / "data"
        data.mkdir()
        with served(data, given.people, own.address) as place:
            thanked, broken = _send_while(place, own, given.times)
            kept = place.count()
    print(f"pulled the plug {given.times} times; thanked for {len(thanked)}, sent again after {dict(broken)}")
    print(f"ballots {kept['ballots']}, spent {kept['spent']}")
    return int(kept["ballots"] != len(thanked) or kept["spent"] != len(thanked) or not broken)


def _send_while(place: Served, own: object, times: int) -> tuple[list[int], Counter[str]]:
    over, lock = threading.Event(), threading.Lock()
    queue, thanked, broken = list(range(len(place.stage["people"]))), [], Counter()

    def send() -> None:
        while not over.is_set():
            with lock:
                if not queue:
                    return
                number = queue.pop()
            # Whoever began is not left alone: it is sent until somebody thanks.
            while (told := place.send(number)) != (200, "kept"):
                broken[f"{told[0] or 'line broke'}"] += 1
                time.sleep(0.05)
            thanked.append(number)

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    for each in senders:
        each.start()
    for turn in range(times):
        time.sleep(BETWEEN)
        own.stop("immediate" if turn % 2 else "fast")
        time.sleep(0.3)
        own.start()
    time.sleep(BETWEEN)
    over.set()
    for each in senders:
        each.join()
    return thanked, broken


if __name__ == "__main__":
    sys.exit(main())
