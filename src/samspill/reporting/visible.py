"""What of a release travels with a report: no more than its pages tell, so that a data file never says more than they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from samspill.design.model import Mapping, Node
from samspill.disclosure.release import Release, Unit, WaveRelease
from samspill.instrument.model import Instrument
from samspill.reporting.kinds import tells_places, whole, without_other_places
from samspill.reporting.names import INDEX, POOL
from samspill.terms import Audience


def visible(release: Release, mapping: Mapping, instrument: Instrument, audience: Audience, unit: Unit | None) -> Release:
    """Return the part of a release that an audience may have as data.

    Leaders get all of it. Staff and the public get whole ties only: no dimensions, profiles of groups, choices by group or
    shrunken ties; by kind of group where places are not named. A group gets the same, and everything of its own ties; OWN its
    own ties alone.
    """
    if audience is Audience.LEADERS:
        return release
    if audience is Audience.OWN and unit:
        release = own_alone(release, unit)
    told = release if unit and tells_places(mapping) else whole(release, mapping, instrument)
    if unit is None:
        return replace(told, waves=tuple(_outline(wave) for wave in told.waves))
    own = own_release(release, told, unit)
    waves = (_with_own(_outline(part), wave, unit) for part, wave in zip(told.waves, own.waves, strict=True))
    return replace(release, waves=tuple(waves))


def own_release(exact_places: Release, told: Release, unit: Unit) -> Release:
    """Return the release in which a unit sees its own ties: by place for one at a place, else as the whole mapping is told."""
    if not any(Node.parse(member).site for member in unit.members):
        return told
    return exact_places if told is exact_places else without_other_places(exact_places)


def own_alone(release: Release, unit: Unit) -> Release:
    """Return what of a release is about one unit, as if nobody else had been asked about anybody else.

    The spread stays: intervals of the unit's own ties rest on it.
    """
    return replace(release, waves=tuple(_alone(wave, unit) for wave in release.waves))


def _alone(wave: WaveRelease, unit: Unit) -> WaveRelease:
    part = _of(unit)
    return replace(
        wave,
        cells=tuple(cell for cell in wave.cells if part(cell.rater, cell.target)),
        ties=tuple(tie for tie in wave.ties if part(tie.rater, tie.target)),
        changes=tuple(each for each in wave.changes if part(each.rater, each.target)),
        groups=tuple(
            each
            if each.id == unit.id or each.id in unit.members
            else replace(each, n_band=None, response=None, received={}, given={})
            for each in wave.groups
        ),
        choices=tuple(choice for choice in wave.choices if choice.unit == unit.id),
        kinds=(),
        overall=(),
        reliability={},
        respondents=None,
        variance_parts={},
        verdicts=(),
        network=None,
        shrunken=(),
    )


def _of(unit: Unit) -> Callable[[str, str], bool]:
    """Return what tells whether a tie is a unit's: it rates, or it or one of its members is rated."""
    members = frozenset(unit.id.split(POOL))
    return lambda rater, target: rater == unit.id or target in members


def _outline(wave: WaveRelease) -> WaveRelease:
    return replace(
        wave,
        cells=tuple(cell for cell in wave.cells if cell.dimension == INDEX),
        changes=tuple(part for part in wave.changes if part.dimension == INDEX),
        groups=tuple(replace(part, received={}, given={}) for part in wave.groups),
        choices=tuple(choice for choice in wave.choices if not choice.unit),
        kinds=tuple(cell for cell in wave.kinds if cell.dimension == INDEX),
        shrunken=(),
    )


def _with_own(outline: WaveRelease, wave: WaveRelease, unit: Unit) -> WaveRelease:
    """Return the outline of a wave with everything that concerns a unit, its members' received ratings among it."""
    own = _of(unit)
    cells = {(cell.rater, cell.target, cell.dimension): cell for cell in outline.cells}
    cells |= {(cell.rater, cell.target, cell.dimension): cell for cell in wave.cells if own(cell.rater, cell.target)}
    ties = {(tie.rater, tie.target): tie for tie in outline.ties}
    ties |= {(tie.rater, tie.target): tie for tie in wave.ties if own(tie.rater, tie.target)}
    changes = {(part.rater, part.target, part.dimension): part for part in outline.changes}
    changes |= {(part.rater, part.target, part.dimension): part for part in wave.changes if own(part.rater, part.target)}
    groups = {part.id: part for part in outline.groups}
    groups |= {part.id: part for part in wave.groups if part.id == unit.id or part.id in unit.id.split(POOL)}
    return replace(
        outline,
        cells=tuple(cells.values()),
        ties=tuple(ties.values()),
        changes=tuple(changes.values()),
        groups=tuple(groups.values()),
        choices=(*outline.choices, *(choice for choice in wave.choices if choice.unit == unit.id)),
    )
