"""The wave that a list of people belongs to: the open one, else the next to be launched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from samspill.design.model import Mapping, Node
from samspill.design.names import node_name
from samspill.terms import Language, Text
from samspill_web.collection.roster.cells import Phones
from samspill_web.kernel import clock
from samspill_web.projects.drafts import draft_of
from samspill_web.projects.enums import EDITORS, ProjectRole
from samspill_web.projects.models import Project, Role
from samspill_web.projects.selectors import next_wave, open_wave

KEEPERS = EDITORS | {ProjectRole.PARTNER}
"""They keep the list; a partner those of their own organisation."""


@dataclass(frozen=True)
class Asking:
    """A wave whose people are listed, and what of it somebody may see.

    Parameters
    ----------
    project : Project
    number : int
        The wave.
    mapping : Mapping
        Its plan: frozen where it was launched.
    open : bool
        Whether it was launched.
    organisation : str
        The organisation whose people alone are seen; "" for all.
    opens : datetime or None
        When people can answer; None before the launch.
    """

    project: Project
    number: int
    mapping: Mapping
    open: bool
    organisation: str = ""
    opens: datetime | None = None

    @property
    def begun(self) -> bool:
        """Whether people can answer already."""
        return self.opens is not None and self.opens <= clock.now()

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The groups whose people are asked, and that the reader may see, in the owner's order."""
        return tuple(node for node in self.mapping.rater_nodes(self.number) if self.owns(str(node)))

    @cached_property
    def phones(self) -> Phones:
        """Telephone numbers as the country of the calendar writes them."""
        return Phones(self.mapping.calendar.country.value)

    @property
    def language(self) -> Language:
        """The language of somebody who has none of their own."""
        return self.mapping.languages[0]

    def owns(self, node: str) -> bool:
        """Tell whether a group belongs to what the reader may see."""
        group = self.mapping.groups.get(Node.parse(node).group)
        return not self.organisation or (group is not None and group.organisation == self.organisation)

    def sees(self, nodes: Iterable[str]) -> bool:
        """Tell whether somebody in these groups may be seen: the main group decides."""
        return not self.organisation or self.owns(next(iter(nodes), ""))

    def name(self, node: str) -> Text:
        """Return the name of a group; its key where the plan no longer has it."""
        return self._names.get(node) or Text(node)

    @cached_property
    def _names(self) -> dict[str, Text]:
        return {str(node): node_name(self.mapping, node) for node in self.mapping.nodes(self.number)}


def asking(project: Project, role: Role | None = None) -> Asking | None:
    """Return the wave whose people are listed, as somebody may see it; None while the plan lacks something."""
    organisation = role.organisation if role and role.role == ProjectRole.PARTNER else ""
    launched = open_wave(project)
    if launched is not None:
        frozen = draft_of(launched.source).mapping
        opens = launched.opens
        return Asking(project, launched.number, frozen, open=True, organisation=organisation, opens=opens) if frozen else None
    mapping = draft_of(project.source).mapping
    if mapping is None:
        return None
    return Asking(project, next_wave(project, mapping), mapping, open=False, organisation=organisation)
