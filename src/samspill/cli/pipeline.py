"""The main job on files, shared by the commands that do it: read, check, score, freeze."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import typer

from samspill.design.model import Mapping
from samspill.design.read import read as read_mapping
from samspill.design.readiness import check
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Release
from samspill.instrument.load import find
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.ratings.read import read as read_ratings
from samspill.ratings.table import Ratings
from samspill.scoring.score import score
from samspill.scoring.score_set import ScoreSet
from samspill.terms import Language, Severity


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that was read and made on the way to a release."""

    mapping: Mapping
    instrument: Instrument
    ratings: Ratings
    scores: ScoreSet
    release: Release
    language: Language
    """Of the messages to the one who runs the command."""


def tell(code: str, language: Language, **fields: object) -> None:
    """Say something about the work itself, beside the output."""
    typer.echo(say(code, language, **fields), err=True)


def prepare(
    mapping_file: Path,
    ratings_file: Path,
    language: Language,
    *,
    values: str = "codes",
    columns: Path | None = None,
) -> Work:
    """Read a mapping and its ratings and freeze their release.

    What would stop a launch is told as a warning here: the answers exist already, and the release protects them anyway.
    """
    mapping = read_mapping(mapping_file)
    instrument = find(mapping.instrument, mapping_file.parent, modules=mapping.modules)
    for finding in check(mapping, instrument):
        if finding.severity is Severity.BLOCKS:
            tell("cli.would_block", language, what=say(f"{finding.code}.what", language, **finding.data))
    answers = read_ratings(ratings_file, mapping, instrument, values=values, columns=columns)
    scores = score(answers, mapping, instrument)
    release = freeze(scores, mapping, instrument, version=version("samspill"), ratings=answers)
    return Work(mapping, instrument, answers, scores, release, language)
