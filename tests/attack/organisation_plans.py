"""Plans of made-up organisations: groups, sites, fallbacks, needs, and who comes and goes over three waves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, permutations

from numpy.random import Generator

from samspill.design.model import Node, WorkGroup
from samspill.terms import Language, Need, Text

WAVES = (1, 2, 3)
SMALLEST, LARGEST = 3, 40
SITES = {"nordby": "Nordby", "sorby": "Sørby", "vestby": "Vestby", "ostby": "Østby"}
EMPLOYERS = {"oppvekst": "Oppvekst", "helse": "Helse og velferd", "fylke": "Fylkeskommunen"}
NAMES = {
    "larere": "Lærere",
    "assistenter": "Assistenter",
    "barnehage": "Barnehagelærere",
    "sfo": "Ansatte i SFO",
    "ppt": "PPT",
    "helsesykepleiere": "Helsesykepleiere",
    "familie": "Familieteamet",
    "barnevern": "Barnevernet",
    "nav": "Veiledere i NAV",
    "fysio": "Fysioterapeuter",
    "hjemmetjeneste": "Hjemmetjenesten",
    "fastleger": "Fastleger",
}
SIZES = {(3, 4): 0.1, (5, 9): 0.35, (10, 20): 0.35, (21, 40): 0.2}
"""Sizes of groups, and how often each comes; at a site from half of it to half as many again."""
RATED_FREELY = 5
TURNOVER = (0.0, 0.05, 0.1, 0.2)
"""Share of a group that leaves between two waves, the same for all its sites; about as many come."""
SPLIT_FROM, MERGED_TO = 10, 15
"""Least people of a group that is split, most people of one that is merged."""
UNSTATED = 0.3
"""Share of groups of which the owner does not say how many came or left."""
NEEDS = {Need.HIGH: 0.3, Need.SOME: 0.6, Need.NONE: 0.1}
FEWEST_KEPT = 4
"""Groups that stay as they are, so that every wave has something to compare."""
MODULES = {"conditions": 0.5, "we-know": 0.15, "leadership": 0.1}
REASON = "Gruppa er spurt og vil være med"

Groups = dict[str, WorkGroup]
Moves = dict[int, dict[str, tuple[str, ...]]]
"""By wave: what groups of the wave before have become."""
Members = dict[int, dict[Node, list[int]]]
"""By wave: the numbers of the people of every group."""


@dataclass(frozen=True)
class Plan:
    """A made-up organisation before anybody has answered; ``members`` follows every person over the waves."""

    head: dict[str, object]
    groups: Groups
    moves: Moves
    needs: dict[tuple[str, str], Need]
    members: Members
    stated: dict[int, dict[str, tuple[str, str]]]
    """By wave and group: how many joined and left, as the owner says."""


def plan(rng: Generator, *, with_sites: bool) -> Plan:
    """Draw a plan."""
    sites = list(SITES)[: rng.integers(2, len(SITES) + 1)] if with_sites else []
    employers = list(EMPLOYERS)[: rng.integers(1, len(EMPLOYERS) + 1)]
    keys = [str(key) for key in rng.permutation(list(NAMES))[: rng.integers(4, 10)]]
    # With sites the first group is at every one of them and the second serves all.
    sited = [bool(sites) and (place == 0 or (place > 1 and rng.random() < 0.5)) for place in range(len(keys))]
    groups = {
        key: _group(key, _places(sites, everywhere=not place, rng=rng) if here else [""], employers, rng)
        for place, (key, here) in enumerate(zip(keys, sited, strict=True))
    }
    groups, moves = _changed(groups, rng)
    for key in rng.permutation(list(groups)):
        groups[str(key)] = replace(groups[str(key)], fallback=_fallback(groups[str(key)], groups, rng))
    groups = _mutual(groups, rng)
    members = _members(groups, moves, rng)
    return Plan(_head(rng), groups, moves, _needs(groups, moves, rng), members, _stated(members, moves, rng))


def _head(rng: Generator) -> dict[str, object]:
    return {
        "title": "Bedre sammen",
        "core_task": "et godt tilbud til barn som trenger støtte",
        "instrument": "relational-capacity" if rng.random() < 0.7 else "relational-coordination",
        "modules": [key for key, share in MODULES.items() if rng.random() < share],
        "language": "nb",
        "own_group": bool(rng.random() < 0.75),
        "compare_sites": "named" if rng.random() < 0.5 else "own",
    }


# ---- groups ------------------------------------------------------------------------------------------------------------------


def _places(sites: list[str], *, everywhere: bool, rng: Generator) -> list[str]:
    if everywhere or rng.random() < 0.7:
        return sites
    return sorted(rng.choice(sites, size=rng.integers(1, len(sites)), replace=False).tolist(), key=sites.index)


def _group(key: str, places: list[str], employers: list[str], rng: Generator) -> WorkGroup:
    low, high = list(SIZES)[rng.choice(len(SIZES), p=list(SIZES.values()))]
    size = int(rng.integers(low, high + 1))
    sizes = {site: _near(size, rng) if site else size for site in places}
    return WorkGroup(
        key,
        Text(NAMES[key]),
        Text(NAMES[key]),
        str(rng.choice(employers)),
        sizes,
        asked=bool(rng.random() < 0.95),
        small_reason=REASON if min(sizes.values()) < RATED_FREELY and rng.random() < 0.5 else None,
    )


def _near(size: int, rng: Generator) -> int:
    return int(min(max(round(size * rng.uniform(0.5, 1.5)), SMALLEST), LARGEST))


def _changed(groups: Groups, rng: Generator) -> tuple[Groups, Moves]:
    """Let some groups be renamed, split, merged, start later or end earlier, each group once."""
    moves: Moves = {}
    untouched = [str(key) for key in rng.permutation(list(groups))]
    for change, share in ((_renamed, 0.5), (_split, 0.2), (_merged, 0.2), (_passing, 0.3)):
        if rng.random() < share and len(untouched) > FEWEST_KEPT:
            found, moved = change([groups[key] for key in untouched], rng)
            untouched = [key for key in untouched if key not in found]
            groups |= found
            if moved:
                wave = min(found[new].waves or WAVES for _, into in moved.items() for new in into)[0]
                moves.setdefault(wave, {}).update(moved)
    return groups, moves


Change = tuple[Groups, dict[str, tuple[str, ...]]]


def _renamed(groups: list[WorkGroup], rng: Generator) -> Change:
    return _replaced([groups[0]], [f"{groups[0].key}_ny"], rng)


def _split(groups: list[WorkGroup], rng: Generator) -> Change:
    large = [group for group in groups if min(group.sizes.values()) >= SPLIT_FROM]
    return _replaced(large[:1], [f"{large[0].key}_{part}" for part in "ab"], rng) if large else ({}, {})


def _merged(groups: list[WorkGroup], rng: Generator) -> Change:
    for one, other in permutations(groups, 2):
        fit = one.sizes.keys() == other.sizes.keys() and one.asked == other.asked
        if fit and max(*one.sizes.values(), *other.sizes.values()) <= MERGED_TO:
            return _replaced([one, other], [f"{one.key}_og_{other.key}"], rng)
    return {}, {}


def _passing(groups: list[WorkGroup], rng: Generator) -> Change:
    waves = ((1,), (1, 2), (2, 3), (3,))
    return {groups[0].key: replace(groups[0], waves=waves[rng.integers(len(waves))])}, {}


def _replaced(old: list[WorkGroup], new: list[str], rng: Generator) -> Change:
    """Let groups become others in the second or third wave."""
    at = int(rng.integers(2, len(WAVES) + 1))
    before = {group.key: replace(group, waves=WAVES[: at - 1]) for group in old}
    name = " og ".join(str(group.name[Language.NB]) for group in old)
    after = {
        key: replace(old[0], key=key, name=Text(f"{name} {part}"), in_text=Text(f"{name} {part}"), waves=WAVES[at - 1 :])
        for part, key in enumerate(new, start=1)
    }
    return before | after, dict.fromkeys(before, tuple(new))


# ---- whom a group joins ------------------------------------------------------------------------------------------------------


def _fallback(group: WorkGroup, groups: Groups, rng: Generator) -> str | None:
    """Return a fallback of any legal kind, or none; large groups mostly have none, and rings of three are refused."""
    small = min(group.sizes.values()) < MERGED_TO
    if rng.random() < (0.25 if small else 0.8):
        return None
    first = (group.waves or WAVES)[0]
    others = [other for other in groups.values() if other.key != group.key and first in (other.waves or WAVES)]
    kinds = [list(_partners(group, others)), list(_at_sites(group, [*others, group]))]
    if "" not in group.sizes:
        kinds.append([group.key])
    options = [fallback for fallback in kinds[_pick(kinds, rng)] if not ring(group.key, fallback, groups)]
    return str(rng.choice(options)) if options else None


def _pick(kinds: list[list[str]], rng: Generator) -> int:
    """Choose a kind of fallback: another group, a group at a named site, or the own key."""
    weights = [0.6, 0.15, 0.25][: len(kinds)]
    return int(rng.choice(len(kinds), p=[weight / sum(weights) for weight in weights]))


def _partners(group: WorkGroup, others: list[WorkGroup]) -> Iterator[str]:
    for other in others:
        if "" in other.sizes or ("" not in group.sizes and group.sizes.keys() & other.sizes.keys()):
            yield other.key


def _at_sites(group: WorkGroup, others: list[WorkGroup]) -> Iterator[str]:
    for other in others:
        site = max(other.sizes, key=lambda at: other.sizes[at])
        if site and (other.key != group.key or len(other.sizes) > 1):
            yield f"{other.key}@{site}"


def ring(group: str, fallback: str, groups: Groups) -> bool:
    """Tell whether a group would come back to itself over two or more others."""
    chain, here = [group], fallback.partition("@")[0]
    while here and here not in chain:
        chain.append(here)
        here = (groups[here].fallback or "").partition("@")[0]
    return here == group and len(chain) > 2


def _mutual(groups: Groups, rng: Generator) -> Groups:
    """Let some groups that are named, and name nobody, name those back."""
    found = dict(groups)
    for key, group in groups.items():
        other = found.get(group.fallback or "")
        if other and other.key != key and not other.fallback and key in _partners(other, [group]) and rng.random() < 0.4:
            found[other.key] = replace(other, fallback=key)
    return found


def advised(plan: Plan, fallbacks: dict[str, str]) -> Plan:
    """Return the plan with the fallbacks given instead of its own, and a word with every small group."""
    groups = {key: replace(group, fallback=fallbacks.get(key), small_reason=REASON) for key, group in plan.groups.items()}
    return replace(plan, groups=groups)


# ---- needs -------------------------------------------------------------------------------------------------------------------


def _needs(groups: Groups, moves: Moves, rng: Generator) -> dict[tuple[str, str], Need]:
    """Draw how much each pair needs each other; a group that was another needs what that one needed."""
    words = list(NEEDS)
    drawn = {pair: words[rng.choice(len(words), p=list(NEEDS.values()))] for pair in permutations(groups, 2)}
    origin = {new: old for moved in moves.values() for old, into in moved.items() for new in into}
    found = {(one, other): drawn.get((origin.get(one, one), origin.get(other, other))) for one, other in drawn}
    return {pair: need for pair, need in found.items() if need and need is not Need.SOME}


# ---- who comes and goes ------------------------------------------------------------------------------------------------------


def _members(groups: Groups, moves: Moves, rng: Generator) -> Members:
    people, members = count(), dict[int, dict[Node, list[int]]]()
    rates = {key: float(rng.choice(TURNOVER)) for key in groups}
    for wave in WAVES:
        inherited = came(members.get(wave - 1, {}), moves.get(wave, {}))
        members[wave] = {}
        for group in groups.values():
            for site, size in group.sizes.items() if wave in (group.waves or WAVES) else ():
                node, there = Node(group.key, site), inherited.get(Node(group.key, site))
                found = _stayed(there, rates[group.key], rng) if there else []
                wanted = size if not there else _joined(len(there), len(found), rates[group.key], rng)
                members[wave][node] = [*found, *(next(people) for _ in range(wanted - len(found)))]
    return members


def came(before: dict[Node, list[int]], moved: dict[str, tuple[str, ...]]) -> dict[Node, list[int]]:
    """Return the people of the wave before under the names that their groups have now."""
    found: dict[Node, list[int]] = {}
    for node, people in before.items():
        into = moved.get(node.group, (node.group,))
        for place, key in enumerate(into):
            found.setdefault(Node(key, node.site), []).extend(people[place :: len(into)])
    return found


def _stayed(people: list[int], rate: float, rng: Generator) -> list[int]:
    leavers = min(int(rng.binomial(len(people), rate)), len(people) - 1)
    gone = set(rng.choice(people, size=leavers, replace=False).tolist())
    return [person for person in people if person not in gone]


def _joined(before: int, stayed: int, rate: float, rng: Generator) -> int:
    """Return how many people a group has now."""
    return min(max(stayed + int(rng.binomial(before, rate)), SMALLEST, stayed), max(LARGEST, stayed))


def _stated(members: Members, moves: Moves, rng: Generator) -> dict[int, dict[str, tuple[str, str]]]:
    """Return what the owner says of who joined and left: right, or unknown."""
    found: dict[int, dict[str, tuple[str, str]]] = {}
    for wave in WAVES[1:]:
        before, now = _by_group(came(members[wave - 1], moves.get(wave, {}))), _by_group(members[wave])
        for key in before.keys() & now.keys():
            moved = (len(now[key] - before[key]), len(before[key] - now[key]))
            joined, left = ("unknown" if rng.random() < UNSTATED else _band(people) for people in moved)
            found.setdefault(wave, {})[key] = (joined, left)
    return found


def _by_group(members: dict[Node, list[int]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for node, people in members.items():
        found.setdefault(node.group, set()).update(people)
    return found


def _band(people: int) -> str:
    return "0" if not people else "1-4" if people < RATED_FREELY else "5+"
