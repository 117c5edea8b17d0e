"""A questionnaire in words: what it measures, how long it takes, and how far its texts have come."""

from __future__ import annotations

from dataclasses import dataclass

from samspill.design.burden import SECONDS_A_QUESTION, SECONDS_AN_ANSWER
from samspill.instrument.model import Instrument, Item, TextStatus
from samspill.instrument.sheet import name_of
from samspill.terms import Language
from samspill_web.kernel.speech import reader, told


@dataclass(frozen=True, slots=True)
class Described:
    """A questionnaire as a list or a choice shows it; every text is in the reader's language."""

    key: str
    name: str
    version: str
    measures: str
    questions: str
    takes: str
    languages: str
    statuses: tuple[str, ...]
    licence: str
    source: str


def described(instrument: Instrument) -> Described:
    """Return a questionnaire in words."""
    tongue = reader()
    names = [dimension.in_text.get_in(tongue) for dimension in instrument.dimensions.values()]
    return Described(
        key=instrument.key,
        name=instrument.name.get_in(tongue),
        version=instrument.version,
        measures=_measures(instrument, names),
        questions=told("instruments.questions", n=len(instrument.items)),
        takes=_takes(instrument),
        languages=told("instruments.languages", names=list(map(language_name, instrument.languages))),
        statuses=_statuses(instrument),
        licence=instrument.licence,
        source=instrument.source.get_in(tongue),
    )


def _measures(instrument: Instrument, names: list[str]) -> str:
    if names:
        return told("instruments.measures", names=names)
    return told("instruments.measures_others" if instrument.tie_items else "instruments.measures_own")


def language_name(tag: Language) -> str:
    """Return the name of a language in the reader's."""
    return name_of(tag, reader())


def _takes(instrument: Instrument) -> str:
    """Return the time of one group rated, or of the questions about oneself."""
    seconds = len(instrument.tie_items) * SECONDS_AN_ANSWER + len(instrument.self_items) * SECONDS_A_QUESTION
    if instrument.tie_items:
        return told("instruments.takes_a_group", n=_rounded(seconds))
    return told("instruments.takes", n=_rounded(seconds))


def _rounded(seconds: float) -> int:
    """Return seconds to the nearest five, as an estimate deserves."""
    return max(5, 5 * round(seconds / 5))


def _statuses(instrument: Instrument) -> tuple[str, ...]:
    """Return one line for each language, the same status of several languages together."""
    by_status: dict[TextStatus, list[str]] = {}
    for tag in instrument.languages:
        by_status.setdefault(_status(instrument, tag), []).append(language_name(tag))
    return tuple(told(f"instruments.status.{status}", names=by_status[status]) for status in TextStatus if status in by_status)


def _status(instrument: Instrument, tag: Language) -> TextStatus:
    """Return the status of the text that has come least far."""
    order = list(TextStatus)
    return min((_of_item(instrument, item, tag) for item in instrument.items.values()), key=order.index)


def _of_item(instrument: Instrument, item: Item, tag: Language) -> TextStatus:
    return (item.status or {}).get(tag) or (instrument.status or {}).get(tag) or TextStatus.DRAFT
