"""Words, numbers and dates in the reader's language.

Every sentence that Samspill says stands in ``texts/<area>.toml`` as a language map under its code; the areas are the packages
of the core. A part outside the core names the package that holds its own areas by the entry point ``samspill.texts``.
``say("ratings.unknown_group", language, group=…)`` reads it from ``texts/ratings.toml``. A text with a count has the forms
``one`` and ``other`` and is chosen by the field ``n``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from tomllib import loads
from typing import cast

from samspill.errors import Place, Problem
from samspill.terms import Language, Text

# British English: "12 March 2027", and no comma before "and".
LOCALES: Mapping[Language, str] = {**{language: language.value for language in Language}, Language.EN: "en_GB"}


@cache
def catalogue(area: str) -> Mapping[str, Mapping[str, str | Mapping[str, str]]]:
    """Return the messages of an area: code below the area -> language tag -> text or plural forms."""
    own = files("samspill.language").joinpath(f"texts/{area}.toml")
    source = own if own.is_file() else _others()[area]
    return dict(_flat(loads(source.read_text(encoding="utf-8")), ""))


@cache
def areas() -> tuple[str, ...]:
    """Return the names of all message areas, those of parts outside the core among them."""
    return tuple(sorted({*_areas_in(files("samspill.language").joinpath("texts")), *_others()}))


@cache
def _others() -> Mapping[str, Traversable]:
    """Return the areas of parts outside the core: area -> file."""
    folders = (files(entry.value) for entry in entry_points(group="samspill.texts"))
    return {area: source for folder in folders for area, source in _areas_in(folder).items()}


def _areas_in(folder: Traversable) -> dict[str, Traversable]:
    return {entry.name.removesuffix(".toml"): entry for entry in folder.iterdir() if entry.name.endswith(".toml")}


def _flat(tree: Mapping[str, object], prefix: str) -> Iterable[tuple[str, Mapping[str, str | Mapping[str, str]]]]:
    for key, value in tree.items():
        if not isinstance(value, Mapping):
            continue
        entry = cast("Mapping[str, object]", value)
        if set(entry) <= set(Language):
            yield f"{prefix}{key}", cast("Mapping[str, str | Mapping[str, str]]", entry)
        else:
            yield from _flat(entry, f"{prefix}{key}.")


def has(code: str) -> bool:
    """Tell whether a code has a text."""
    area, _, name = code.partition(".")
    return area in areas() and name in catalogue(area)


def say(code: str, language: Language, /, **fields: object) -> str:
    """Return the text of a code in a language, its placeholders filled.

    Parameters
    ----------
    code : str
        ``area.name``, dots inside the name allowed.
    language : Language
    **fields
        Values of the placeholders. A ``Text`` is put in ``language``, a float is written with the language's decimal sign, a
        date in its long form, a list as "a, b og c". ``n`` chooses the plural form.

    Raises
    ------
    KeyError
        For a code without text or a placeholder without value: a fault of the programme, caught by its tests.

    Examples
    --------
    >>> say("terms.language", Language.DA)
    'dansk'
    """
    area, _, name = code.partition(".")
    entry = catalogue(area)[name][language]
    template = entry if isinstance(entry, str) else entry["one" if fields.get("n") == 1 else "other"]
    return template.format_map({key: show(value, language) for key, value in fields.items()})


def show(value: object, language: Language) -> str:
    """Return a value as a reader of the language writes it."""
    if isinstance(value, Text):
        return value.get_in(language)
    if isinstance(value, float):
        return number(value, language)
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, tuple | list):
        return listing([show(part, language) for part in cast("Iterable[object]", value)], language)
    return str(value)


def number(value: float, language: Language, decimals: int = 2) -> str:
    """Return a number with at most ``decimals`` decimals and the language's decimal sign.

    Examples
    --------
    >>> number(3.5, Language.NB), number(4.0, Language.EN)
    ('3,5', '4')
    """
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = "0" if text == "-0" else text
    return text if language is Language.EN else text.replace(".", ",")


def day(value: date, language: Language) -> str:
    """Return a date in its long form, ``12. mars 2027``."""
    from babel.dates import format_date

    plain = value.date() if isinstance(value, datetime) else value
    return format_date(plain, format="long", locale=LOCALES[language])


def listing(parts: Iterable[str], language: Language) -> str:
    """Return ``a, b og c``."""
    from babel.lists import format_list

    told = list(parts)
    # Most lists are of one: a page with many names is made in half the time.
    return told[0] if len(told) == 1 else format_list(told, style="standard", locale=LOCALES[language])


def problem_text(problem: Problem, language: Language) -> str:
    """Return where a problem stands, what it is and what to do, as one line."""
    where = place_text(problem.place, language)
    text = say(problem.code, language, **dict(problem.data))
    return f"{where}: {text}" if where else text


def place_text(place: Place, language: Language) -> str:
    """Return the place of a problem in words."""
    row = "" if place.row is None else say("terms.row", language, row=place.row)
    column = "" if place.column is None else say("terms.column", language, column=place.column)
    return ", ".join(part for part in (place.file, place.key, row, column) if part)
