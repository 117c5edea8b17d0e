"""Small worlds for tests of protection: people with answers, and the exact scores that follow from them.

The scores are counted here once more, in plain Python, person by person, so that a test of the release does not lean on the
code that it tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeVar

import polars as pl

from samspill.design.model import Mapping, Node, Organisation, Site, Start, WaveChange, WorkGroup
from samspill.instrument.model import About, Bands, Dimension, Instrument, Item, Option, Scale
from samspill.scoring.score_set import ScoreSet
from samspill.terms import POLICIES, CompareSites, Language, Need, Policy, PolicyName, Text

STRICT, STANDARD, RESEARCH = (POLICIES[name] for name in PolicyName)
INDEX_ITEMS = ("a1", "a2", "b", "c")
COMPOSITES = {"index": INDEX_ITEMS, "a": ("a1", "a2"), "b": ("b",), "c": ("c",)}
OUTSIDE = "o"
MIN_ITEMS = 2
Row = TypeVar("Row")
CELL = ("wave", "rater_group", "rater_site", "target_group", "target_site")


def instrument(*, scores: tuple[float, ...] = (1, 2, 3, 4, 5), bands: Bands | None = None) -> Instrument:
    """Return four items in three dimensions, one outside the index, and a question about the own situation."""
    word = Text("ord")
    options = tuple(Option(code, word, float(score)) for code, score in enumerate(scores, start=1))
    keys = {"a1": "a", "a2": "a", "b": "b", "c": "c"}
    items = {key: Item(key, dimension, "degree", word) for key, dimension in keys.items()}
    items[OUTSIDE] = Item(OUTSIDE, "a", "degree", word, in_index=False)
    items["helps"] = Item("helps", None, "helps", word, about=About.SELF, choose=2)
    return Instrument(
        key="small",
        version="3",
        licence="CC BY 4.0",
        source="tests",
        name=word,
        stem=None,
        stem_own=None,
        contact_question=None,
        contact_labels={},
        dont_know=word,
        people=word,
        min_items=MIN_ITEMS,
        scales={
            "degree": Scale("degree", options),
            "helps": Scale("helps", tuple(Option(code, word) for code in (1, 2, 3))),
        },
        dimensions={key: Dimension(key, word, word, word) for key in "abc"},
        subscales={},
        items=items,
        bands_between=bands,
    )


def group(
    key: str,
    size: int | Map[str, int] = 20,
    fallback: str | None = None,
    *,
    asked: bool = True,
    small_reason: str | None = None,
) -> WorkGroup:
    """Return a group with one size, or one per site."""
    sizes = {"": size} if isinstance(size, int) else dict(size)
    return WorkGroup(key, Text(key), Text(key), "org", sizes, fallback, asked=asked, small_reason=small_reason)


def mapping(
    *groups: WorkGroup,
    policy: Policy = STRICT,
    needs: Map[tuple[str, str], Need] | None = None,
    own_group: bool = True,
    changes: Map[int, WaveChange] | None = None,
    k_reason: str | None = None,
) -> Mapping:
    """Return a mapping of groups; sites are those that the groups name."""
    sites = dict.fromkeys(site for found in groups for site in found.sizes if site)
    return Mapping(
        title=Text("t"),
        core_task=Text("t"),
        people=None,
        instrument="small",
        language=Language.NB,
        languages=(Language.NB,),
        own_group=own_group,
        compare_sites=CompareSites.OWN,
        policy=policy,
        k_reason=k_reason,
        start=Start(),
        organisations={"org": Organisation("org", Text("org"))},
        sites={key: Site(key, Text(key)) for key in sites},
        groups={found.key: found for found in groups},
        needs=dict(needs or {}),
        changes=dict(changes or {}),
    )


@dataclass(frozen=True)
class Person:
    """Somebody who answered. ``ratings``: target node -> item -> score; a contact that is not named is yes.

    ``not_asked``: target nodes that the person works with, and was not asked about by design.
    """

    node: str
    ratings: Map[str, Map[str, float]] = field(default_factory=dict)
    contact: Map[str, str] = field(default_factory=dict)
    dont_know: Map[str, tuple[str, ...]] = field(default_factory=dict)
    helps: tuple[int, ...] = ()
    wave: int = 1
    not_asked: tuple[str, ...] = ()


def everything(value: float) -> dict[str, float]:
    """Return the same answer to every item."""
    return dict.fromkeys((*INDEX_ITEMS, OUTSIDE), value)


def crowd(node: str, answers: Map[str, Iterable[float]], *, wave: int = 1) -> list[Person]:
    """Return people of a node, one per answer to each target; a person says the same to every item of a target."""
    columns = {target: list(values) for target, values in answers.items()}
    people = max(map(len, columns.values()))
    return [
        Person(
            node,
            {target: everything(values[number]) for target, values in columns.items() if number < len(values)},
            wave=wave,
        )
        for number in range(people)
    ]


def filled(ratings: Map[str, float]) -> dict[str, float] | None:
    """Return a person's index items with gaps filled by the own mean (P4), None where too few are answered."""
    answered = [ratings[item] for item in INDEX_ITEMS if item in ratings]
    if len(answered) < MIN_ITEMS:
        return None
    return {item: ratings.get(item, sum(answered) / len(answered)) for item in INDEX_ITEMS}


def values_of(ratings: Map[str, float]) -> dict[str, float]:
    """Return what a person says of one target, by measure."""
    found = {OUTSIDE: ratings[OUTSIDE]} if OUTSIDE in ratings else {}
    full = filled(ratings)
    if full:
        found |= full
        found |= {key: sum(full[item] for item in items) / len(items) for key, items in COMPOSITES.items()}
    return found


def scores(people: Iterable[Person], *, shuffle: int | None = None) -> ScoreSet:
    """Return the exact scores of people, rows in any order."""
    found = _shuffled(list(people), shuffle)
    atoms: dict[tuple[object, ...], list[float]] = defaultdict(list)
    exact: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0])
    contacts: dict[tuple[object, ...], list[str]] = defaultdict(list)
    asked: dict[tuple[object, ...], int] = defaultdict(int)
    for person in found:
        for target in {*person.ratings, *person.contact, *person.dont_know, *person.not_asked}:
            cell = _cell(person, target)
            answers, unknown = person.ratings.get(target, {}), person.dont_know.get(target, ())
            contacts[cell].append(person.contact.get(target, "yes"))
            asked[cell] += contacts[cell][-1] == "yes" and target not in person.not_asked
            for measure in dict.fromkeys((*COMPOSITES, *INDEX_ITEMS, OUTSIDE)):
                exact[(*cell, measure)][0] += measure in unknown
            for measure, value in values_of(answers).items():
                atoms[(*cell, measure)].append(value)
    return ScoreSet(
        exact=_frame([(*key, count[0]) for key, count in exact.items()], (*CELL, "measure", "dont_know"), shuffle),
        atoms=_frame(
            [(*key, len(parts), sum(parts), sum(part**2 for part in parts)) for key, parts in atoms.items()],
            (*CELL, "measure", "n", "total", "squares"),
            shuffle,
        ),
        contacts=_frame(
            [
                (*key, len(said), *(said.count(answer) for answer in ("yes", "no", "wanted")), asked[key])
                for key, said in contacts.items()
            ],
            (*CELL, "people", "yes", "no", "wanted", "asked"),
            shuffle,
        ),
        people=_people(found, shuffle),
        respondents=pl.DataFrame(),
        own=_own(found, shuffle),
        level_atoms=pl.DataFrame(),
    )


def _shuffled(rows: list[Row], seed: int | None) -> list[Row]:
    return rows if seed is None else Random(seed).sample(rows, len(rows))  # noqa: S311


def _people(found: list[Person], shuffle: int | None) -> pl.DataFrame:
    counts: dict[tuple[object, ...], int] = defaultdict(int)
    for person in found:
        counts[_rater(person)] += 1
    return _frame([(*key, n) for key, n in counts.items()], (*CELL[:3], "answered"), shuffle)


def _own(found: list[Person], shuffle: int | None) -> pl.DataFrame:
    chosen: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for person in found:
        if person.helps:
            chosen[_rater(person)].append(person.helps)
    rows = [
        (*key, "helps", code, sum(code in one for one in all_of), len(all_of))
        for key, all_of in chosen.items()
        for code in sorted({code for one in all_of for code in one})
    ]
    return _frame(rows, (*CELL[:3], "item", "code", "people", "answered"), shuffle)


def _rater(person: Person) -> tuple[object, ...]:
    node = Node.parse(person.node)
    return person.wave, node.group, node.site


def _cell(person: Person, target: str) -> tuple[object, ...]:
    node = Node.parse(target)
    return (*_rater(person), node.group, node.site)


def _frame(rows: list[tuple[object, ...]], columns: tuple[str, ...], shuffle: int | None) -> pl.DataFrame:
    words = {"rater_group", "rater_site", "target_group", "target_site", "measure", "item"}
    numbers = {"total", "squares"}
    schema = {key: pl.String if key in words else pl.Float64 if key in numbers else pl.Int64 for key in columns}
    return pl.DataFrame(_shuffled(rows, shuffle), schema=schema, orient="row")


def with_answer(people: list[Person], number: int, target: str, ratings: Map[str, float]) -> list[Person]:
    """Return the people with one person's answers about one target replaced."""
    person = people[number]
    return [*people[:number], replace(person, ratings={**person.ratings, target: ratings}), *people[number + 1 :]]


# ---- worlds at random --------------------------------------------------------------------------------------------------------


def random_mapping(rng: Random, policy: Policy = STRICT) -> Mapping:
    """Return a mapping of two to four groups, some at two sites, with fallbacks, needs and sizes of all kinds."""
    keys = "abcd"[: rng.randint(2, 4)]
    groups = []
    for key in keys:
        fallback = rng.choice([None, *keys.replace(key, "")])
        size = {site: rng.randint(1, 30) for site in "xy"} if rng.random() < 0.3 else rng.randint(1, 30)
        groups.append(group(key, size, fallback, asked=rng.random() < 0.9, small_reason=rng.choice([None, "agreed"])))
    needs = {(rng.choice(keys), rng.choice(keys)): rng.choice(list(Need)) for _ in range(3)}
    return mapping(*groups, policy=policy, needs=needs, own_group=rng.random() < 0.7)


def random_people(rng: Random, world: Mapping, wave: int = 1) -> list[Person]:
    """Return people with gaps of every kind: targets, items, contact, don't know, the own situation."""
    targets: dict[Node, list[str]] = defaultdict(list)
    for rater, target in world.pairs(wave):
        targets[rater].append(str(target))
    return [
        _random_person(rng, node, targets[node], wave)
        for node in world.rater_nodes(wave)
        for _ in range(rng.choice([0, 2, 3, 4, 5, 6, 7, 10, 14, 26]))
    ]


def _random_person(rng: Random, node: Node, targets: list[str], wave: int) -> Person:
    eager = rng.choice([0.5, 0.9, 1.0])
    ratings: dict[str, dict[str, float]] = {}
    contact: dict[str, str] = {}
    for target in targets:
        if rng.random() < 0.25:
            contact[target] = rng.choice(["no", "wanted"])
        elif rng.random() < eager:
            asked = [*INDEX_ITEMS, OUTSIDE]
            ratings[target] = {item: float(rng.randint(1, 5)) for item in asked if rng.random() < eager}
    return Person(str(node), ratings, contact, helps=tuple(rng.sample([1, 2, 3], rng.randint(0, 2))), wave=wave)
