"""A wave by kind of group: the same groups at many places told as one, so that no place is compared with another by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from samspill.design.model import Mapping, Node
from samspill.disclosure.aspects import aspects
from samspill.disclosure.release import Cell, Change, Published, Reason, Release, TieFacts, Unit, WaveRelease
from samspill.instrument.ladder import Ladder, lowest, people_band
from samspill.instrument.model import Instrument
from samspill.reporting.document import Mark
from samspill.reporting.names import INDEX, POOL
from samspill.reporting.narrate import STATE_REASONS, cell_mark
from samspill.reporting.steps import mean
from samspill.terms import CellState, CompareSites, Need, PeopleBand, Policy, Share

SPREAD_FROM = 3
"""Ties of the same kinds that a spread needs: with two, one's own gives the other away."""
SHARES = (Share.SOME, Share.HALF, Share.MOST)
Key = TypeVar("Key")
Part = TypeVar("Part")


def tells_places(mapping: Mapping) -> bool:
    """Tell whether reports of the whole mapping name its places, or tell it by kind of group."""
    return not mapping.sites or mapping.compare_sites is CompareSites.NAMED


def kind(unit: str) -> str:
    """Return the kind of group that a unit is, wherever it is; a pool of several kinds joins them.

    Examples
    --------
    >>> kind("larere@nordby"), kind("larere@sorby+larere@ostby"), kind("larere@ostby+sfo@ostby")
    ('larere', 'larere', 'larere+sfo')
    """
    return POOL.join(dict.fromkeys(Node.parse(member).group for member in unit.split(POOL)))


def whole(release: Release, mapping: Mapping, instrument: Instrument) -> Release:
    """Return the release as reports of the whole mapping tell it: by kind of group unless places are named."""
    if tells_places(mapping):
        return release
    ladders = {key: aspect.ladder for key, aspect in aspects(instrument, release.policy).items()}
    waves = [_with_profiles(by_kind(wave, release.policy), wave, ladders) for wave in release.waves]
    shown = {wave.wave: {_key(cell) for cell in wave.cells if cell.published} for wave in waves}
    return replace(release, waves=tuple(_with_changes(wave, shown) for wave in waves))


def by_kind(wave: WaveRelease, policy: Policy) -> WaveRelease:
    """Return a wave with kinds of groups as its units; what a kind receives and gives is left to ``whole``.

    Ties of kinds that are at several places come from ``wave.kinds``; groups that serve all places keep their own cells. A pool
    of several kinds at a place belongs to none of them and is left out; one of groups that serve all places is told as it is.
    """
    cells = {_key(cell): cell for cell in (*_placeless(wave), *wave.kinds)}
    ties = _gathered((tie for tie in wave.ties if _told(tie.rater)), lambda tie: (kind(tie.rater), kind(tie.target)))
    units = _gathered((unit for unit in wave.groups if _told(unit.id)), lambda unit: kind(unit.id))
    for key, parts in ties.items():
        cells.setdefault((*key, INDEX), _untold(key, parts))
    return replace(
        wave,
        cells=tuple(cells.values()),
        ties=tuple(_tie(key, parts, cells[(*key, INDEX)]) for key, parts in ties.items()),
        groups=tuple(_unit(key, parts, policy.k) for key, parts in units.items()),
        changes=tuple(_change(key, parts) for key, parts in _changes(wave).items()),
        choices=tuple(choice for choice in wave.choices if not choice.unit),
        kinds=(),
        # Which groups join others is told of single places, so that it is left out where these are not named.
        network=replace(wave.network, cut_groups=()) if wave.network else None,
    )


def _untold(key: tuple[str, str], parts: list[TieFacts]) -> Cell:
    """Return the cell of a pair of kinds without a value: as all its places are, else hidden, since too few places show it."""
    states = {tie.state for tie in parts}
    if len(states) == 1 and not states & {CellState.SHOWN, CellState.HIDDEN}:
        state = states.pop()
        return Cell(*key, INDEX, state, reason=STATE_REASONS[state][0])
    return Cell(*key, INDEX, CellState.HIDDEN, reason=Reason.FEW_SITES)


def spreads(wave: WaveRelease) -> dict[tuple[str, str], Counter[Mark]]:
    """Return how many ties have each mark, for each pair of kinds that is asked about at enough places to tell it."""
    asked = (cell for cell in wave.cells if cell.dimension == INDEX and cell.state is not CellState.NO_TIE)
    pairs = _gathered(asked, lambda cell: (kind(cell.rater), kind(cell.target)))
    return {
        # Of unnamed places it is not told whether nobody answered or too few.
        pair: Counter(cell_mark(cell) if cell.state is not CellState.NO_DATA else Mark.UNKNOWN for cell in cells)
        for pair, cells in pairs.items()
        if len(cells) >= SPREAD_FROM and any(_places(cell) for cell in cells)
    }


def _places(part: Cell | Change) -> tuple[str, ...]:
    nodes = [Node.parse(member) for member in (*part.rater.split(POOL), *part.target.split(POOL))]
    return tuple(sorted({node.site for node in nodes if node.site}))


def _told(unit: str) -> bool:
    """Tell whether a unit speaks for one kind, or for groups that all serve all places."""
    return POOL not in kind(unit) or not any(Node.parse(member).site for member in unit.split(POOL))


def _placeless(wave: WaveRelease) -> Iterable[Cell]:
    """Return the cells of groups that serve all places; whom they could merge with is told by kind as well."""
    cells = (cell for cell in wave.cells if not _places(cell))
    return (replace(cell, help_with=kind(cell.help_with)) if cell.help_with else cell for cell in cells)


def without_other_places(release: Release) -> Release:
    """Return a release in which whom a cell could merge with is left out where that would name another place."""

    def told(cell: Cell) -> Cell:
        here = {Node.parse(member).site for member in cell.rater.split(POOL)} | {""}
        there = {Node.parse(member).site for member in (cell.help_with or "").split(POOL)}
        return cell if there <= here else replace(cell, help_with=None)

    return replace(release, waves=tuple(replace(wave, cells=tuple(map(told, wave.cells))) for wave in release.waves))


def _gathered(parts: Iterable[Part], key: Callable[[Part], Key]) -> dict[Key, list[Part]]:
    found: dict[Key, list[Part]] = {}
    for part in parts:
        found.setdefault(key(part), []).append(part)
    return found


def _tie(key: tuple[str, str], parts: list[TieFacts], index: Cell) -> TieFacts:
    needs = {tie.need for tie in parts}
    need = next(need for need in (Need.HIGH, Need.SOME, Need.NONE) if need in needs)
    no_contact, wanted, dont_know = (
        _middle([getattr(tie, name) for tie in parts]) for name in ("no_contact", "wanted", "dont_know")
    )
    return TieFacts(*key, need, all(tie.own for tie in parts), index.state, no_contact, wanted, dont_know)


def _changes(wave: WaveRelease) -> dict[tuple[str, str, str, int], list[Change]]:
    told = (change for change in wave.changes if _told(change.rater))
    return _gathered(told, lambda change: (kind(change.rater), kind(change.target), change.dimension, change.since))


def _change(key: tuple[str, str, str, int], parts: list[Change]) -> Change:
    """Return the direction that all places with a direction share; none, and why, where they differ or none has one."""
    if len(parts) == 1:
        return replace(parts[0], rater=key[0], target=key[1])
    directions = {change.direction for change in parts if change.direction}
    if len(directions) == 1:
        return Change(*key, directions.pop(), None)
    reasons = [change.reason for change in parts if change.reason]
    return Change(*key, None, None, "places_differ" if directions else next(iter(reasons), None))


def _key(part: Cell | Change) -> tuple[str, str, str]:
    return part.rater, part.target, part.dimension


def _with_changes(wave: WaveRelease, shown: dict[int, set[tuple[str, str, str]]]) -> WaveRelease:
    """Return a wave in which a kind has a change only where the kind itself is shown in both waves, as its class is."""
    changes = (
        change
        if change.direction is None or _key(change) in shown[wave.wave] & shown.get(change.since, set())
        else Change(*_key(change), change.since, None, None, "not_shown")
        for change in wave.changes
    )
    return replace(wave, changes=tuple(changes))


def _middle(shares: list[Share | None]) -> Share | None:
    known = sorted((share for share in shares if share), key=SHARES.index)
    return known[(len(known) - 1) // 2] if known else None


def _unit(key: str, parts: list[Unit], k: int) -> Unit:
    states = {unit.state for unit in parts}
    return Unit(
        id=key,
        members=tuple(key.split(POOL)),
        is_rater=any(unit.is_rater for unit in parts),
        is_target=any(unit.is_target for unit in parts),
        organisations=tuple(dict.fromkeys(organisation for unit in parts for organisation in unit.organisations)),
        site="",
        state=next(state for state in ("answered", "pooled", "left_out", "not_asked") if state in states),
        pooled_into=parts[0].pooled_into if len(parts) == 1 and _told(parts[0].pooled_into or "") else None,
        n_band=_band([unit.n_band for unit in parts if unit.n_band], k),
        response=_middle([unit.response for unit in parts]),
    )


def _band(bands: list[PeopleBand], k: int) -> PeopleBand | None:
    """Return the band that so many people at least fall into."""
    return people_band(sum(lowest(band, k) for band in bands)) if bands else None


def _with_profiles(told: WaveRelease, wave: WaveRelease, ladders: dict[str, Ladder]) -> WaveRelease:
    """Return a wave by kind with what each kind receives and gives: the mean over its places, every place alike."""
    parts = _gathered(wave.groups, lambda unit: kind(unit.id))
    groups = (
        replace(
            unit,
            received=_means([part.received for part in parts[unit.id]], ladders),
            given=_means([part.given for part in parts[unit.id]], ladders),
        )
        for unit in told.groups
    )
    return replace(told, groups=tuple(groups))


def _means(profiles: list[dict[str, Published]], ladders: dict[str, Ladder]) -> dict[str, Published]:
    keys = dict.fromkeys(key for profile in profiles for key in profile)
    parts = {key: [profile[key] for profile in profiles if key in profile] for key in keys}
    # Several places on the coarsest ladder: how many people stand behind the mean is not known better than that.
    return {key: found[0] if len(found) == 1 else mean(found, ladders[key], PeopleBand.FEW) for key, found in parts.items()}
