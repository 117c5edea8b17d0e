"""Codes that each group of a wave was handed: the one place that counts them.

A code counts in every group that it ever let somebody answer as after the opening, so that nobody can make codes, use them, and
take the people they were made for off the list. It counts whether it was used or not: who has answered changes nothing here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from samspill.design.handed_out import HandedOut, told
from samspill.design.model import Mapping, Node
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Bag, Person
from samspill_web.kernel.speech import reader
from samspill_web.projects.models import Project, Wave


def told_of(wave: Wave) -> tuple[HandedOut, ...]:
    """Return the groups of a launched wave whose codes are worth a word, in the owner's order.

    Once its answers are destroyed, and the bags with them, its certificate tells them.
    """
    if wave.urn.destroyed is not None:
        return tuple(map(HandedOut.of_json, wave.urn.certificate.get("codes", ())))
    groups = of_groups(wave.project, plan_of(wave).mapping, wave.number, wave.opens)
    return tuple(each for each in groups.values() if each.is_told)


def everybody(node: Node) -> bool:
    """Tell that any group is seen."""
    del node
    return True


def sentences(wave: Wave, sees: Callable[[Node], bool] = everybody) -> list[str]:
    """Return what is told of the codes of a launched wave in the reader's language, of the groups that the reader sees."""
    seen = [each for each in told_of(wave) if sees(Node.parse(each.node))]
    return [told(each, plan_of(wave).mapping, reader()) for each in seen]


def of_groups(project: Project, mapping: Mapping, number: int, opens: datetime) -> dict[str, HandedOut]:
    """Return the codes of each group that is asked in a launched wave, in the owner's order."""
    nodes = mapping.rater_nodes(number)
    asked = [str(node) for node in nodes]
    codes, late, reasons = _of_people(project, number, asked), Counter[str](), defaultdict[str, list[str]](list)
    for bag in Bag.objects.filter(project=project, wave=number):
        codes[bag.node] += bag.number
        late[bag.node] += bag.number if bag.made >= opens else 0
        reasons[bag.node] += [bag.reason] if bag.reason else []
    sizes = {str(node): mapping.size(node, number) for node in nodes}
    return {key: HandedOut(key, sizes[key], codes[key], late[key], tuple(reasons[key])) for key in asked}


def good_for(nodes: Iterable[str], asked: Sequence[str]) -> list[str]:
    """Return the groups that somebody on the list can answer as; whoever is in none that is asked can as the first."""
    return [node for node in nodes if node in asked] or list(asked[:1])


def formerly_of(person: Person, asked: Sequence[str]) -> list[str]:
    """Return what is kept of the groups that somebody can answer as, before they no longer can."""
    now = [] if person.standing == Standing.WITHDRAWN else good_for(person.nodes, asked)
    return sorted({*person.formerly, *now})


def _of_people(project: Project, number: int, asked: Sequence[str]) -> Counter[str]:
    people = Person.objects.filter(project=project, wave=number).only("nodes", "standing", "formerly", "counted")
    # Who was counted when the wave opened could answer, whatever became of them before the groups that they left were kept.
    return Counter(node for person in people for node in {*formerly_of(person, asked), person.counted})
