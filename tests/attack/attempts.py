"""The whole game on made-up organisations: all that is published of one is attacked from the files and checked with the truth.

``attempt(seed, folder)`` closes the three waves of an organisation, writes every artefact, lets ``samspill attack`` loose on
the files, and counts by itself, from who really said what, whether the promises hold. ``python tests/attack/attempts.py``
does it for many organisations and prints the figures.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from time import perf_counter

import polars as pl
import typer
from organisations import Organisation, organisation
from represented import answered

from samspill.cli.publish import publish, units
from samspill.cli.report import Format
from samspill.design.model import Node
from samspill.disclosure.attack.known import Knowledge, Scale
from samspill.disclosure.attack.reading import read
from samspill.disclosure.attack.rounds import Guess, Rounds
from samspill.disclosure.attack.run import Outcome, attack
from samspill.disclosure.attack.told import Kind, Number, Place, Told
from samspill.disclosure.attack.whole_numbers import left_open
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Cell, Change, Published, Release
from samspill.disclosure.release_file import to_json
from samspill.scoring.score import score
from samspill.terms import POLICIES, Audience, Language, PeopleBand, PolicyName

LANGUAGES = tuple(Language)
DOCUMENTS = (Format.HTML, Format.PDF, Format.PPTX, Format.DOCX)
READERS_OF_DOCUMENTS = (Audience.STAFF, Audience.PUBLIC, Audience.GROUP)
SETTLED = frozenset({"0", "5+"})
TASKS = 40
"""Organisations that one process attacks."""
MOST_COUNTED = 40
"""People up to which it is counted which answers stay possible."""


@dataclass(frozen=True)
class Hits:
    """Guesses of what somebody who came or left answered: tries, and how many were right from one round and from both."""

    tries: int = 0
    one: int = 0
    both: int = 0

    def __add__(self, other: Hits) -> Hits:
        return Hits(self.tries + other.tries, self.one + other.one, self.both + other.both)

    @property
    def gain(self) -> float:
        """Points of a hundred that the second round helps."""
        return 100 * (self.both - self.one) / self.tries if self.tries else 0.0


@dataclass(frozen=True)
class Attempt:
    """What came of attacking one organisation."""

    seed: int
    failures: tuple[str, ...]
    files: int
    numbers: int
    hits: dict[str, Hits]
    """By band of the people in the own round."""
    outsider: int
    insider: int
    insiders: float
    represented: float


def closed(world: Organisation) -> Release:
    """Close all waves one after the other, as it is done in life: each release goes on from the one before."""
    history: Release | None = None
    for wave in sorted(world.truth):
        own = world.ratings.own.filter(pl.col("wave") == wave)
        ratings = replace(world.ratings, frame=world.ratings.frame.filter(pl.col("wave") == wave), own=own)
        scores = score(ratings, world.mapping, world.instrument)
        history = freeze(scores, world.mapping, world.instrument, version="attacked", ratings=ratings, history=history)
    assert history
    return history


def written(world: Organisation, release: Release, folder: Path, formats: Sequence[Format] = tuple(Format)) -> None:
    """Write everything that is published: the release, the leaders' files in all formats, documents for the others.

    Languages and who else reads what go round with the seed, so that a few organisations have had them all.
    """
    (folder / "release.json").write_text(to_json(release), encoding="utf-8")
    language = LANGUAGES[world.seed % len(LANGUAGES)]
    told = (release, world.mapping, world.instrument, folder)
    list(publish(*told, tuple(formats), Audience.LEADERS, language, (None,)))
    documents = tuple(kind for kind in DOCUMENTS if kind in formats)
    if documents:
        audience = READERS_OF_DOCUMENTS[world.seed % len(READERS_OF_DOCUMENTS)]
        kind = documents[world.seed % len(documents)]
        list(publish(*told, (kind,), audience, language, units(release, audience, None)[:2]))


def under(world: Organisation, policy: PolicyName) -> Organisation:
    """Return an organisation that chose a policy."""
    return replace(world, mapping=replace(world.mapping, policy=POLICIES[policy]))


def attempt(
    seed: int, folder: Path, formats: Sequence[Format] = tuple(Format), policy: PolicyName = PolicyName.STRICT
) -> Attempt:
    """Attack one organisation."""
    world = under(organisation(seed), policy)
    release = closed(world)
    written(world, release, folder, formats)
    told = read([folder])
    outcome = attack(told)
    return Attempt(
        seed,
        tuple(failures(world, release, told, outcome)),
        len(told.read),
        outcome.numbers,
        hits(world, release),
        outcome.outsider[0].outsider if outcome.outsider else 9,
        outcome.insider[0].insider if outcome.insider else 9,
        outcome.insiders,
        represented(world, release),
    )


# ---- what must not be --------------------------------------------------------------------------------------------------------


def failures(world: Organisation, release: Release, told: Told, outcome: Outcome) -> Iterator[str]:
    """Yield every promise that does not hold."""
    yield from (f"{found.attack}: {found.place} {found.data}" for found in outcome.found)
    yield from (f"not read: {name}" for name in told.unread)
    yield from unread_cells(release, told)
    people = Counted(world)
    for wave in release.waves:
        for cell in wave.cells:
            if cell.published:
                yield from _of_cell(world, wave.wave, cell, people)
    yield from changes_say_more(world, release)


def unread_cells(release: Release, told: Told) -> Iterator[str]:
    """Yield data files of which the attack did not read every shown cell: it would be blind there.

    Only leaders get all of them.
    """
    shown = Counter(wave.wave for wave in release.waves for cell in wave.cells if cell.published)
    found: dict[str, Counter[int]] = {}
    for number in told.numbers:
        if number.kind is Kind.CELL and number.value is not None:
            found.setdefault(number.place.file, Counter())[number.wave] += 1
    for file in told.read:
        whole = file.startswith(("release", "leaders")) and file.endswith((".json", "cells.csv", ".xlsx", ".parquet", ".sav"))
        if whole and found.get(file, Counter()) != shown:
            yield f"blind: {file} {dict(found.get(file, {}))} of {dict(shown)}"


class Counted:
    """Who is counted in a cell, from the truth: wave, rater and target by item."""

    def __init__(self, world: Organisation) -> None:
        self._plan = world.mapping
        told = [frame.drop_nulls("counted").with_columns(wave=wave) for wave, frame in world.truth.items()]
        keys = ["wave", "rater", "target", "item"]
        frame = pl.concat(told).group_by(keys).agg("person", "counted")
        self._found = {
            tuple(row[:4]): dict(zip(row[4], row[5], strict=True))
            for row in frame.select(*keys, "person", "counted").iter_rows()
        }

    def of(self, wave: int, rater: str, target: str, item: str) -> dict[int, float]:
        """Return what each person counted in a cell said; a plan may not ask about a pair that people answered all the same."""
        nodes = (node for node in rater.split("+") if self._plan.meets(Node.parse(node), Node.parse(target)))
        parts = (self._found.get((wave, node, target, item), {}) for node in nodes)
        return {person: said for part in parts for person, said in part.items()}


def items_behind(world: Organisation, dimension: str) -> list[str]:
    """Return the items that a number is the mean of."""
    if dimension == "index":
        return [item.key for item in world.instrument.index_items]
    inside = [item.key for item in world.instrument.tie_items if item.dimension == dimension and item.in_index]
    return inside or [dimension]


def _of_cell(world: Organisation, wave: int, cell: Cell, people: Counted) -> Iterator[str]:
    number, items = cell.published, items_behind(world, cell.dimension)
    assert number
    name = f"wave {wave} {cell.rater} > {cell.target} {cell.dimension}"
    behind = {frozenset(people.of(wave, cell.rater, cell.target, item)) for item in items}
    if len(behind) != 1 or len(next(iter(behind))) < release_k(world):
        yield f"fewer than k, or not the same people: {name}"
        return
    target = Node.parse(cell.target)
    size, group = world.mapping.size(target, wave), world.mapping.groups[target.group]
    if cell.rater != cell.target and (size < 3 or (size < 5 and not group.small_reason)):
        yield f"few people are rated: {name}"
    if len(items) == 1:
        yield from _of_item(world, name, (number.value, number.bound), people.of(wave, cell.rater, cell.target, items[0]))


def _of_item(world: Organisation, name: str, told: tuple[float, str | None], answers: dict[int, float]) -> Iterator[str]:
    """Yield what is wrong with the number of an item: not that of its people, or too telling to who knows how many they are."""
    known, people = known_to_all(world), len(answers)
    # Sums of floats end a hair beside the half that they mean.
    value, bound = known.published(round(fmean(answers.values()), 9), people)
    if abs(value - told[0]) > 1e-6 or bound != told[1]:
        yield f"not the number of its people: {name} {told}, should be {value} {bound}"
    claim = Number(Place("", name), Kind.CELL, 1, "", "", "", *told, people=(people, people))
    left = (
        left_open(known.scale, *known.range_of(claim), (people, people), release_k(world)) if people <= MOST_COUNTED else None
    )
    if left and world.mapping.policy.name is not PolicyName.STANDARD and (left.outsider < 3 or left.insider < 2):
        yield f"too few answers stay possible: {name} {told}"


def changes_say_more(world: Organisation, release: Release) -> Iterator[str]:
    """Yield changes that do not follow from two published numbers, or are told in figures where they may not be (P6)."""
    cells = {
        (wave.wave, cell.rater, cell.target, cell.dimension): cell.published for wave in release.waves for cell in wave.cells
    }
    for wave in release.waves:
        for change in wave.changes:
            after = cells[wave.wave, change.rater, change.target, change.dimension]
            name = f"wave {wave.wave} {change.rater} > {change.target} {change.dimension}"
            if change.difference is not None and not (
                after and after.n_band is PeopleBand.MANY and _calm(world, wave.wave, change)
            ):
                yield f"change in figures: {name}"
            before = cells.get((change.since, change.rater, change.target, change.dimension))
            if change.direction and after and before and change.direction.value != direction(world, before, after):
                yield f"a change that the numbers do not give: {name}"


def direction(world: Organisation, before: Published, after: Published) -> str:
    """Return the word that documentation has for the difference of two published numbers."""
    same = before.bound is not None and before.bound is after.bound
    # The strict ladder's step for the smaller band, a quarter at the least, whatever the policy.
    step = max({"5-9": 0.5, "10-24": 0.25, "25+": 0.25}[number.n_band.value] for number in (before, after))
    difference = round(after.value - before.value, 9)
    if same or abs(difference) <= step * known_to_all(world).scale.unit:
        return "about_the_same"
    return "higher" if difference > 0 else "lower"


def release_k(world: Organisation) -> int:
    """Return the least number of people in a cell."""
    return world.mapping.policy.k


@cache
def _knowledge(policy: str, k: int, steps: tuple[tuple[int, float], ...]) -> Knowledge:
    from samspill.disclosure.attack.told import Rules

    return Knowledge(Scale(), Rules(policy, k, dict(steps), on_ladder=True))


def known_to_all(world: Organisation) -> Knowledge:
    """Return what documentation tells of the organisation's policy."""
    policy = world.mapping.policy
    steps = tuple((int(band.value.split("-")[0].rstrip("+")), step) for band, step in policy.steps.items())
    return _knowledge(policy.name.value, policy.k, steps)


def _calm(world: Organisation, wave: int, change: Change) -> bool:
    """Tell whether nobody single came or left by the owner's word."""
    groups = {Node.parse(part).group for part in change.rater.split("+")}
    numbers = range(change.since + 1, wave + 1)
    moved = [world.mapping.changes[number].turnover.get(group) for number in numbers for group in groups]
    # Stated of a group over all its sites, "5+" may be one at each.
    places = max(len(world.mapping.groups[group].sizes) for group in groups)
    return all(each is not None and {each.joined, each.left} <= (SETTLED if places == 1 else {"0"}) for each in moved)


# ---- two rounds, with the truth ----------------------------------------------------------------------------------------------


def hits(world: Organisation, release: Release) -> dict[str, Hits]:
    """Guess, for every item of every cell in which one person came (or left), what that person answered; by people band."""
    people, known, found = Counted(world), known_to_all(world), dict[str, Hits]()
    waves = {wave.wave: {(cell.rater, cell.target, cell.dimension): cell for cell in wave.cells} for wave in release.waves}
    for own, other in [(later, earlier) for later in waves for earlier in waves if abs(later - earlier) == 1]:
        for key, cell in waves[own].items():
            beside = waves[other].get(key)
            if cell.published and beside and beside.published and len(items_behind(world, key[2])) == 1:
                band = cell.published.n_band.value
                found[band] = found.get(band, Hits()) + _guessed(known, people, (own, cell), (other, beside))
    return found


def _guessed(known: Knowledge, people: Counted, own: tuple[int, Cell], other: tuple[int, Cell]) -> Hits:
    here, there = (people.of(wave, cell.rater, cell.target, cell.dimension) for wave, cell in (own, other))
    alone, replaced = [person for person in here if person not in there], [person for person in there if person not in here]
    if len(alone) != 1 or len(replaced) > 1 or here[alone[0]] not in Scale().answers:
        return Hits()
    game = Rounds(Scale(), len(here), replaced=bool(replaced))
    guess = _seen(game, *(_range(known, *each) for each in (own, other)))
    if guess is None:
        return Hits()
    truth = here[alone[0]]
    return Hits(1, int(guess.answer_from_one == truth), int(guess.answer_from_both == truth))


def _range(known: Knowledge, wave: int, cell: Cell) -> tuple[float, float]:
    number = cell.published
    assert number
    least = int(number.n_band.value.split("-")[0].rstrip("+"))
    told = Number(Place("", ""), Kind.CELL, wave, "", "", "", number.value, number.bound, (least, None))
    return known.range_of(told)


@cache
def _seen(game: Rounds, own: tuple[float, float], other: tuple[float, float]) -> Guess | None:
    return game.seen(own, other)


def represented(world: Organisation, release: Release) -> float:
    """Return the share of those who answered whose answers count in some shown cell."""
    waves = [answered(world, wave)["in_cell"] for wave in release.waves]
    return sum(int(found.sum()) for found in waves) / max(1, sum(map(len, waves)))


# ---- many --------------------------------------------------------------------------------------------------------------------


def alone(seed: int, policy: PolicyName = PolicyName.STRICT) -> Attempt:
    """Attack one organisation in a folder of its own."""
    with TemporaryDirectory() as folder:
        return attempt(seed, Path(folder), policy=policy)


def main(
    organisations: int = 1000, first: int = 1, workers: int = os.cpu_count() or 1, policy: PolicyName = PolicyName.STRICT
) -> None:
    """Attack many organisations and print what came of it; exit 1 where a promise does not hold."""
    start, done = perf_counter(), list[Attempt]()
    # New processes now and then: what renderers keep in memory adds up.
    with get_context("spawn").Pool(workers, maxtasksperchild=TASKS) as pool:
        for found in pool.imap(partial(alone, policy=policy), range(first, first + organisations)):
            done.append(found)
            for failure in found.failures[:5]:
                typer.echo(f"organisation {found.seed}: {failure}")
            if len(done) % 50 == 0:
                typer.echo(f"{len(done)} organisations, {perf_counter() - start:.0f} s", err=True)
    typer.echo("\n".join(figures(done)))
    typer.echo(f"{perf_counter() - start:.0f} s")
    if any(found.failures for found in done):
        raise typer.Exit(1)


def figures(done: Sequence[Attempt]) -> Iterator[str]:
    """Yield what is worth knowing of many attempts."""
    broken = sum(bool(found.failures) for found in done)
    yield f"organisations attacked            {len(done)}"
    yield f"files read, numbers in them       {sum(f.files for f in done):,}, {sum(f.numbers for f in done):,}"
    yield f"organisations where a promise broke {broken}"
    for kind, count in Counter(failure.split(":")[0] for found in done for failure in set(found.failures)).most_common():
        yield f"    {kind:<32}{count}"
    yield f"fewest answers left: outsider     {min(found.outsider for found in done)}"
    yield f"fewest answers left: insider      {min(found.insider for found in done)}"
    yield f"two insiders, one answer left     {100 * fmean(found.insiders for found in done):.2f} % (not promised)"
    for band in ("5-9", "10-24", "25+"):
        guessed = sum((found.hits.get(band, Hits()) for found in done), Hits())
        tries = max(guessed.tries, 1)
        right = f"right {100 * guessed.one / tries:.1f} % from one round, {100 * guessed.both / tries:.1f} % from both"
        yield f"guesses of who came or left, {band:<5} {guessed.tries:,}, {right}: {guessed.gain:+.1f} points"
    yield f"respondents represented           {100 * fmean(found.represented for found in done):.1f} % (any fallbacks)"


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    typer.run(main)
