"""The sentences that people read: stem and item joined, and filled with groups, core task and people.

A stem that ends in "…" and the item below it make one question. A stem that ends in a full stop stands before the question as
a sentence of its own. An item that is ``stemless``, or about the own situation, stands alone. A sentence without a mark at its
end gets a question mark; an item that is a statement brings its full stop.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter

from samspill.instrument.model import About, Instrument, Item
from samspill.language import say
from samspill.terms import Language, Text

ELLIPSIS = "…"
ENDS = (".", "?", "!", ":")
CLOSING = "»«”“’\"')"

SENTENCE_START = re.compile(rf"(?:^|(?:[?!]|(?<!\.\w)(?<!\.\w\w)(?<!\.\w\w\w)\.)[{CLOSING}]*\s)$")
"""After this a capital follows: at the very start, and after a full stop that is not the last one of "f.eks."."""

FAULT = re.compile(rf"[{{}}]|\s\s|^\s|\s$|\s[.?,;:!](?:\s|$)|«»|»«|“”|””|{ELLIPSIS}\s*[?{ELLIPSIS}]|\.\.|\?\?")
QUOTES = re.compile('[«»“”„"]')


@dataclass(frozen=True, slots=True)
class Filling:
    """What the placeholders stand for, in one language.

    ``group`` and ``people`` read as they do inside a sentence ("lærerne", "barna det gjelder"). ``own_group`` is the *name* of
    the respondent's group and becomes "gruppen «Lærere»", which reads well after any word. ``core_task`` is put between the
    quotation marks of the template.
    """

    group: str
    own_group: str
    core_task: str
    people: str


def filling(
    instrument: Instrument, language: Language, *, group: Text, own_group: Text, core_task: Text, people: Text | None = None
) -> Filling:
    """Return a filling from language maps; where a mapping names no people, the instrument's own words stand in."""
    return Filling(*(text.get_in(language) for text in (group, own_group, core_task, people or instrument.people)))


def question(instrument: Instrument, item: Item, names: Filling, language: Language, *, own: bool = False) -> str:
    """Return everything that an item asks, as one line: the stem, the item, and what fills them.

    Parameters
    ----------
    instrument, item
    names : Filling
        With ``own``, ``group`` is the own group.
    language : Language
        A text that lacks it is given in the language that its reader understands next best.
    own : bool
        True asks about the own group: with ``text_own`` and ``stem_own`` where the instrument has them.

    Returns
    -------
    str
        One or two sentences.
    """
    before, text = _templates(instrument, item, language, own=own)
    if _goes_on(before, text):
        return fill(f"{before.rstrip(f'{ELLIPSIS} ')} {_closed(text)}", names, language)
    return " ".join(fill(part, names, language) for part in (before, _closed(text)) if part)


def stem(instrument: Instrument, item: Item, names: Filling, language: Language, *, own: bool = False) -> str:
    """Return what stands above an item, filled; empty where nothing does."""
    before, _ = _templates(instrument, item, language, own=own)
    return fill(before, names, language) if before else ""


def ending(instrument: Instrument, item: Item, names: Filling, language: Language, *, own: bool = False) -> str:
    """Return an item without what stands above it, filled: "… vet hvilke oppgaver vi har?"."""
    before, text = _templates(instrument, item, language, own=own)
    if _goes_on(before, text):
        return f"{ELLIPSIS} {fill(_closed(text), names, language, start=False)}"
    return fill(_closed(text), names, language)


def missing(instrument: Instrument, language: Language) -> tuple[str, ...]:
    """Return the key paths of the texts that a respondent reads and that lack a language.

    Examples
    --------
    >>> from samspill.instrument.load import shipped
    >>> missing(shipped("relational-capacity"), Language.SV)
    ()
    """
    head = {name: getattr(instrument, name) for name in ("stem", "stem_own", "note", "note_own")}
    items = {
        f"item[{item.key}].{name}": getattr(item, name)
        for item in instrument.items.values()
        for name in ("text", "text_own", "help")
    }
    used = dict.fromkeys(item.scale for item in instrument.items.values())
    labels = {f"scale[{key}].options[{option.code}]": option.label for key in used for option in instrument.scales[key].options}
    texts: dict[str, Text | None] = {
        **{f"instrument.{name}": text for name, text in head.items()},
        "contact.question": instrument.contact_question,
        **items,
        **labels,
    }
    return tuple(path for path, text in texts.items() if text is not None and not text.has(language))


def is_broken(sentence: str) -> bool:
    """Tell whether a filled sentence has a gap: a placeholder left, doubled spaces or marks, nothing between quotation marks.

    Examples
    --------
    >>> is_broken("I hvilken grad opplever du at  vet hvilke oppgaver vi har?"), is_broken("Hva trengs?")
    (True, False)
    """
    return not sentence.strip() or FAULT.search(sentence) is not None


def fill(template: str, names: Filling, language: Language, *, start: bool = True) -> str:
    """Return a template with its placeholders filled, with a capital where a placeholder begins a sentence.

    ``start`` False says that the template goes on with a sentence. Runs of white space in a value become one space, quotation
    marks inside one become ’, and the core task loses its full stop.
    """
    own_group = _inner(names.own_group)
    values = {
        "group": " ".join(names.group.split()),
        "own_group": say("instrument.own_group", language, name=own_group) if own_group else "",
        "core_task": _inner(names.core_task).rstrip(". "),
        "people": " ".join(names.people.split()),
    }
    text = "" if start else ELLIPSIS
    for literal, name, _, _ in Formatter().parse(template):
        text += literal
        if name is not None:
            text += (_capital if SENTENCE_START.search(text) else str)(values[name])
    return _capital(text) if start else text.removeprefix(ELLIPSIS)


def _templates(instrument: Instrument, item: Item, language: Language, *, own: bool) -> tuple[str, str]:
    own_text = item.text_own if own else None
    text = (own_text or item.text).get_in(language)
    if item.stemless or item.about is About.SELF:
        return "", text
    before = (instrument.stem_own if own_text else None) or instrument.stem
    return before.get_in(language) if before else "", text


def _goes_on(before: str, text: str) -> bool:
    """Tell whether the item's text ends the sentence that the stem begins."""
    return bool(before) and (text.startswith(ELLIPSIS) or not before.rstrip(CLOSING).endswith(ENDS))


def _closed(text: str) -> str:
    bare = text.lstrip(f"{ELLIPSIS} ")
    return bare if bare.rstrip(CLOSING).endswith(ENDS) else f"{bare}?"


def _inner(value: str) -> str:
    return QUOTES.sub("’", " ".join(value.split()))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
