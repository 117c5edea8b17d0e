"""Who has answered, told by the mail queue: rows of a reminder, watched all the time while it is sent."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field

import numpy as np
from copies import Copier, Copies, Row
from numpy.typing import NDArray
from own_server import HERE, Served

OUTBOX = "kernel_message"
INVITE, REMIND = "channels.invite", "channels.remind"
OPEN = {"waiting", "sending"}
LONG = 240


@dataclass
class Queue:
    """What was seen of each person's rows: when each state came up, and the last row."""

    seen: dict[tuple[str, str], float] = field(default_factory=dict)
    last: dict[str, Row] = field(default_factory=dict)
    noted: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)


def invited(copying: Copier, people: int) -> None:
    """Wait until everybody has an invitation."""
    for _ in range(LONG):
        rows = [row.columns for row in copying.rows() if row.table == OUTBOX]
        if sum(row["kind"] == INVITE and row["state"] == "sent" for row in rows) == people:
            return
        time.sleep(1)
    raise AssertionError(rows[:3])


def watch(served: Served, copying: Copier, copies: Copies) -> dict[str, NDArray[np.float64]]:
    """Remind, watch the queue until it is empty, and return figures by person."""
    subprocess.run([sys.executable, str(HERE / "remind_now.py")], env=served.settings, check=True, timeout=120)
    queue, begun = Queue(), time.monotonic()
    while time.monotonic() - begun < LONG:
        rows = [row for row in copying.rows() if row.table == OUTBOX and row.columns["kind"] == REMIND]
        for row in rows:
            told = row.columns
            person = str(_data(told)["person"])
            queue.seen.setdefault((person, told["state"]), time.monotonic())
            queue.last[person] = row
            queue.noted.setdefault(person, [])
            if row.noted not in queue.noted[person]:
                queue.noted[person].append(row.noted)
        if rows and not any(row.columns["state"] in OPEN for row in rows):
            return figures_of(queue, copies)
        time.sleep(0.1)
    raise AssertionError("the reminder was not sent")


def _data(told: dict[str, object]) -> dict[str, object]:
    data = told["data"]
    found: dict[str, object] = json.loads(data) if isinstance(data, str) else data  # type: ignore[assignment]
    return found


def figures_of(queue: Queue, copies: Copies) -> dict[str, NDArray[np.float64]]:
    """Return all that the rows say, one figure for each person in the order of the list."""
    found: dict[str, list[float]] = {}
    states = sorted({state for _, state in queue.seen})
    for row in copies.people:
        person = str(row.columns["key"])
        person = (
            person if person in queue.last else f"{person[:8]}-{person[8:12]}-{person[12:16]}-{person[16:20]}-{person[20:]}"
        )
        last = queue.last[person]
        told = last.columns
        numbers = [int(part) for part in last.place.strip("()").split(",")]
        figures = {
            "attempts": told["attempts"],
            "state": states.index(told["state"]),
            "length": len(last.text),
            "due": sum(ord(letter) * 2.0**-at for at, letter in enumerate(told["due"][-20:])),
            "due, in order": float("".join(letter for letter in told["due"] if letter.isdigit())[:20]),
            "trouble": len(told["trouble"]),
            "number": told["id"],
            "place": numbers[0] * 1_000.0 + numbers[-1],
            **{f"noted {at}": float(value) for at, value in enumerate(last.noted)},
            **{f"seen {state}": queue.seen.get((person, state), 0.0) for state in states},
            "transactions": len(queue.noted[person]),
        }
        for name, value in figures.items():
            found.setdefault(name, []).append(float(value))
    return {name: np.array(values) for name, values in found.items()}
