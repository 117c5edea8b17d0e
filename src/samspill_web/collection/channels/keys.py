"""What a message is about, as its row says it once: ``invite:<wave>:<person>:<channel>``."""

from __future__ import annotations

from datetime import date


def invite_key(wave: int | str, person: object, channel: str) -> str:
    """Return the key of an invitation."""
    return f"{invites_of(wave)}{person}:{channel}"


def remind_key(wave: int | str, day: date, person: object, channel: str) -> str:
    """Return the key of a reminder."""
    return f"{reminders_of(wave)}{day.isoformat()}:{person}:{channel}"


def moved_key(wave: int | str, row: int, person: object, channel: str) -> str:
    """Return the key of what an earlier address is told; ``row`` is the invitation that had gone there."""
    return f"{moves_of(wave)}{row}:{person}:{channel}"


def result_key(wave: int | str, person: object, channel: str) -> str:
    """Return the key of the message that the result is shown."""
    return f"{results_of(wave)}{person}:{channel}"


def meeting_key(wave: int | str, meeting: int, version: int, person: object, channel: str) -> str:
    """Return the key of the invitation to a meeting of somebody on the list; ``version`` counts how the meeting was decided."""
    return f"{meetings_of(wave)}{meeting}:{version}:{person}:{channel}"


def invites_of(wave: int | str) -> str:
    """Return how the keys of a wave's invitations begin."""
    return f"invite:{wave}:"


def reminders_of(wave: int | str) -> str:
    """Return how the keys of a wave's reminders begin."""
    return f"remind:{wave}:"


def moves_of(wave: int | str) -> str:
    """Return how the keys of what earlier addresses of a wave are told begin."""
    return f"moved:{wave}:"


def results_of(wave: int | str) -> str:
    """Return how the keys of a wave's messages about its result begin."""
    return f"result:{wave}:"


def meetings_of(wave: int | str) -> str:
    """Return how the keys of invitations to meetings about a wave's result begin, of those who are on its list."""
    return f"meeting:{wave}:"


def parts_of(key: str) -> tuple[str, str, str]:
    """Return wave, person and channel of a key.

    Examples
    --------
    >>> parts_of("invite:7:ab12:email"), parts_of("remind:7:2026-12-01:ab12:sms")
    (('7', 'ab12', 'email'), ('7', 'ab12', 'sms'))
    """
    parts = key.split(":")
    return parts[1], parts[-2], parts[-1]
