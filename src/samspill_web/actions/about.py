"""What an action is about: groups and dimensions of the plan that a result was made with, and what a reader calls them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from samspill.design.model import Node
from samspill.design.plan import Plan
from samspill.reporting.names import POOL, Names
from samspill.terms import Language
from samspill_web.actions.models import UNIT, Action
from samspill_web.analysis.enums import Stage
from samspill_web.analysis.fetching import audiences_of, units_of
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import releases_of
from samspill_web.analysis.showing import stage_of
from samspill_web.analysis.told import plan_of_release
from samspill_web.kernel.speech import told
from samspill_web.projects.models import Project, Role

ARROW = ">"
"""Between the two ends of a tie in an address, as in a plan."""


@dataclass(frozen=True)
class Subject:
    """The results of a mapping, by round, in one language: those that have come to the reader by now.

    ``begun`` are the rounds of which the reader knows by now what is their own groups' alone.
    """

    rows: tuple[Release, ...]
    language: Language
    begun: frozenset[int] = frozenset()

    @property
    def waves(self) -> tuple[int, ...]:
        """Rounds with a result."""
        return tuple(row.wave.number for row in self.rows)

    @cached_property
    def plan(self) -> Plan:
        """The plan of the last result."""
        return plan_of_release(self.rows[-1])

    @cached_property
    def _names(self) -> tuple[Names, ...]:
        """Names of all rounds, the last first: a group that is no more keeps its name."""
        plans = (plan_of_release(row) for row in reversed(self.rows))
        return tuple(Names(plan.mapping, plan.instrument, self.language) for plan in plans)

    @cached_property
    def units(self) -> dict[str, str]:
        """Groups of the last result by id: of one at several places the group as a whole, and each place."""
        mapping = self.plan.mapping
        keys = [str(node) for node in mapping.nodes(self.plan.wave)]
        kinds = [group.key for group in mapping.groups_in(self.plan.wave)]
        ordered = sorted({*keys, *kinds}, key=lambda key: (kinds.index(Node.parse(key).group), "@" in key))
        return {key: self.unit(key) for key in ordered}

    @cached_property
    def dimensions(self) -> dict[str, str]:
        """Dimensions of the last result, by key."""
        return {key: self._names[0].dimension(key) for key in self.plan.instrument.dimensions}

    def has(self, unit: str) -> bool:
        """Tell whether something is a group of the last result, or several that may answer together."""
        members = unit.split(POOL)
        fits = 0 < len(unit) <= UNIT and len(set(members)) == len(members)
        return fits and all(member in self.units for member in members)

    def unit(self, unit: str) -> str:
        """Return the name of a group, or of several; the key where no result has it."""
        for names in self._names:
            if all(Node.parse(member).group in names.mapping.groups for member in unit.split(POOL)):
                return names.unit(unit)
        return unit

    def dimension(self, key: str) -> str:
        """Return the name of a dimension; the key where no questionnaire has it."""
        return next((names.dimension(key) for names in self._names if key in names.instrument.dimensions), key)

    def about(self, action: Action) -> str:
        """Return what an action is about, as a label: "Lærere – PPT", one group, or the whole mapping."""
        if not action.rater:
            return told("actions.about.whole")
        if not action.target:
            return self.unit(action.rater)
        return told("actions.about.tie", a=self.unit(action.rater), b=self.unit(action.target))

    def groups_of(self, action: Action) -> frozenset[str]:
        """Return the keys of the groups that an action is about."""
        return groups_of(action.rater, action.target)

    def organisations_of(self, groups: frozenset[str]) -> frozenset[str]:
        """Return the organisations of groups, as they were in every round."""
        plans = (names.mapping for names in self._names)
        return frozenset(plan.groups[key].organisation for plan in plans for key in groups if key in plan.groups)


def groups_of(*units: str) -> frozenset[str]:
    """Return the keys of the groups in units.

    Examples
    --------
    >>> sorted(groups_of("larere@nordby", "ppt+sfo@nordby")), groups_of("", "")
    (['larere', 'ppt', 'sfo'], frozenset())
    """
    return frozenset(Node.parse(member).group for unit in units if unit for member in unit.split(POOL))


def subject_of(project: Project, language: Language, role: Role | None = None) -> Subject | None:
    """Return what actions of a mapping can be about; None before a result has come to somebody.

    Without a role it is what has come to everybody.
    """
    found, begun = list[Release](), set[int]()
    for row in releases_of(project):
        whole = bool(audiences_of(row, role)) if role else stage_of(row.wave) is Stage.EVERYBODY
        if whole or (role and units_of(row, role)):
            found.append(row)
            begun |= set() if whole else {row.wave.number}
    return Subject(tuple(found), language, frozenset(begun)) if found else None


def ends_of(tie: str) -> tuple[str, str]:
    """Return the two ends of a tie as an address names it.

    Examples
    --------
    >>> ends_of("larere>ppt"), ends_of("ppt"), ends_of("")
    (('larere', 'ppt'), ('ppt', ''), ('', ''))
    """
    rater, _, target = tie.partition(ARROW)
    return rater.strip(), target.strip()
