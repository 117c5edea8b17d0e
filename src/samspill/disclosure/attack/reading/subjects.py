"""Which groups captions speak of: they name them as sentences do ("the nurses"), and rows as labels do ("School nurses")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samspill.disclosure.attack.reading.captions import own_member, split_tie, subject_of
from samspill.disclosure.attack.reading.columns import columns
from samspill.disclosure.attack.reading.names import Names, compared
from samspill.disclosure.attack.reading.tables import Content, Table
from samspill.disclosure.attack.reading.words import folded, listed

LEAST_LIKENESS = 45.0
WORDS_ALIKE = 0.6
"""How much common words weigh beside letters in the same order."""


def subjects_of(content: Content, names: Names) -> dict[str, str]:
    """Return the key of each group that captions of a file name, all different: the likest names that stand in no row below.

    A table tells what the others say of a group, or it of them; so its rows do not name the group itself.
    """
    below: dict[str, set[str]] = {}
    found: dict[str, list[str]] = {}
    for table in content.tables:
        labels = _labels(table, names)
        for label in labels:
            found.setdefault(names.unit(label), []).append(compared(label))
        if caption := subject_of(table.title):
            below.setdefault(compared(caption.subject), set()).update(map(names.unit, labels))
    if not below:
        return {}
    by_key = names.by_key()
    candidates = {key: [*by_key.get(key, ()), *found.get(key, ())] for key in {**by_key, **found}}
    return _likest(below, candidates)


def _labels(table: Table, names: Names) -> list[str]:
    """Return the groups that the rows of a table name."""
    there = columns(table.header)
    if "value" not in there or not {"unit", "tie"} & set(there.places):
        return []
    at = there.places.get("tie", there.places.get("unit", 0))
    labels = list[str]()
    for row in table.rows:
        text = row[at]
        if sum(map(bool, row)) == 1:
            pair = split_tie(text, names, open_end=True)
            labels += [pair[0]] if pair else []
        elif text and "tie" not in there and own_member(text, names) is None and folded(text) not in listed("own_group"):
            labels.append(text)
    return labels


def _likest(below: Mapping[str, set[str]], candidates: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give each subject a group of its own, the likest pair first; one that all others are ruled out for needs no likeness."""
    open_keys = {subject: set(candidates) - rows for subject, rows in below.items()}
    pairs = sorted(
        ((_likeness(subject, candidates[key]), subject, key) for subject, keys in open_keys.items() for key in keys),
        key=lambda pair: (-pair[0], *pair[1:]),
    )
    found: dict[str, str] = {}
    for likeness, subject, key in pairs:
        sure = likeness >= LEAST_LIKENESS or len(open_keys[subject]) == 1
        if sure and subject not in found and key not in found.values():
            found[subject] = key
    return found


def _likeness(subject: str, names: Sequence[str]) -> float:
    from rapidfuzz import fuzz

    return max(
        (WORDS_ALIKE * fuzz.token_set_ratio(subject, name) + (1 - WORDS_ALIKE) * fuzz.ratio(subject, name) for name in names),
        default=0.0,
    )
