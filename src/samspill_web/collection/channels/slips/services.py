"""Making bags of slips, and taking back those that nobody has."""

from __future__ import annotations

from django.db import transaction

from samspill.errors import Place, Problem, UsageError
from samspill_web.accounts.models import User
from samspill_web.collection.channels.occasion import Occasion
from samspill_web.collection.models import Bag
from samspill_web.kernel import audit, clock
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import open_wave

MOST = 500
"""Slips in a bag."""
BAGS = 5
"""Bags of one group: more would be more answers than a group can give."""
MORE = 5
"""One slip more for every so many people: some get lost."""


def proposed(people: int) -> int:
    """Return how many slips a group is given.

    Examples
    --------
    >>> proposed(5), proposed(7), proposed(1), proposed(1000)
    (6, 9, 2, 500)
    """
    return min(people + -(-people // MORE), MOST)


@transaction.atomic
def make_bag(occasion: Occasion, node: str, number: int | None, *, by: User) -> Bag:
    """Make a bag of slips for a group of the open wave; without a number, as many as are proposed for its size.

    Raises
    ------
    UsageError
        ``paper.not_launched``, ``paper.slips.not_asked``, ``paper.slips.number_wrong``, ``paper.slips.full``.
    """
    project = occasion.project
    # Two who press at once make two bags, and not one too many.
    Project.objects.select_for_update().get(pk=project.pk)
    if occasion.wave is None:
        raise UsageError(Problem("paper.not_launched"))
    found = next((each for each in occasion.nodes if str(each) == node), None)
    if found is None:
        raise UsageError(Problem("paper.slips.not_asked"))
    wanted = proposed(occasion.plan.sizes[found]) if number is None else number
    if not 1 <= wanted <= MOST:
        raise UsageError(Problem("paper.slips.number_wrong", Place(), {"most": MOST}))
    if project.bags.filter(wave=occasion.number, node=node).count() >= BAGS:
        raise UsageError(Problem("paper.slips.full", Place(), {"most": BAGS}))
    audit.record("bag.made", by, project.tenant_id, project.pk, wave=occasion.number, node=node, count=wanted)
    return Bag.objects.create(project=project, wave=occasion.number, node=node, number=wanted, made=clock.now())


@transaction.atomic
def withdraw_bag(bag: Bag, *, by: User) -> None:
    """Take back a bag that was not handed out: from now on its codes let nobody in.

    Raises
    ------
    UsageError
        ``paper.slips.open``: the wave has opened, and somebody may have answered with one of them.
    """
    wave = open_wave(bag.project)
    if wave is None or wave.number != bag.wave or wave.opens <= clock.now():
        raise UsageError(Problem("paper.slips.open"))
    audit.record("bag.withdrawn", by, bag.project.tenant_id, bag.project_id, wave=bag.wave, node=bag.node, count=bag.number)
    bag.delete()
