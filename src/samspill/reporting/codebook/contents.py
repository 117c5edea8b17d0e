"""What the numbers of a release mean: from the release, the mapping and the questionnaire, without a number of its own."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.instrument.ladder import Ladder, ladder_of
from samspill.instrument.model import Bands, Instrument
from samspill.instrument.model import Scale as AnswerScale
from samspill.instrument.wording import Filling, ending, stem
from samspill.language import has, say
from samspill.reporting.codebook.model import Asked, Code, Codebook, Cut, Measure, Option, Part, Rung, Scale
from samspill.reporting.names import INDEX, Names
from samspill.reporting.narrate import policy_words
from samspill.reporting.steps import cuts
from samspill.terms import CellState, Language, PeopleBand, TieClass

GROUP = "[…]"
"""Stands in a question for the group that it is about."""


def codebook(
    release: Release, mapping: Mapping, instrument: Instrument, language: Language, parts: tuple[Part, ...] = ()
) -> Codebook:
    """Return the code book of a release.

    Parameters
    ----------
    release : Release
    mapping : Mapping
        The plan of its last wave.
    instrument : Instrument
        The questionnaire that was asked, its modules added.
    language : Language
    parts : tuple of Part
        What its files hold, from whoever writes them (``samspill.render.codebook``).
    """
    names = Names(mapping, instrument, language)
    ladder = ladder_of(instrument, (item.key for item in instrument.index_items), release.policy)
    return Codebook(
        title=mapping.title.get_in(language),
        core_task=names.core_task,
        language=language,
        instrument=release.instrument,
        instrument_name=instrument.name.get_in(language),
        version=instrument.version,
        licence=instrument.licence,
        source=instrument.source.get_in(language),
        samspill=release.samspill,
        policy=release.policy.name.value,
        policy_words=policy_words(release.policy, language),
        why_rounded=say("disclosure.why_rounded", language),
        k=release.policy.k,
        low=float(ladder.low),
        high=float(ladder.high),
        measures=tuple(_measures(release, instrument, names)),
        questions=tuple(_questions(mapping, instrument, names)),
        scales=tuple(_scales(instrument, language)),
        dont_know=instrument.dont_know.get_in(language),
        states=tuple(Code(each.value, say(f"data.state.{each}", language), each is not CellState.SHOWN) for each in CellState),
        ladder=tuple(_rung(ladder, band, language) for band in PeopleBand),
        classes=_classes(ladder, language),
        bands=_bands(instrument.bands_between, language),
        parts=parts,
    )


def meaning(record: str, field: str, language: Language) -> str:
    """Return what a field of a record of release.json means.

    Examples
    --------
    >>> meaning("Choice", "share", Language.EN)
    'How many chose it'
    """
    own = f"codebook.{record}.{field}"
    return say(own if has(own) else f"codebook.any.{field}", language)


def _measures(release: Release, instrument: Instrument, names: Names) -> Iterator[Measure]:
    yield Measure(INDEX, names.dimension(INDEX), "", tuple(item.key for item in instrument.index_items))
    for key in release.dimensions:
        about = instrument.dimensions[key].about.get_in(names.language)
        yield Measure(key, names.dimension(key), about, tuple(item.key for item in instrument.items_of(key)))


def _questions(mapping: Mapping, instrument: Instrument, names: Names) -> Iterator[Asked]:
    people = (mapping.people or instrument.people).get_in(names.language)
    filled = Filling(GROUP, GROUP, names.core_task, people)
    for item in instrument.items.values():
        own, alone = item.text_own is not None, (instrument, item, filled, names.language)
        yield Asked(
            key=item.key,
            about=item.about.value,
            stem=stem(*alone),
            text=ending(*alone),
            stem_own=stem(*alone, own=True) if own else None,
            text_own=ending(*alone, own=True) if own else None,
            dimension=item.dimension,
            scale=item.scale,
            in_index=item in instrument.index_items,
        )


def _scales(instrument: Instrument, language: Language) -> Iterator[Scale]:
    for key in dict.fromkeys(item.scale for item in instrument.items.values()):
        scale = instrument.scales[key]
        options = tuple(Option(each.code, each.label.get_in(language), each.score) for each in scale.options)
        yield Scale(key, options, _is_recoded(scale))


def _is_recoded(scale: AnswerScale) -> bool:
    """Tell whether more of the answer is not always a higher score: the best answer is in the middle, or scores are turned."""
    scores = list(scale.scores.values())
    return scores != sorted(scores)


def _rung(ladder: Ladder, band: PeopleBand, language: Language) -> Rung:
    ends = ladder.extremes(band)
    at_most, at_least = (float(end) for end in ends) if ends else (None, None)
    words = say(f"data.people.{band}", language, k=ladder.policy.k)
    return Rung(band.value, words, float(ladder.step(band)), at_most, at_least)


def _classes(ladder: Ladder, language: Language) -> tuple[Cut, ...]:
    begins = cuts(ladder)
    half = begins["step"] / 2
    # A value is read at its nearest half step, halves up, so a class begins half of that below the step it is stated for.
    starts = {TieClass.HOLDS: begins["holds"] - half, TieClass.ON_THE_WAY: begins["on_the_way"] - half}
    return tuple(
        Cut(each.value, say(f"data.class.{each}", language), float(starts[each]) if each in starts else None)
        for each in (TieClass.HOLDS, TieClass.ON_THE_WAY, TieClass.NEEDS_TALK)
    )


def _bands(bands: Bands | None, language: Language) -> tuple[Cut, ...]:
    if bands is None:
        return ()
    starts = {"weak": None, "moderate": bands.weak_below, "strong": bands.strong_above}
    # Both limits belong to the middle.
    return tuple(Cut(code, say(f"data.band.{code}", language), start, code == "strong") for code, start in starts.items())
