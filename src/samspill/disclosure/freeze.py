"""From exact scores to a release, once (TRUST: P3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samspill.design.model import Mapping
from samspill.disclosure.aspects import Aspect, aspects, dimensions, items_of_several, outside_index
from samspill.disclosure.audit import audit
from samspill.disclosure.cells import Table, cells, facts
from samspill.disclosure.change import with_changes
from samspill.disclosure.choices import choices
from samspill.disclosure.derived import between, kinds, overall
from samspill.disclosure.evidence import Evidence, evidence, waves_of
from samspill.disclosure.network import published_network
from samspill.disclosure.pooling import rater_units
from samspill.disclosure.release import Release, WaveRelease
from samspill.disclosure.shrunken import shrunken_ties
from samspill.disclosure.units import respondents, units
from samspill.disclosure.whole_wave import WholeWave, whole_wave
from samspill.errors import DisclosureError, Problem
from samspill.instrument.ladder import unprotected
from samspill.instrument.model import Instrument
from samspill.ratings.table import Ratings
from samspill.scoring.score_set import INDEX, ScoreSet

LEAST_K = 4
"""Fewer people in a cell are refused; four need a recorded reason."""
FREE_K = 5


def freeze(
    scores: ScoreSet,
    mapping: Mapping,
    instrument: Instrument,
    *,
    version: str,
    ratings: Ratings | None = None,
    history: Release | None = None,
) -> Release:
    """Return the release of all waves that somebody answered: the only thing that may be shown.

    Parameters
    ----------
    scores : ScoreSet
        Exact scores of the waves to release; those of waves in ``history`` are not looked at.
    mapping : Mapping
        Groups, sizes, needed ties, turnover, policy with k.
    instrument : Instrument
    version : str
        Version of Samspill, for the file.
    ratings : Ratings, optional
        What the scores were made of; without it no statistics of whole waves are told.
    history : Release, optional
        The release of the waves before. It is taken over as it is, so that what was shown once never changes (P3), also when
        its answers are gone.

    Returns
    -------
    Release
        Deterministic: the same answers in another row order give the same release.

    Raises
    ------
    DisclosureError
        ``disclosure.k_too_low``, ``disclosure.k_without_reason``, ``disclosure.k_too_low_for_scale``,
        ``disclosure.history_instrument``, ``disclosure.history_policy``, ``disclosure.history_waves``,
        ``disclosure.uneven_cell``, ``disclosure.unsafe_pool``, and what
        :func:`samspill.disclosure.audit.audit` finds.
    """
    told = aspects(instrument, mapping.policy)
    _check_k(mapping, instrument)
    before = history.waves if history else ()
    composites = {INDEX: told[INDEX].items} | {key: told[key].items for key in dimensions(instrument)}
    released = {wave.wave for wave in before}
    answers = {wave: evidence(scores, wave, composites) for wave in waves_of(scores) if wave not in released}
    new = (_wave(mapping, instrument, told, wave, found, ratings) for wave, found in answers.items())
    release = Release(
        samspill=version,
        instrument=f"{instrument.key} {instrument.version}",
        policy=mapping.policy,
        k_reason=mapping.k_reason,
        dimensions=dimensions(instrument),
        items=items_of_several(instrument),
        waves=(*before, *with_changes(mapping, told, new, earlier=before[-1] if before else None)),
        outside=outside_index(instrument),
    )
    if history:
        _check_history(history, release)
    audit(release, mapping, instrument, answers)
    return release


def _check_history(history: Release, release: Release) -> None:
    """Refuse to go on from another kind of mapping: two rules for one group would tell more than either (P3, P6)."""
    numbers = [wave.wave for wave in release.waves]
    differs = [name for name in ("instrument", "policy") if getattr(history, name) != getattr(release, name)]
    differs += [] if numbers == sorted(numbers) else ["waves"]
    if differs:
        raise DisclosureError(Problem(f"disclosure.history_{name}", data=_told_of(history, release, name)) for name in differs)


def _told_of(history: Release, release: Release, name: str) -> dict[str, object]:
    if name == "waves":
        return {"waves": tuple(str(wave.wave) for wave in release.waves)}
    before, now = (
        (each.instrument if name == "instrument" else f"{each.policy.name}, k = {each.policy.k}") for each in (history, release)
    )
    return {"before": before, "now": now}


def _wave(
    mapping: Mapping, instrument: Instrument, told: dict[str, Aspect], wave: int, found: Evidence, ratings: Ratings | None
) -> WaveRelease:
    table = Table(mapping, wave, rater_units(mapping, found.answered, wave), found, told)
    everything, ties = cells(table), facts(table)
    others = between(everything, ties)
    whole = WholeWave() if ratings is None else whole_wave(ratings, table, instrument)
    groups = units(table, others)
    told_of_wave = WaveRelease(
        wave=wave,
        cells=everything,
        ties=ties,
        groups=groups,
        overall=overall(told, others),
        reliability=whole.reliability,
        choices=choices(table, instrument),
        changes=(),
        respondents=respondents(table),
        kinds=kinds(told, table.spread, everything) if mapping.sites else (),
        spread=table.spread,
        variance_parts=whole.parts,
        verdicts=whole.verdicts,
        network=published_network(table, everything, ties, groups),
    )
    return replace(told_of_wave, shrunken=shrunken_ties(told_of_wave, told[INDEX].ladder))


def _check_k(mapping: Mapping, instrument: Instrument) -> None:
    """Refuse a release that would protect too little, whatever a mapping was read from (P1)."""
    problems = list(_problems_of_k(mapping, instrument))
    if problems:
        raise DisclosureError(problems)


def _problems_of_k(mapping: Mapping, instrument: Instrument) -> Iterator[Problem]:
    k = mapping.policy.k
    coarse = unprotected(instrument, mapping.policy)
    if k < LEAST_K:
        yield Problem("disclosure.k_too_low", data={"k": k})
    elif k < FREE_K and not (mapping.k_reason or "").strip():
        yield Problem("disclosure.k_without_reason", data={"k": k})
    elif coarse:
        yield Problem("disclosure.k_too_low_for_scale", data={"k": k, "items": coarse})
