"""The core task, and whether every sentence is whole in every language that is offered."""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale

from samspill.design.model import Mapping
from samspill.design.names import some
from samspill.design.plan import Plan, finding
from samspill.instrument.wording import filling, missing, question
from samspill.terms import Finding, Language, Severity, Text


def sentences(plan: Plan) -> Iterator[Finding]:
    """Look for the core task, for texts that an offered language lacks, and for sentences with a hole in them."""
    task = plan.mapping.core_task
    if not any(task.has(language) for language in Language):
        yield finding("no_core_task", Severity.BLOCKS, ["mapping.core_task"])
        return
    for language in plan.mapping.languages:
        lacking = (*_lacking(plan.mapping, plan.wave, language), *missing(plan.instrument, language))
        if lacking:
            data = {"tongue": _tongue(language), "texts": some(lacking)}
            yield finding("language_missing", Severity.BLOCKS, lacking, n=len(lacking), **data)
    yield from _holes(plan)


def _tongue(language: Language) -> Text:
    return Text({reader: Locale(language).get_language_name(reader) or language for reader in Language})


def _texts(mapping: Mapping, wave: int) -> Iterator[tuple[str, Text]]:
    yield "mapping.title", mapping.title
    yield "mapping.core_task", mapping.core_task
    if mapping.people is not None:
        yield "mapping.people", mapping.people
    for group in mapping.groups_in(wave):
        yield f"group.{group.key}.name", group.name
        if group.in_text != group.name:
            yield f"group.{group.key}.in_text", group.in_text


def _lacking(mapping: Mapping, wave: int, language: Language) -> tuple[str, ...]:
    return tuple(where for where, text in _texts(mapping, wave) if not text.has(language))


def _holes(plan: Plan) -> Iterator[Finding]:
    """Tell every text of the mapping that leaves a hole in a question, with the first question that shows it."""
    told: set[str] = set()
    for language in plan.mapping.languages:
        for where, text in _texts(plan.mapping, plan.wave):
            if where not in told and text.has(language) and _spoils(text[language]):
                told.add(where)
                sentence = _example(plan, where, text[language], language)
                yield finding("broken_sentence", Severity.BLOCKS, [where], sentence=sentence, where=where)


def _spoils(words: str) -> bool:
    return "{" in words or "}" in words or not any(letter.isalnum() for letter in words)


def _example(plan: Plan, where: str, words: str, language: Language) -> str:
    """Return the first question in which the words stand, else the words alone."""
    kind, _, rest = where.partition(".")
    groups = plan.mapping.groups
    about = groups[rest.rpartition(".")[0]] if kind == "group" else next(iter(groups.values()))
    names = filling(
        plan.instrument,
        language,
        group=about.in_text,
        own_group=about.name,
        core_task=plan.mapping.core_task,
        people=plan.mapping.people,
    )
    asked = (question(plan.instrument, item, names, language) for item in plan.instrument.tie_items)
    return next((sentence for sentence in asked if words in sentence), words)
