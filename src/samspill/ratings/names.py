"""From the words of a file to the keys of the mapping: a group or site is meant by its key or its name in any language."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import normalize

from samspill.design.model import Mapping as Design
from samspill.terms import Text


def labels(names: Mapping[str, Text]) -> dict[str, list[str]]:
    """Return the keys that each word may mean: a key means itself, a name in any language whatever is called so.

    Examples
    --------
    >>> labels({"larere": Text({"nb": "Lærere", "en": "Teachers"})})["Teachers"]
    ['larere']
    """
    found = {normalize("NFC", key): [key] for key in names}
    for key, name in names.items():
        for text in dict.fromkeys(normalize("NFC", text.strip()) for text in name.values() if text.strip() not in names):
            found.setdefault(text, []).append(key)
    return found


def group_labels(mapping: Design, wave: int) -> dict[str, list[str]]:
    """Return the words for the groups that exist in a wave."""
    return labels({group.key: group.name for group in mapping.groups_in(wave)})


def site_labels(mapping: Design) -> dict[str, list[str]]:
    """Return the words for the sites."""
    return labels({site.key: site.name for site in mapping.sites.values()})
