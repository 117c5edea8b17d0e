"""Which round a text speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from samspill.disclosure.attack.reading.words import group


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(group('text')['wave'])))}) (\d{{1,2}})\b", re.IGNORECASE)


def wave_in(texts: Iterable[str]) -> int | None:
    """Return the first round that texts name.

    Examples
    --------
    >>> wave_in(["Rapport · for ledere · runde 2"]), wave_in(["Matris omgång 1"]), wave_in([""])
    (2, 1, None)
    """
    found = (_pattern().search(text) for text in texts)
    return next((int(match[1]) for match in found if match), None)
