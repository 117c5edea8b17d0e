"""A plan that people write on: the table of its TOML file, changed step by step and written again.

A table is what :mod:`tomllib` gives. Nothing here changes a table that it is given.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from samspill.design.edit.keys import key_for
from samspill.design.edit.table import Table, copied_table, is_list, is_table
from samspill.design.edit.write import to_toml
from samspill.errors import MeetingError, Problem
from samspill.reporting.meeting.load import built
from samspill.reporting.meeting.model import OF_TIE, PartKind
from samspill.terms import Language, Text

FIRST_VERSION = "1"
MINUTES = 5
"""Of a part that is put in, until somebody says otherwise."""


def written(values: Table) -> str:
    """Return a plan as the text of its file; how long it takes is what its parts take together.

    Parameters
    ----------
    values : dict
        A plan as TOML reads it; ``template.minutes`` is not looked at.

    Raises
    ------
    MeetingError
        With every problem of the plan, as :func:`samspill.reporting.meeting.built` finds them.

    Examples
    --------
    >>> plan = {"template": {"key": "kort", "name": "Kort"}, "part": [{"key": "aim", "kind": "aim", "minutes": 5}]}
    >>> written(plan).splitlines()[:4]
    ['[template]', 'key = "kort"', 'name = "Kort"', 'minutes = 5']
    """
    table = copied_table(values)
    head = table.get("template")
    table["template"] = {**(head if is_table(head) else {}), "minutes": minutes_of(table)}
    built(table, "")
    return to_toml({name: table[name] for name in ("template", "part")})


def minutes_of(values: Table) -> int:
    """Return what the parts of a plan take together; a part without a whole number counts nothing."""
    found = (part.get("minutes") for part in _parts(values))
    return sum(minutes for minutes in found if isinstance(minutes, int) and not isinstance(minutes, bool))


def copied(values: Table, name: str, language: Language) -> Table:
    """Return a plan as one of its own, under a name in one language, with the key that the name gives it.

    Examples
    --------
    >>> plan = {"template": {"key": "45-minutes", "version": "3", "name": {"nb": "45 minutter", "en": "45 minutes"}}}
    >>> copied(plan, "Møte på Nordby", Language.NB)["template"]
    {'key': 'mote-pa-nordby', 'version': '1', 'name': {'nb': 'Møte på Nordby'}}
    """
    table = copied_table(values)
    head = table.get("template")
    new: Table = {"key": key_for(name, ()), "version": FIRST_VERSION, "name": {language.value: name}}
    table["template"] = {**(head if is_table(head) else {}), **new}
    return table


def fresh_part(kind: PartKind, taken: Collection[str]) -> Table:
    """Return a part of a kind to put into a plan, under a key that no other part has.

    Examples
    --------
    >>> fresh_part(PartKind.TIE, ["aim", "tie"])
    {'key': 'tie-2', 'kind': 'tie', 'tie': 1, 'minutes': 5}
    """
    about: Table = {"tie": 1} if kind in OF_TIE else {}
    return {"key": key_for(kind.value, taken), "kind": kind.value, **about, "minutes": MINUTES}


def words_in(value: object, language: Language) -> str:
    """Return a text of a plan as a reader of a language meets it; "" where there is none.

    Examples
    --------
    >>> words_in({"nb": "Hei", "en": "Hello"}, Language.DA), words_in(None, Language.DA)
    ('Hei', '')
    """
    if isinstance(value, str):
        return value
    return Text(_by_language(value)).get_in(language) if is_table(value) else ""


def reworded(before: object, words: str, language: Language) -> str | dict[str, str] | None:
    """Return a text of a plan after somebody has written in one language.

    What stands there already and is left as it was shown stays whole. Other words are written in that language, and what
    other languages say is kept; a plain string, which counts for every language, stays one. Words that are taken away are
    taken away in every language: none would be left that the reader has seen.

    Parameters
    ----------
    before : str or dict or None
        What the plan has: a plain string or a language map.
    words : str
        What is written now; runs of white space count as one space.
    language : Language
        The language of the reader who wrote.

    Returns
    -------
    str or dict or None
        None where nothing is said.

    Examples
    --------
    >>> reworded({"nb": "Hei", "en": "Hello"}, "Hei, alle", Language.NB)
    {'nb': 'Hei, alle', 'en': 'Hello'}
    >>> reworded({"en": "Hello"}, "Hello", Language.NB), reworded({"nb": "Hei"}, " ", Language.NB)
    ({'en': 'Hello'}, None)
    """
    said = " ".join(words.split())
    known = _by_language(before) if is_table(before) else before if isinstance(before, str) else None
    if not said:
        return None
    if known and said == " ".join(words_in(known, language).split()):
        return known
    if isinstance(known, str) and known.strip():
        return said
    return {**(known if isinstance(known, dict) else {}), language.value: said}


def relined(before: object, lines: Sequence[str], language: Language) -> list[Table]:
    """Return the lines of a part after somebody has written them in one language.

    A line that reads as before keeps what it says in other languages, wherever it stands now. One that reads differently is
    the line that stood there in new words where there are as many lines as before; else nobody can tell, and it is new.

    Examples
    --------
    >>> was = [{"text": {"nb": "Mål", "en": "Goals"}}, {"text": {"nb": "Pause", "en": "Break"}}]
    >>> [line["text"] for line in relined(was, ["Pause", "Neste steg", "Mål"], Language.NB)]
    [{'nb': 'Pause', 'en': 'Break'}, {'nb': 'Neste steg'}, {'nb': 'Mål', 'en': 'Goals'}]
    """
    known = [line.get("text") for line in before if is_table(line)] if is_list(before) else []
    said = [line for each in lines if (line := " ".join(each.split()))]
    shown = [" ".join(words_in(text, language).split()) for text in known]
    made: list[Table] = []
    for place, line in enumerate(said):
        if line in shown:
            found: object = known[shown.index(line)]
        else:
            same_line = len(said) == len(known) and shown[place] not in said
            found = known[place] if same_line else None
        made.append({"text": reworded(found, line, language)})
    return made


def by_part(error: MeetingError, values: Table) -> dict[int | None, list[tuple[str, Problem]]]:
    """Return the problems of a plan by the place of the part that each is about, from 0; None for those of the plan itself.

    With each stands the key it is about: of the part (``minutes``, ``say`` …) or, for the plan, of its head (``name``).
    """
    labels = [f"part[{_label(part, number)}]" for number, part in enumerate(_parts(values), start=1)]
    found: dict[int | None, list[tuple[str, Problem]]] = {}
    for problem in error.problems:
        path = problem.place.key or ""
        fitting = [place for place, label in enumerate(labels) if path == label or path.startswith(f"{label}.")]
        place = max(fitting, key=lambda each: len(labels[each])) if fitting else None
        rest = path.removeprefix(labels[place] if place is not None else "template").removeprefix(".")
        found.setdefault(place, []).append((rest.partition(".")[0].partition("[")[0], problem))
    return found


def _parts(values: Table) -> list[Table]:
    found = values.get("part")
    return [part for part in found if is_table(part)] if is_list(found) else []


def _label(part: Table, number: int) -> str:
    key = part.get("key")
    return key if isinstance(key, str) and key else str(number)


def _by_language(value: Table) -> dict[str, str]:
    return {tag: text for tag, text in value.items() if tag in list(Language) and isinstance(text, str)}
