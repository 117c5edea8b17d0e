"""A mapping as it was planned: the shared start, the core task, the groups, and which ties the core task needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from samspill.terms import CompareSites, Country, Informed, Language, Need, Policy, Text

LEAST_RESPONSE = 0.05
"""Least share of people that a mapping may expect to answer."""

LEAST_ASKED_ABOUT = 3
"""Fewest other groups that a mapping may ask a person about. Our convention: fewer would leave hardly any number to show."""


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A work group at a site, or (site "") a group that serves all sites. The unit that rates and is rated.

    Examples
    --------
    >>> str(Node("larere", "nordby")), str(Node("ppt")), Node.parse("larere@nordby")
    ('larere@nordby', 'ppt', Node(group='larere', site='nordby'))
    """

    group: str
    site: str = ""

    def __str__(self) -> str:
        return f"{self.group}@{self.site}" if self.site else self.group

    @classmethod
    def parse(cls, text: str) -> Node:
        """Read ``group`` or ``group@site``."""
        group, _, site = text.partition("@")
        return cls(group, site)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An employer, or a part of one, that groups belong to."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Site:
    """A place where the same groups exist once each."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """People who do the same part of the core task.

    ``sizes`` maps site key to number of people; the key "" stands for a group that serves all sites. ``fallback`` is whom it
    joins if fewer than k answer: ``group`` (at the same site where it has sites), ``group@site``, or its own key, which pools
    those of its sites that are too small.
    """

    key: str
    name: Text
    in_text: Text
    organisation: str
    sizes: dict[str, int]
    fallback: str | None = None
    asked: bool = True
    small_reason: str | None = None
    waves: tuple[int, ...] | None = None

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Goal:
    """What the partners want to see happen, who owns it and how they will see it."""

    what: Text
    owner: Text | None = None
    seen_by: Text | None = None


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """Somebody whom the mapping concerns, and what is at stake for them."""

    who: Text
    interest: Text | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """A sign-off of the shared start.

    ``of`` is the fingerprint of the text that was agreed (:func:`samspill.design.agreement.fingerprint`); None in files written
    by hand, where the sign-off counts as current.
    """

    who: Text
    on: date | None
    role: Text | None = None
    organisation: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """What the partners agreed before anything was mapped. ``indicators`` are figures of the service that they will follow."""

    ambitions: tuple[Text, ...] = ()
    resources: tuple[Text, ...] = ()
    goals: tuple[Goal, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    feedback_meeting: date | None = None
    follow_up: Text | None = None
    stakeholders: tuple[Stakeholder, ...] = ()
    indicators: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class CoreTaskTest:
    """The core task put to the test: who depends on whom, when, and for which people? None is a question still open."""

    who: Text | None = None
    on_whom: Text | None = None
    when: Text | None = None
    people: Text | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the survey of the wave to be launched opens, reminds and closes, and where.

    ``zone`` is an IANA name; ``shifts`` tells that people work shifts or nights.
    """

    opens: date | None = None
    closes: date | None = None
    reminders: tuple[date, ...] = ()
    zone: str = "Europe/Oslo"
    country: Country = Country.NO
    shifts: bool = False


@dataclass(frozen=True, slots=True)
class Inform:
    """Who tells whom about the mapping before it opens, when and how."""

    who: Text
    whom: Informed
    when: date | None = None
    how: Text | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The assessment of what the mapping means for people's privacy (DPIA): made, or found not needed, by whom and when."""

    on: date | None = None
    by: Text | None = None


@dataclass(frozen=True, slots=True)
class Turnover:
    """How many joined or left a group between two waves, as stated by the owner: "0", "1-4", "5+" or "unknown"."""

    joined: str = "unknown"
    left: str = "unknown"


@dataclass(frozen=True, slots=True)
class WaveChange:
    """What differs in a later wave. ``sizes`` overrides; ``turnover`` by group key; ``groups`` maps old key to new keys."""

    number: int
    sizes: dict[Node, int] = field(default_factory=dict[Node, int])
    turnover: dict[str, Turnover] = field(default_factory=dict[str, Turnover])
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


@dataclass(frozen=True)
class Mapping:
    """A whole mapping (DESIGN: mapping.toml).

    ``needs`` holds the named pairs, by (rater group, target group); every other pair has need "some".
    """

    title: Text
    core_task: Text
    people: Text | None
    instrument: str
    language: Language
    languages: tuple[Language, ...]
    own_group: bool
    compare_sites: CompareSites
    policy: Policy
    k_reason: str | None
    start: Start
    organisations: dict[str, Organisation]
    sites: dict[str, Site]
    groups: dict[str, WorkGroup]
    needs: dict[tuple[str, str], Need]
    changes: dict[int, WaveChange]
    modules: tuple[str, ...] = ()
    """Keys of short modules, outside the index, that are asked beside the instrument."""
    response: float = 0.7
    """Share of people expected to answer, for what is expected before launch; a planning assumption, never a result."""
    core_task_test: CoreTaskTest = CoreTaskTest()
    calendar: Calendar = Calendar()
    inform: tuple[Inform, ...] = ()
    assessment: Assessment = Assessment()
    ask_at_most: int | None = None
    """Groups that one person answers about at most, the own group not counted: drawn by lot among those the person works with,
    needed ties first (:func:`samspill.design.subset.asked_about`). None asks about all of them."""

    @cached_property
    def wave_numbers(self) -> tuple[int, ...]:
        """Numbers of the waves that the mapping names, 1 always among them."""
        named = {number for group in self.groups.values() for number in group.waves or ()}
        return tuple(sorted({1, *named, *self.changes}))

    def groups_in(self, wave: int) -> tuple[WorkGroup, ...]:
        """Return the groups that exist in a wave, in the owner's order."""
        return tuple(group for group in self.groups.values() if group.waves is None or wave in group.waves)

    def nodes(self, wave: int) -> tuple[Node, ...]:
        """Return every group at every site of it that exists in a wave, in the owner's order."""
        if wave not in self._nodes:
            self._nodes[wave] = tuple(Node(group.key, site) for group in self.groups_in(wave) for site in group.sizes)
        return self._nodes[wave]

    @cached_property
    def _nodes(self) -> dict[int, tuple[Node, ...]]:
        """What ``nodes`` has worked out: every tie asks for it."""
        return {}

    def sites_met(self, rater: Node, wave: int) -> frozenset[str]:
        """Return the sites at which people of a node would be asked about some group."""
        if (rater, wave) not in self._sites_met:
            met = (node.site for node in self.nodes(wave) if node.site and self.meets(rater, node))
            self._sites_met[rater, wave] = frozenset(met)
        return self._sites_met[rater, wave]

    @cached_property
    def _sites_met(self) -> dict[tuple[Node, int], frozenset[str]]:
        """What ``sites_met`` has worked out."""
        return {}

    def rater_nodes(self, wave: int) -> tuple[Node, ...]:
        """Return the nodes whose people are asked."""
        return tuple(node for node in self.nodes(wave) if self.groups[node.group].asked)

    def size(self, node: Node, wave: int) -> int:
        """Return the number of people in a node; a later wave keeps the size of the one before it unless it says otherwise."""
        for number in range(wave, 1, -1):
            change = self.changes.get(number)
            if change and node in change.sizes:
                return change.sizes[node]
        return self.groups[node.group].sizes[node.site]

    def origin(self, node: Node, since: int, wave: int) -> Node | None:
        """Return what a node of a wave was in an earlier one; None where it is new, merged or split."""
        for number in range(wave, since, -1):
            change = self.changes.get(number)
            moved = dict(change.groups) if change else {}
            sources = [old for old, new in moved.items() if node.group in new]
            stayed = node.group not in moved and any(group.key == node.group for group in self.groups_in(number - 1))
            old = (*sources, *((node.group,) if stayed else ()))
            if len(old) != 1 or len(moved.get(old[0], (node.group,))) != 1:
                return None
            node = Node(old[0], node.site)
        return node

    def need(self, rater: str, target: str) -> Need:
        """Return how much the core task needs the tie from one kind of group to another ("some" where not named)."""
        return self.needs.get((rater, target), Need.SOME)

    def pairs(self, wave: int) -> tuple[tuple[Node, Node], ...]:
        """Return the ordered pairs that are asked about.

        People at a site rate the groups of their own site and those that serve all sites; people who serve all sites rate
        every node. A pair of need "none" is not asked. The own group is asked about when the mapping says so; people of a
        group without site rate their own group once.
        """
        nodes = self.nodes(wave)
        return tuple((rater, target) for rater in self.rater_nodes(wave) for target in nodes if self.meets(rater, target))

    def meets(self, rater: Node, target: Node) -> bool:
        """Tell whether people of one node would be asked about another, were they asked at all (see ``pairs``)."""
        if rater == target:
            return self.own_group
        if rater.site and target.site and rater.site != target.site:
            return False
        return rater.group == target.group or self.need(rater.group, target.group) is not Need.NONE
