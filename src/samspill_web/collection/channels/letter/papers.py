"""Letters as PDF: one page a person, in the person's language, the address where an envelope's window shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from samspill.language import say
from samspill.render.safe_text import one_line
from samspill.terms import Language
from samspill_web.collection.ballots.codes import link_of, paper_code_of, printed
from samspill_web.collection.channels.occasion import Occasion
from samspill_web.collection.channels.typeset import code_drawing, typed_address, typeset
from samspill_web.collection.models import Person

LONGEST = 300
"""Of a text that somebody wrote: a letter is one page, whatever stands in it."""
LINE = 120
Data = dict[str, object]


def letters(occasion: Occasion, people: Sequence[Person]) -> bytes:
    """Return the letters to some people. Their codes are derived here, and are nowhere but in what is returned.

    Raises
    ------
    NoSecretError
        The wave's secret is gone.
    """
    first = occasion.languages[0]
    sender = one_line(occasion.project.tenant.name, LINE)
    made = [letter(occasion, person) for person in people]
    return typeset("letter", {"title": occasion.title(first), "language": first.value, "sender": sender, "letters": made})


def letter(occasion: Occasion, person: Person) -> Data:
    """Return what a letter says."""
    language = language_of(occasion, person)
    code = paper_code_of(person)
    return {
        "language": language.value,
        "to": _to(occasion, person, language),
        "heading": one_line(occasion.title(language), LONGEST),
        "before": [*_before(occasion, person, language)],
        "until": occasion.until(language),
        "code": printed(code),
        "code_drawing": code_drawing(link_of(code)),
        "code_alt": say("paper.letter.code_alt", language),
        "scan": say("paper.letter.scan", language),
        "type_in": say("paper.letter.type_in", language),
        "address_typed": typed_address(),
        "with_code": say("paper.letter.with_code", language),
        "after": [*_after(occasion, language)],
    }


def language_of(occasion: Occasion, person: Person) -> Language:
    """Return the person's language where the survey is offered in it, else the mapping's own."""
    return Language(person.language) if person.language in occasion.languages else occasion.languages[0]


def _to(occasion: Occasion, person: Person, language: Language) -> list[str]:
    """Return the lines of the address: internal post needs a name, the group and whose it is."""
    main = person.nodes[0] if person.nodes else ""
    lines = (person.name, occasion.name(main, language) if main else "", occasion.organisation(main, language))
    return [one_line(line, LINE) for line in lines if line.strip()] or [one_line(occasion.project.tenant.name, LINE)]


def _before(occasion: Occasion, person: Person, language: Language) -> Iterable[str]:
    mapping = occasion.plan.mapping
    task = one_line(mapping.core_task.get_in(language), LONGEST)
    yield say("paper.letter.who", language, tenant=one_line(occasion.project.tenant.name, LINE), task=task)
    yield say("start.letter.about.groups", language)
    minutes = say("collection.survey.welcome.time", language, minutes=_minutes(occasion, person))
    yield f"{say('collection.survey.welcome.voluntary', language)} {minutes}"
    if starts := occasion.from_day(language):
        yield starts


def _after(occasion: Occasion, language: Language) -> Iterable[str]:
    yield say("paper.letter.protects", language)
    yield say("start.letter.protected.until_closed", language)
    yield say("collection.survey.welcome.promise", language)
    yield say("paper.letter.yours", language)
    if asking := occasion.questions(language):
        yield asking


def _minutes(occasion: Occasion, person: Person) -> int:
    """Return the most minutes that any of the person's groups takes; of all groups where none of them is in the plan."""
    of = {burden.group: burden.minutes for burden in occasion.plan.burdens}
    own = [of[group] for group in (node.partition("@")[0] for node in person.nodes) if group in of]
    return ceil(max(own or of.values()))
