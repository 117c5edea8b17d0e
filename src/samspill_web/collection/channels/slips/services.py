"""Making bags of slips, and taking back those that nobody has."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from samspill.design.handed_out import HandedOut, most_codes
from samspill.errors import Place, Problem, UsageError
from samspill_web.accounts.models import User
from samspill_web.collection.channels.occasion import Occasion
from samspill_web.collection.handed_out import of_groups
from samspill_web.collection.lists import hold
from samspill_web.collection.models import Bag
from samspill_web.kernel import audit, clock
from samspill_web.projects.selectors import open_wave

MOST = 500
"""Slips in a bag."""
BAGS = 5
"""Bags of one group: more would be more answers than a group can give."""
LEAST = 10
"""Signs of a reason: one word tells nobody anything."""


def proposed(handed: HandedOut) -> int:
    """Return how many slips a group is given: what it lacks, a few that get lost among them; anew for all where it lacks none.

    Examples
    --------
    >>> [proposed(HandedOut("ppt", planned, codes)) for planned, codes in ((5, 0), (7, 0), (7, 4), (7, 9), (1000, 0))]
    [6, 9, 5, 9, 500]
    """
    whole = most_codes(handed.planned)
    return min(whole - handed.codes if handed.codes < whole else whole, MOST)


@transaction.atomic
def make_bag(occasion: Occasion, node: str, number: int | None, reason: str = "", *, by: User) -> Bag:
    """Make a bag of slips for a group of the open wave; without a number, as many as are proposed.

    Parameters
    ----------
    occasion : Occasion
    node : str
    number : int or None
    reason : str
        Why, where the group then has more codes than people and losses explain, and for every bag once people can answer: see
        ``handed_out``. Everybody who follows the wave reads it.
    by : User

    Raises
    ------
    UsageError
        ``paper.not_launched``, ``paper.slips.not_asked``, ``paper.slips.number_wrong``, ``paper.slips.full``, or of the reason
        ``paper.slips.reason.open``, ``paper.slips.reason.beyond``, ``paper.slips.reason.short``.
    """
    project = occasion.project
    # Two who press at once make two bags, and not one too many.
    hold(project, occasion.number)
    if occasion.wave is None:
        raise UsageError(Problem("paper.not_launched"))
    found = next((each for each in occasion.nodes if str(each) == node), None)
    if found is None:
        raise UsageError(Problem("paper.slips.not_asked"))
    handed = of_groups(project, occasion.plan.mapping, occasion.number, occasion.wave.opens)[node]
    wanted = proposed(handed) if number is None else number
    if not 1 <= wanted <= MOST:
        raise UsageError(Problem("paper.slips.number_wrong", Place(), {"most": MOST}))
    if project.bags.filter(wave=occasion.number, node=node).count() >= BAGS:
        raise UsageError(Problem("paper.slips.full", Place(), {"most": BAGS}))
    said = " ".join(reason.split())
    after = replace(handed, codes=handed.codes + wanted)
    _check_reason(said, after, opened=occasion.opened)
    made = Bag.objects.create(project=project, wave=occasion.number, node=node, number=wanted, made=clock.now(), reason=said)
    data = {"wave": made.wave, "node": node, "count": wanted, "planned": after.planned, "codes": after.codes}
    audit.record("bag.made", by, project.tenant_id, project.pk, **data, **({"reason": said} if said else {}))
    return made


def _check_reason(reason: str, after: HandedOut, *, opened: bool) -> None:
    """Refuse a bag without a reason where one is needed, and a reason that says nothing."""
    if opened and not reason:
        raise UsageError(Problem("paper.slips.reason.open"))
    if after.beyond and not reason:
        raise UsageError(Problem("paper.slips.reason.beyond", Place(), {"planned": after.planned, "codes": after.codes}))
    if reason and len(reason) < LEAST:
        raise UsageError(Problem("paper.slips.reason.short", Place(), {"n": LEAST}))


@transaction.atomic
def withdraw_bag(bag: Bag, *, by: User) -> None:
    """Take back a bag that was not handed out: from now on its codes let nobody in.

    Raises
    ------
    UsageError
        ``paper.slips.open``: the wave has opened, and somebody may have answered with one of them.
    """
    hold(bag.project, bag.wave)
    wave = open_wave(bag.project)
    if wave is None or wave.number != bag.wave or wave.opens <= clock.now():
        raise UsageError(Problem("paper.slips.open"))
    audit.record("bag.withdrawn", by, bag.project.tenant_id, bag.project_id, wave=bag.wave, node=bag.node, count=bag.number)
    bag.delete()
