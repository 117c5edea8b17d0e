"""From a release, a plan and what is decided about a meeting to what is shown, read and printed."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from importlib.metadata import version

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.errors import Problem, UsageError
from samspill.instrument.model import Instrument
from samspill.reporting.compose.editions import labels_of
from samspill.reporting.compose.pictures import maps
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Block, Chart, Report, Section
from samspill.reporting.kinds import whole
from samspill.reporting.meeting.agenda import Stage
from samspill.reporting.meeting.cards import cards
from samspill.reporting.meeting.model import Meeting
from samspill.reporting.meeting.screens import sections
from samspill.reporting.meeting.script import script, when_and_where
from samspill.reporting.narrate import policy_words
from samspill.reporting.visible import visible
from samspill.terms import Audience, Language


class Paper(StrEnum):
    """What is made of a meeting."""

    SCREENS = "screens"
    SCRIPT = "script"
    CARDS = "cards"
    MAP = "map"


def composed(
    release: Release | None, mapping: Mapping, instrument: Instrument, meeting: Meeting, language: Language, paper: Paper
) -> Report:
    """Build what is shown, read or printed in one language.

    Parameters
    ----------
    release : Release or None
        None before a mapping.
    mapping : Mapping
    instrument : Instrument
    meeting : Meeting
    language : Language
    paper : Paper
        SCREENS one thought each, with notes; SCRIPT for the one who leads; CARDS sheets for the groups and cards to cut.

    Returns
    -------
    Report
        It carries no more of the release than all staff may have: groups of several organisations sit in the room.

    Raises
    ------
    UsageError
        ``meeting.no_release`` for a plan that shows a result where there is none, ``meeting.no_map`` for its map,
        ``meeting.unknown_tie`` and ``meeting.unknown_group`` for what the result does not have.
    """
    stage = staged(release, mapping, instrument, meeting, language)
    told = _sections(stage, paper)
    return Report(
        title=mapping.title.get_in(language),
        subtitle=_subtitle(stage, paper),
        language=language,
        audience=Audience.STAFF,
        made_by=_made_by(stage, release),
        sections=told,
        labels=labels_of(language),
        release=visible(release, mapping, instrument, Audience.STAFF, None) if release else _nothing(mapping),
        names=stage.names.all_of(release) if release else stage.names.all_of(_nothing(mapping)),
    )


def staged(release: Release | None, mapping: Mapping, instrument: Instrument, meeting: Meeting, language: Language) -> Stage:
    """Return what a meeting is made of: the whole result as all may see it, places by kind where they have no names.

    Raises
    ------
    UsageError
        ``meeting.no_release`` for a plan that shows a result where there is none.
    """
    if release is None:
        if meeting.template.needs_release:
            raise UsageError(Problem("meeting.no_release"))
        return Stage(meeting, mapping, instrument, language, None)
    told = whole(release, mapping, instrument)
    return Stage(meeting, mapping, instrument, language, Scene(told, release, mapping, instrument, language, Audience.STAFF))


def _sections(stage: Stage, paper: Paper) -> tuple[Section, ...]:
    if paper is Paper.MAP:
        if stage.scene is None:
            raise UsageError(Problem("meeting.no_map"))
        return tuple(replace(part, blocks=tuple(map(_to_hang, part.blocks))) for part in maps(stage.scene))
    return {Paper.SCREENS: sections, Paper.SCRIPT: script, Paper.CARDS: cards}[paper](stage)


def _to_hang(block: Block) -> Block:
    """Return the map without its table: on a wall it is looked at, and reports have both."""
    return replace(block, table=None) if isinstance(block, Chart) else block


def _subtitle(stage: Stage, paper: Paper) -> str:
    name = stage.say("title" if stage.scene else "title_before")
    if paper is Paper.SCREENS:
        return " · ".join((name, stage.say("minutes", n=stage.minutes), *when_and_where(stage)))
    return f"{name} · {stage.say(f'paper.{paper}')}"


def _made_by(stage: Stage, release: Release | None) -> str:
    if release is None:
        return stage.say("made_before")
    return stage.say("made_by", version=release.samspill, policy=policy_words(release.policy, stage.language))


def _nothing(mapping: Mapping) -> Release:
    """Return a release in which nothing is told: before a mapping there is none."""
    return Release(version("samspill"), mapping.instrument, mapping.policy, mapping.k_reason, (), {}, ())
