"""What has come after a result: a newer one, a round that is open or being counted, or one that is planned."""

from __future__ import annotations

from dataclasses import dataclass

from samspill_web.analysis.enums import CountState
from samspill_web.analysis.standing import Standing, standing_of
from samspill_web.collection.following.stages import FOLLOWING, told_of
from samspill_web.kernel import clock
from samspill_web.kernel.speech import told
from samspill_web.projects.enums import EDITORS, PREPARING
from samspill_web.projects.models import Role, Wave
from samspill_web.projects.selectors import closing, draft, latest_wave

SEEN_BY = {"closing": EDITORS, "collect": FOLLOWING, "ready": PREPARING}
"""Pages that tell more of a newer round, and who may see them."""
FOLLOWED = frozenset({"before", "open"})
"""Stages in which the page about answers so far tells where a round is."""


@dataclass(frozen=True, slots=True)
class Newer:
    """One sentence about what has come after a result, the page that tells more, and the words of the link to it."""

    sentence: str
    page: str
    """"" for whoever may see none."""
    link: str = ""
    wave: int | None = None
    """Set where the page is that of one round's result."""


def newer_than(wave: Wave, role: Role) -> Newer | None:
    """Return what has come after the result of a wave, as somebody may see it; None where it is the last there is."""
    latest = latest_wave(wave.project)
    if latest is None or latest.number <= wave.number:
        return _planned(wave, role)
    standing = standing_of(latest)
    if standing.stage == CountState.DONE:
        return Newer(
            told("analysis.newer.done", wave=latest.number), "release_of_wave", told("analysis.see_result"), latest.number
        )
    if standing.stage in FOLLOWED:
        return _told(told_of(latest).sentence, "collect", role)
    return _shut(standing, role)


def _shut(standing: Standing, role: Role) -> Newer:
    """Tell of a wave that nobody can begin to answer any more, and that has no result."""
    name = "given_up" if standing.stage == "given_up" else "counting"
    page = "closing" if role.role in EDITORS else "collect"
    return _told(told(f"analysis.newer.{name}", wave=standing.wave.number), page, role)


def _told(sentence: str, page: str, role: Role) -> Newer:
    if role.role not in SEEN_BY[page]:
        return Newer(sentence, "")
    return Newer(sentence, page, told(f"projects.page.{page}.title"))


def _planned(wave: Wave, role: Role) -> Newer | None:
    """Tell of the wave that is planned: the plan names it, or has a first day after the end of the last."""
    mapping, number = draft(wave.project).mapping, wave.number + 1
    if mapping is None:
        return None
    opens = mapping.calendar.opens
    ahead = opens is not None and opens > closing(wave).date()
    if not ahead and number not in mapping.wave_numbers:
        return None
    fields = {"day": opens} if ahead and opens is not None and opens >= clock.now().date() else {}
    sentence = told(f"analysis.newer.planned{'_day' if fields else ''}", wave=number, **fields)
    return _told(sentence, "ready", role)
