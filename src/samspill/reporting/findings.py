"""What a wave gives reason to talk about, from its release alone. docs/methods/findings.md explains each rule.

A finding names ties and groups by id, with the published classes it rests on; ``reporting.wording`` says it in a language. The
order is the order to tell it in: strengths first, then by need and in the owner's order, never by value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from samspill.design.model import Mapping
from samspill.disclosure.release import Release, TieFacts, WaveRelease
from samspill.instrument.model import Instrument
from samspill.reporting.names import INDEX
from samspill.reporting.picture import Pair, Picture, picture
from samspill.reporting.steps import differ
from samspill.terms import CellState, Finding, Severity, Share, TieClass

KNOWLEDGE = ("familiarity", "shared_knowledge")
"""Dimensions in which the rated group's knowledge of the rater's work is told."""
MANY = (Share.HALF, Share.MOST)
"""Shares that are worth telling; "some" includes nobody."""
ORGANISATIONS_BRIDGED = 2
LOW = (TieClass.NEEDS_TALK, TieClass.ON_THE_WAY)


def findings(
    release: Release, mapping: Mapping, instrument: Instrument, wave: WaveRelease | None = None
) -> tuple[Finding, ...]:
    """Return what a wave gives reason to talk about, in the order to tell it in.

    Parameters
    ----------
    release : Release
    mapping : Mapping
    instrument : Instrument
    wave : WaveRelease or None
        The latest wave where none is given.

    Returns
    -------
    tuple of Finding
        ``about`` holds unit ids; ``data["ties"]`` the evidence as (rater, target, dimension, class or state).
    """
    return findings_in(picture(release, mapping, instrument, wave))


def findings_in(seen: Picture) -> tuple[Finding, ...]:
    """Return what the picture of a wave gives reason to talk about, in the order to tell it in."""
    return tuple(finding for rule in RULES for finding in rule(seen))


def _finding(seen: Picture, code: str, about: tuple[str, ...], ties: Iterable[TieFacts], **data: object) -> Finding:
    dimension = data.get("measured", INDEX)
    evidence = tuple((tie.rater, tie.target, str(dimension), _standing(seen, tie, str(dimension))) for tie in ties)
    return Finding(f"findings.{code}", Severity.INFORMS, about, {**data, "ties": evidence})


def _standing(seen: Picture, tie: TieFacts, dimension: str) -> str:
    cell = seen.cell(tie, dimension)
    return cell.published.tie_class.value if cell.published else cell.state.value


def _of_tie(seen: Picture, code: str, tie: TieFacts, **data: object) -> Finding:
    ties = (tie, *seen.back(tie))
    return _finding(seen, code, (tie.rater, tie.target), ties, rater=tie.rater, target=tie.target, **data)


def ties_that_hold(seen: Picture) -> Iterator[Finding]:
    """Needed ties that hold: both ways first, then each that holds one way."""
    both = [pair for pair in seen.pairs if pair.mutual and _all_hold(seen, pair)]
    for pair in both:
        few = any(seen.rests_on_few(tie) for tie in pair.needed)
        yield _finding(seen, "holds_both", (pair.a, pair.b), pair.ties, a=pair.a, b=pair.b, few=few)
    told = {tie for pair in both for tie in pair.needed}
    for tie in seen.of_class(TieClass.HOLDS):
        if tie not in told:
            yield _of_tie(seen, "holds", tie, few=seen.rests_on_few(tie))


def _all_hold(seen: Picture, pair: Pair) -> bool:
    return all(seen.tie_class(tie) is TieClass.HOLDS for tie in pair.needed)


def ties_to_talk_about(seen: Picture) -> Iterator[Finding]:
    """Needed ties that do not hold, both directions together: those with a way that needs a talk, then those on the way."""
    for code, least in (("needs_talk", TieClass.NEEDS_TALK), ("on_the_way", TieClass.ON_THE_WAY)):
        for pair in seen.pairs:
            classes = {tie: seen.tie_class(tie) for tie in pair.needed}
            lowest = next((tie_class for tie_class in LOW if tie_class in classes.values()), None)
            if lowest is least:
                first = next(tie for tie, tie_class in classes.items() if tie_class is least)
                ties = (first, *(tie for tie in pair.ties if tie != first))
                targets = tuple(tie.target for tie, tie_class in classes.items() if tie_class in LOW)
                dimension = seen.talked_of(targets)
                about = {"rater": first.rater, "target": first.target, "a": pair.a, "b": pair.b}
                yield _finding(seen, code, (pair.a, pair.b), ties, **about, dimension=dimension, targets=targets)


def knowledge_gaps(seen: Picture) -> Iterator[Finding]:
    """Needed ties in which the rater feels unknown to the other: low A to B says that B knows too little of A."""
    for dimension in (key for key in KNOWLEDGE if key in seen.release.dimensions):
        for tie in seen.of_class(TieClass.NEEDS_TALK, dimension):
            items = [key for key in seen.release.items.get(dimension, ()) if seen.tie_class(tie, key) is TieClass.NEEDS_TALK]
            yield _of_tie(seen, "knowledge_gap", tie, measured=dimension, items=tuple(items))


def one_sided_ties(seen: Picture) -> Iterator[Finding]:
    """Pairs in which the two published values differ in class, and by more than one step of the coarser ladder."""
    for pair in seen.pairs:
        for tie, way in _both_ways(pair):
            here, there = seen.cell(tie).published, seen.cell(way).published
            if here and there and differ(here, there, seen.ladder):
                high, low = (tie, way) if here.value > there.value else (way, tie)
                about = {"a": pair.a, "b": pair.b, "rater": high.rater, "other": low.rater}
                yield _finding(seen, "one_sided", (pair.a, pair.b), (high, low), **about)


def _both_ways(pair: Pair) -> Iterator[tuple[TieFacts, TieFacts]]:
    """Pair each tie of the first unit with each of the second; more than one where either is a pool."""
    return ((tie, way) for tie in pair.ties if tie.rater == pair.a for way in pair.ties if way.rater == pair.b)


def wanted_contact(seen: Picture) -> Iterator[Finding]:
    """Needed ties in which many say that they do not work together and ought to."""
    for tie in seen.needed:
        # Told of those without contact; where these are few, the group as a whole has not said so.
        if tie.wanted in MANY and (tie.no_contact in MANY or tie.state is CellState.NO_CONTACT):
            yield _of_tie(seen, "wanted", tie, share=tie.wanted)


def missing_contact(seen: Picture) -> Iterator[Finding]:
    """Needed ties in which most say that they do not work together, and few that they ought to."""
    for tie in seen.needed:
        if tie.state is CellState.NO_CONTACT and tie.wanted not in MANY:
            yield _of_tie(seen, "no_contact", tie)


def bridges(seen: Picture) -> Iterator[Finding]:
    """Find groups that hold needed ties, in either direction, with groups of several organisations."""
    held: dict[str, list[tuple[str, TieFacts]]] = {}
    for tie in seen.of_class(TieClass.HOLDS):
        held.setdefault(tie.rater, []).append((tie.target, tie))
        held.setdefault(seen.rater_of(tie.target), []).append((tie.rater, tie))
    for unit in sorted(held, key=seen.order):
        own = seen.organisation(unit)
        reached = tuple(dict.fromkeys(seen.organisation(other) for other, _ in held[unit]))
        others = tuple(organisation for organisation in reached if organisation != own)
        if len(reached) >= ORGANISATIONS_BRIDGED and others:
            yield _finding(seen, "bridge", (unit,), [tie for _, tie in held[unit]], unit=unit, organisations=others)


def more_than_needed(seen: Picture) -> Iterator[Finding]:
    """Ties that hold although the core task needs them little."""
    for tie in seen.between:
        if not seen.is_needed(tie) and seen.tie_class(tie) is TieClass.HOLDS:
            yield _of_tie(seen, "little_needed", tie)


def too_little_known(seen: Picture) -> Iterator[Finding]:
    """Needed ties without a value, or of which many say "don't know"."""
    for tie in seen.needed:
        cell = seen.cell(tie)
        if cell.state in (CellState.HIDDEN, CellState.NO_DATA):
            yield _of_tie(seen, "unknown", tie, help_with=cell.help_with, reason=cell.reason)
        elif tie.dont_know in MANY:
            yield _of_tie(seen, "dont_know", tie, share=tie.dont_know)


def what_would_help(seen: Picture) -> Iterator[Finding]:
    """Find what many of all who answered chose among closed answers about their own situation."""
    for item in seen.instrument.self_items:
        if seen.instrument.scales[item.scale].scores:
            continue
        chosen = [
            choice for choice in seen.wave.choices if choice.item == item.key and not choice.unit and choice.share in MANY
        ]
        ordered = sorted(chosen, key=lambda choice: choice.share is not Share.MOST)
        if ordered:
            options = tuple((choice.code, choice.share) for choice in ordered)
            yield Finding("findings.helps", Severity.INFORMS, (), {"item": item.key, "options": options, "ties": ()})


RULES: tuple[Callable[[Picture], Iterator[Finding]], ...] = (
    ties_that_hold,
    ties_to_talk_about,
    knowledge_gaps,
    one_sided_ties,
    wanted_contact,
    missing_contact,
    bridges,
    more_than_needed,
    too_little_known,
    what_would_help,
)
