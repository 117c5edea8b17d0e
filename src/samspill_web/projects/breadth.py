"""Is a core task narrow enough to ask about? Advice, never a hindrance."""

from __future__ import annotations

from collections.abc import Mapping

from samspill.terms import Language, Text

MOST_WORDS = 12
MOST_JOINED = 2
"""A task that joins more than two things is more than one task. Our convention, as the number of words is."""

AND = frozenset({"og", "samt", "och", "and", "&"})


def advice(task: object) -> tuple[str, ...]:
    """Return the codes of what makes a core task hard to answer about; nothing for one that is narrow, or not written yet.

    Examples
    --------
    >>> advice("trygg overgang for barn som trenger ekstra støtte"), advice("helse, skole og arbeid")
    ((), ('several',))
    """
    text = Text(task) if isinstance(task, str | Mapping) else Text("")
    said = [text[language].split() for language in Language if text.has(language)]
    found: list[str] = []
    if any(len(words) > MOST_WORDS for words in said):
        found.append("long")
    if any(_joined(words) > MOST_JOINED for words in said):
        found.append("several")
    return tuple(found)


def _joined(words: list[str]) -> int:
    """Count the things that a text joins: "helse, skole og arbeid" joins three."""
    joints = sum(word.endswith(",") for word in words) + sum(word.casefold().strip(",") in AND for word in words)
    return joints + 1
