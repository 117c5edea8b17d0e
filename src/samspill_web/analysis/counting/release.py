"""From sealed answers to a release, in memory. Nothing here writes, logs, or lets an error out that could quote an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version

from nacl.public import PrivateKey

from samspill.design.plan import Plan
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Release
from samspill.disclosure.release_file import to_json
from samspill.errors import DisclosureError, Problem, RatingsError
from samspill.ratings.table import Ratings
from samspill.scoring.score import score
from samspill_web.analysis.counting.research import research_file
from samspill_web.analysis.counting.sheets import Opened, Sealed, open_all
from samspill_web.analysis.counting.table import table_of
from samspill_web.analysis.enums import CountStep

Told = dict[str, object]
"""A problem as it may be written down: its code, and data that depend on the plan alone."""

OF_THE_PLAN = ("disclosure.history_", "disclosure.k_")
"""Beginnings of the codes of problems that tell nothing of any answer."""


class NotCountedError(Exception):
    """A wave cannot be counted. Holds why, in a form that may be written down; the error it came from may quote answers."""

    def __init__(self, problems: Iterable[Told]) -> None:
        self.problems = list(problems)
        super().__init__(", ".join(str(problem["code"]) for problem in self.problems))


@dataclass(frozen=True)
class Counted:
    """A release as text, and the keys of the ballots that are not in it.

    ``research`` is a file of raw answers where the policy allows one: confidential, not anonymous.
    """

    text: str
    damaged: tuple[str, ...]
    research: bytes | None = None


def make_release(
    ballots: Iterable[Sealed],
    private: PrivateKey,
    plan: Plan,
    history: Release | None,
    tell: Callable[[CountStep], None],
) -> Counted:
    """Open the ballots of a wave and freeze their release.

    Parameters
    ----------
    ballots : iterable of (key, sealed)
    private : PrivateKey
        The private half of the wave's key.
    plan : Plan
        As the wave was launched with it.
    history : Release or None
        The release of the waves before.
    tell : callable
        Told of each step before it begins.

    Raises
    ------
    NotCountedError
        ``analysis.not_counted.unopened`` (no ballot opens with this key), ``too_few`` (fewer than k people in all), ``refused``
        (the audit stopped the release; which of its rules, and nothing about the number), or what the plan lacks.
    """
    tell(CountStep.OPEN)
    opened = open_all(ballots, private)
    tell(CountStep.CHECK)
    ratings, refused = table_of(opened.sheets, plan)
    damaged = tuple(sorted((*opened.damaged, *refused)))
    _check_enough(opened, len(opened.sheets) - len(refused), plan)
    if ratings is None:
        raise NotCountedError([_few(plan)])
    text = _frozen(ratings, plan, history, tell)
    return Counted(text, damaged, research_file(ratings, opened.sheets, plan))


def _check_enough(opened: Opened, sound: int, plan: Plan) -> None:
    if opened.damaged and not opened.sheets:
        raise NotCountedError([{"code": "analysis.not_counted.unopened", "data": {}}])
    if sound < plan.mapping.policy.k:
        raise NotCountedError([_few(plan)])


def _few(plan: Plan) -> Told:
    return {"code": "analysis.not_counted.too_few", "data": {"k": plan.mapping.policy.k}}


def _frozen(ratings: Ratings, plan: Plan, history: Release | None, tell: Callable[[CountStep], None]) -> str:
    """Return the release as text. What stops it is raised anew, without the error that it came from."""
    why: list[Told] = []
    try:
        tell(CountStep.SCORE)
        scores = score(ratings, plan.mapping, plan.instrument)
        tell(CountStep.PROTECT)
        release = freeze(scores, plan.mapping, plan.instrument, version=version("samspill"), ratings=ratings, history=history)
        return to_json(release)
    except DisclosureError as error:
        why = _why(error.problems)
    except RatingsError:
        # Sheets there are, and nothing is answered on any.
        why = [_few(plan)]
    raise NotCountedError(why)


def _why(problems: Iterable[Problem]) -> list[Told]:
    found = list(problems)
    of_plan = [each for each in found if each.code.startswith(OF_THE_PLAN)]
    rules = sorted({each.code.rpartition(".")[2] for each in found if each not in of_plan})
    told: list[Told] = [{"code": each.code, "data": _plain(each)} for each in of_plan]
    return [*told, {"code": "analysis.not_counted.refused", "data": {"rules": rules}}] if rules else told


def _plain(problem: Problem) -> dict[str, object]:
    """Return the data of a problem as JSON has them."""
    return {key: list(map(str, value)) if isinstance(value, tuple | list) else value for key, value in problem.data.items()}
