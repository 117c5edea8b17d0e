"""A questionnaire as lines of plain text, every sentence filled in: for reading aloud before anybody is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel import Locale

from samspill.instrument.model import About, Instrument, Item, Scale
from samspill.instrument.wording import Filling, fill, is_broken, missing, question
from samspill.language import say
from samspill.terms import Language


def example(language: Language) -> Filling:
    """Return a made-up filling for an instrument that is shown without a mapping."""
    return Filling(*(say(f"instrument.example.{name}", language) for name in ("group", "own_group", "core_task", "people")))


def sheet(instrument: Instrument, language: Language, fillings: Sequence[Filling]) -> Iterator[str]:
    """Yield the lines of a questionnaire in one language.

    Parameters
    ----------
    instrument : Instrument
        Complete in ``language``.
    language : Language
    fillings : sequence of Filling, not empty
        The questions about other groups are repeated for each; the rest is filled from the first.
    """
    yield from _facts(instrument, language)
    yield from _contact(instrument, fillings[0], language)
    for names in fillings if instrument.tie_items else ():
        yield from _heading("others", language)
        yield say("instrument.show.about", language, group=names.group, own_group=names.own_group)
        yield from _questions(instrument, instrument.tie_items, names, language)
    with_own = tuple(item for item in instrument.tie_items if item.text_own is not None)
    if with_own:
        yield from _heading("own", language)
        yield from _questions(instrument, with_own, fillings[0], language, own=True)
    if instrument.self_items:
        yield from _heading("self", language)
        yield from _questions(instrument, instrument.self_items, fillings[0], language)


def line_of(instrument: Instrument, language: Language) -> str:
    """Return one line that tells what an instrument is."""
    facts = (
        instrument.name.get_in(language),
        say("instrument.show.version", language, version=instrument.version),
        say("instrument.show.questions", language, n=len(instrument.items)),
        instrument.licence,
        "/".join(instrument.languages),
    )
    return f"{instrument.key}: {', '.join(fact for fact in facts if fact)}"


def languages(instrument: Instrument, language: Language) -> str:
    """Return which languages an instrument can be used in, as a sentence."""
    names = [name_of(tag, language) for tag in instrument.languages] or [say("instrument.show.none", language)]
    return say("instrument.show.languages", language, languages=names)


def gaps(instrument: Instrument) -> dict[Language, tuple[str, ...]]:
    """Return the key paths of missing texts, by each language that the instrument's questions have begun to use."""
    begun = [tag for tag in Language if any(item.text.has(tag) for item in instrument.items.values())]
    return {tag: paths for tag in begun if (paths := missing(instrument, tag))}


def rough(instrument: Instrument) -> tuple[str, ...]:
    """Return the sentences that do not read well when filled in: a gap, a doubled mark, a space before a question mark."""
    return tuple(
        sentence
        for language in instrument.languages
        for item in instrument.items.values()
        for own in (False, True)[: 1 + (item.text_own is not None)]
        if is_broken(sentence := question(instrument, item, example(language), language, own=own))
    )


def name_of(language: Language, reader: Language) -> str:
    """Return the name of a language as a reader of another calls it.

    Examples
    --------
    >>> name_of(Language.DA, Language.NB)
    'dansk'
    """
    return str(Locale(reader.value).languages[language.value])


def _facts(instrument: Instrument, language: Language) -> Iterator[str]:
    yield line_of(instrument, language)
    if source := instrument.source.get_in(language):
        yield say("instrument.show.source", language, source=source)
    yield languages(instrument, language)
    status = say(f"instrument.status.{(instrument.status or {}).get(language, 'unknown')}", language)
    yield say("instrument.show.status", language, language=name_of(language, language), status=status)


def _contact(instrument: Instrument, names: Filling, language: Language) -> Iterator[str]:
    if instrument.contact_question is None or not instrument.tie_items:
        return
    yield from _heading("contact", language)
    yield fill(instrument.contact_question.get_in(language), names, language)
    yield from (f"    {answer:<6}  {label.get_in(language)}" for answer, label in instrument.contact_labels.items())


def _heading(name: str, language: Language) -> tuple[str, str]:
    return "", say(f"instrument.show.{name}", language).upper()


def _questions(
    instrument: Instrument, items: Sequence[Item], names: Filling, language: Language, *, own: bool = False
) -> Iterator[str]:
    """Yield questions; each scale stands below the last of a row of questions that use it."""
    note = instrument.note_own if own else instrument.note
    if note is not None and items[0].about is About.TIE:
        yield fill(note.get_in(language), names, language)
    for item, following in zip(items, (*items[1:], None), strict=True):
        yield f"- {item.key}{_belongs(instrument, item, language)}"
        yield f"  {question(instrument, item, names, language, own=own)}"
        if item.help is not None:
            yield f"  {fill(item.help.get_in(language), names, language)}"
        if item.choose > 1:
            yield f"  {say('instrument.show.choose', language, n=item.choose)}"
        if following is None or following.scale != item.scale:
            yield from _answers(instrument.scale_of(item.key), language)
            yield f"    ?  {instrument.dont_know.get_in(language)}"


def _belongs(instrument: Instrument, item: Item, language: Language) -> str:
    if item.about is About.SELF:
        return ""
    told = [instrument.dimensions[item.dimension].name.get_in(language)] if item.dimension else []
    if not item.in_index:
        told.append(say("instrument.show.outside", language))
    return f" ({', '.join(told)})"


def _answers(scale: Scale, language: Language) -> Iterator[str]:
    recoded = any(option.score not in {None, option.code} for option in scale.options)
    for option in scale.options:
        label = option.label.get_in(language)
        if recoded and option.score is not None:
            label = say("instrument.show.scored", language, label=label, score=option.score)
        yield f"    {option.code}  {label}"
