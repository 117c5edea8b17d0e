"""From the words of a file to the keys of the mapping: waves, groups and sites, and what was meant by words not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from unicodedata import normalize

from rapidfuzz import fuzz, process

from samspill.design.model import Mapping as Design
from samspill.ratings.faults import in_all_languages
from samspill.terms import Text

ALIKE = 70.0
"""Similarity in per cent from which a name is suggested."""
COMPARED_LENGTH = 100
# People type æ, ø and å in many ways, and blanks as they like.
TYPED = str.maketrans({"æ": "ae", "ä": "a", "ø": "o", "ö": "o", "å": "a", "_": " ", "-": " "})


def did_you_mean(value: str, candidates: Iterable[str]) -> Text:
    """Return the sentence that suggests the nearest candidate, empty where none is near.

    Examples
    --------
    >>> from samspill.terms import Language
    >>> did_you_mean("lærre", ["ppt", "larere"]).get_in(Language.EN)
    ' Did you mean “larere”?'
    """
    meant = nearest(value, candidates)
    return Text("") if meant is None else in_all_languages("ratings.did_you_mean", candidate=meant)


def nearest(value: str, candidates: Iterable[str], alike: float = ALIKE) -> str | None:
    """Return the candidate most like a value, None where none is alike enough."""
    found = process.extractOne(
        value[:COMPARED_LENGTH], list(dict.fromkeys(candidates)), scorer=fuzz.ratio, processor=_plain, score_cutoff=alike
    )
    return None if found is None else found[0]


def _plain(text: str) -> str:
    return text.casefold().translate(TYPED)


def labels(names: Mapping[str, Text]) -> dict[str, list[str]]:
    """Return the keys that each word may mean: a key means itself, a name in any language whatever is called so.

    Examples
    --------
    >>> labels({"larere": Text({"nb": "Lærere", "en": "Teachers"})})["Teachers"]
    ['larere']
    """
    found: dict[str, list[str]] = {}
    for key, name in names.items():
        for text in {normalize("NFC", text.strip()) for text in name.values()} - set(names):
            found.setdefault(text, []).append(key)
    return found | {normalize("NFC", key): [key] for key in names}


def group_labels(mapping: Design, wave: int) -> dict[str, list[str]]:
    """Return the words for the groups that exist in a wave."""
    return labels({group.key: group.name for group in mapping.groups_in(wave)})


def site_labels(mapping: Design) -> dict[str, list[str]]:
    """Return the words for the sites."""
    return labels({site.key: site.name for site in mapping.sites.values()})
