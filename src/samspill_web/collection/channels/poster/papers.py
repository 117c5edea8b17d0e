"""The poster as PDF: three sentences, the last day, and the short address as a QR code. It holds no code."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from math import ceil

from samspill.language import say
from samspill.render.safe_text import one_line
from samspill.terms import Language
from samspill_web.collection.ballots.codes import short_address
from samspill_web.collection.channels.occasion import Occasion
from samspill_web.collection.channels.typeset import code_drawing, typed_address, typeset

LONGEST = 300


class Size(StrEnum):
    """Sheets that a poster is made for."""

    A4 = "a4"
    A3 = "a3"


def poster(occasion: Occasion, language: Language, size: Size) -> bytes:
    """Return the poster in a language."""
    data = {
        "language": language.value,
        "size": size.value,
        "heading": one_line(occasion.title(language), LONGEST),
        "sentences": sentences(occasion, language),
        "until": occasion.until(language),
        "code_drawing": code_drawing(short_address()),
        "code_alt": say("paper.poster.code_alt", language),
        "scan": say("paper.poster.scan", language),
        "type_in": say("paper.letter.type_in", language),
        "address": typed_address(),
        "need_code": say("paper.poster.need_code", language),
        "ask": occasion.questions(language),
    }
    return typeset("poster", data)


def sentences(occasion: Occasion, language: Language) -> list[str]:
    """Return the three sentences of the poster."""
    task = one_line(occasion.plan.mapping.core_task.get_in(language), LONGEST)
    return [
        say("paper.poster.what", language, task=task),
        say("paper.poster.voluntary", language, minutes=_minutes(occasion)),
        say("paper.poster.protects", language),
    ]


def said_first(occasion: Occasion, language: Language) -> list[str]:
    """Return the three sentences that a leader says at the beginning of a staff meeting."""
    return [*_said_first(occasion, language)]


def _said_first(occasion: Occasion, language: Language) -> Iterator[str]:
    mapping = occasion.plan.mapping
    task = one_line(mapping.core_task.get_in(language), LONGEST)
    yield say("paper.meeting.what", language, task=task)
    yield say("paper.meeting.voluntary", language, minutes=_minutes(occasion))
    meeting = mapping.start.feedback_meeting
    yield say("paper.meeting.never", language) + (f" {say('paper.meeting.talk', language, day=meeting)}" if meeting else "")


def _minutes(occasion: Occasion) -> int:
    return ceil(max(burden.minutes for burden in occasion.plan.burdens))
