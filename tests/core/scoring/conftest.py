"""Small worlds for scoring: a mapping from sizes, ratings from short rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from samspill.design.model import Mapping, Node, WorkGroup
from samspill.instrument.load import shipped, with_modules
from samspill.instrument.model import Instrument
from samspill.ratings.table import KEYS, Ratings, dont_know_column
from samspill.terms import Contact, Level, Text

MappingOf = Callable[..., Mapping]
RatingsOf = Callable[..., Ratings]


@pytest.fixture(scope="session")
def mapping_of(made_up: ModuleType) -> MappingOf:
    """Return a maker of mappings: ``mapping_of(a=8, b={"north": 5})``, each group in the order given."""

    def make(**sizes: int | dict[str, int]) -> Mapping:
        def group(key: str, size: int | dict[str, int]) -> WorkGroup:
            return WorkGroup(key, Text(key), Text(key), "oppvekst", size if isinstance(size, dict) else {"": size})

        groups = {key: group(key, size) for key, size in sizes.items()}
        return replace(made_up.mapping(), groups=groups, needs={}, changes={})

    return make


@pytest.fixture(scope="session")
def ratings_of() -> RatingsOf:
    """Return a maker of ratings from rows ``(respondent, rater, target, answers…)``; "?" is don't know, None a blank.

    Options of a row stand in a mapping at its end: wave, contact, asked, level.
    """

    def make(items: Sequence[str], rows: Iterable[tuple[Any, ...]], own: Iterable[dict[str, Any]] = ()) -> Ratings:
        records = [_record(items, *row) for row in rows]
        kinds = dict.fromkeys(items, pl.Float64) | {dont_know_column(item): pl.Boolean for item in items}
        schema = {
            "wave": pl.Int32,
            **dict.fromkeys(KEYS[1:], pl.String),
            "contact": pl.Enum(Contact),
            "asked": pl.Boolean,
            "level": pl.Enum(Level),
            **kinds,
        }
        situation = {
            "wave": pl.Int32,
            **dict.fromkeys(("respondent", "rater_group", "rater_site", "item"), pl.String),
            "code": pl.Int32,
        }
        return Ratings(pl.DataFrame(records, schema=schema), pl.DataFrame(list(own), schema=situation), tuple(items))

    return make


Answer = float | str | dict[str, Any] | None


def _record(items: Sequence[str], respondent: str, rater: str, target: str, *answers: Answer) -> dict[str, Any]:
    given = [answer for answer in answers if not isinstance(answer, dict)]
    options = next((answer for answer in answers if isinstance(answer, dict)), {})
    one, other = Node.parse(rater), Node.parse(target)
    said = given + [None] * (len(items) - len(given))
    return {
        "wave": 1,
        "respondent": respondent,
        "rater_group": one.group,
        "rater_site": one.site,
        "target_group": other.group,
        "target_site": other.site,
        "contact": "yes",
        "asked": True,
        "level": None,
        **{item: None if answer == "?" else answer for item, answer in zip(items, said, strict=True)},
        **{dont_know_column(item): answer == "?" for item, answer in zip(items, said, strict=True)},
        **options,
    }


@pytest.fixture(scope="session")
def capacity() -> Instrument:
    """Return the default instrument with a question that does not count in the index."""
    return with_modules(shipped("relational-capacity"), ("we-know",))
