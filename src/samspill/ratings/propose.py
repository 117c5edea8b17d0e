"""A first column map for a wide file, guessed from its headings, for a person to look over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from samspill.design.model import Mapping as Design
from samspill.errors import Problem, RatingsError
from samspill.instrument.model import Instrument
from samspill.ratings.column_map import ColumnMap
from samspill.ratings.columns import is_long
from samspill.ratings.draft import CONTACT
from samspill.ratings.names import group_labels
from samspill.ratings.wide import folded
from samspill.tabular.sheet import Sheet

JOINTS = (" – ", " - ", " — ", ": ", " / ", " | ", " > ", "–", "-", ":", "/", "|", ">", "__", "_", ".", " ")
"""What parts group from item, the clearest first."""
LOOKED_AT = 300
LONGEST = 100
FEWEST = 2
SHARE = 0.5
ALIKE = 85.0
# What people call the columns about the person, in the languages that wide files come in.
PERSON_WORDS = {
    "respondent": (
        "respondent",
        "løpenr",
        "løpenummer",
        "løbenr",
        "løpnr",
        "svarnr",
        "svar-id",
        "respondent id",
        "id",
        "nr",
        "person",
    ),
    "rater_group": (
        "rater_group",
        "gruppe",
        "group",
        "grupp",
        "yrkesgruppe",
        "faggruppe",
        "min gruppe",
        "avdeling",
        "enhet",
        "enhed",
    ),
    "rater_site": ("rater_site", "site", "sted", "stad", "skole", "skule", "skola", "plats", "plass"),
    "wave_column": ("wave", "runde", "måling", "mätning", "omgang", "round"),
    "level": ("level", "nivå", "niveau", "stilling"),
}


class _Guess(NamedTuple):
    """How headings part under one joint and order, and how many of them do."""

    pattern: str
    groups: dict[str, str]
    items: dict[str, str]
    headings: frozenset[str]


def propose(headings: Sequence[str], mapping: Design, instrument: Instrument) -> ColumnMap | None:
    """Guess the column map of a wide file from its headings.

    Group and item words are matched to keys and names, nearly alike ones too; what is left over stands under ``ignore``, so
    that a person sees it. None where fewer than two, or less than half, of the headings part into group and item, or no heading
    looks like the own group.
    """
    texts = [heading for heading in headings if heading]
    ways = [(joint, swapped) for joint in JOINTS for swapped in (False, True)]
    sample = texts[:LOOKED_AT]
    way = max(ways, key=lambda way: len(_guess(sample, way[0], mapping, instrument, swapped=way[1]).headings))
    best = _guess(texts, way[0], mapping, instrument, swapped=way[1])
    if len(best.headings) < max(FEWEST, SHARE * len(texts)):
        return None
    left = [text for text in texts if text not in best.headings]
    people: dict[str, str] = {}
    for name, words in PERSON_WORDS.items():
        found = next((text for text in left if text not in people.values() and _alike(text, words)), None)
        if found is not None:
            people[name] = found
    if "rater_group" not in people:
        return None
    own = {text: text for text in left if text in instrument.items}
    ignore = tuple(text for text in left if text not in people.values() and text not in own)
    return ColumnMap(
        columns=best.pattern,
        rater_group=people["rater_group"],
        respondent=people.get("respondent"),
        rater_site=people.get("rater_site"),
        wave_column=people.get("wave_column"),
        level=people.get("level"),
        groups=best.groups,
        items=best.items,
        own=own,
        ignore=ignore,
    )


def check_not_wide(sheet: Sheet, mapping: Design, instrument: Instrument) -> None:
    """Refuse a wide file that came without its column map, and offer one.

    Raises
    ------
    RatingsError
        ``ratings.looks_wide`` with the proposal as text.
    """
    if is_long(sheet.headings, instrument):
        return
    found = propose(sheet.headings, mapping, instrument)
    if found is not None:
        raise RatingsError(Problem("ratings.looks_wide", sheet.place(sheet.heading_row), {"proposal": found.to_toml()}))


def _guess(texts: Sequence[str], joint: str, mapping: Design, instrument: Instrument, *, swapped: bool) -> _Guess:
    group_of, item_of = _finder(_group_words(mapping)), _finder({key: key for key in _item_keys(instrument)})
    groups, items, parted = dict[str, str](), dict[str, str](), list[str]()
    for text in texts:
        for left, right in _parts(text, joint):
            group, item = (right, left) if swapped else (left, right)
            group_key, item_key = group_of(group), item_of(item)
            if group_key is not None and item_key is not None:
                groups[group], items[item] = group_key, item_key
                parted.append(text)
                break
    pattern = f"{{item}}{joint}{{group}}" if swapped else f"{{group}}{joint}{{item}}"
    return _Guess(pattern, groups, items, frozenset(parted))


def _parts(text: str, joint: str) -> Iterable[tuple[str, str]]:
    """Part a heading at the first and at the last joint: either side may hold the joint itself."""
    for left, found, right in {text.partition(joint), text.rpartition(joint)}:
        if found and left.strip() and right.strip():
            yield left.strip(), right.strip()


def _group_words(mapping: Design) -> dict[str, str]:
    words = {wave: group_labels(mapping, wave) for wave in mapping.wave_numbers}
    return {word: keys[0] for entries in words.values() for word, keys in entries.items() if len(keys) == 1}


def _item_keys(instrument: Instrument) -> Iterable[str]:
    return (*(item.key for item in instrument.tie_items), CONTACT)


def _finder(words: Mapping[str, str]) -> Callable[[str], str | None]:
    exact = {folded(word): key for word, key in words.items()}

    @cache
    def find(text: str) -> str | None:
        if (key := exact.get(folded(text))) is not None:
            return key
        near = _alike(text, words)
        return None if near is None else words[near]

    return find


def _alike(text: str, words: Iterable[str]) -> str | None:
    found = process.extractOne(text[:LONGEST], list(words), scorer=fuzz.ratio, processor=folded, score_cutoff=ALIKE)
    return None if found is None else found[0]
