"""Groups and ties as they are named to a reader."""

from __future__ import annotations

from collections.abc import Iterable

from samspill.design.model import Mapping, Node
from samspill.language import say
from samspill.terms import Language, Text

LISTED = 8
"""Names in one sentence; the rest is a number."""


def node_name(mapping: Mapping, node: Node) -> Text:
    """Return the name of a group, its site in parentheses."""
    group = mapping.groups[node.group].name
    if not node.site:
        return group
    site = mapping.sites[node.site].name
    return Text({language: f"{group.get_in(language)} ({site.get_in(language)})" for language in Language})


def unit_name(mapping: Mapping, unit: Iterable[Node]) -> Text:
    """Return the names of groups that answer as one, "PPT + Barnevern"."""
    names = [node_name(mapping, node) for node in unit]
    return Text({language: " + ".join(name.get_in(language) for name in names) for language in Language})


def tie_name(mapping: Mapping, rater: Node, target: Node) -> Text:
    """Return "Lærere om PPT"."""
    return told("design.tie", rater=node_name(mapping, rater), target=node_name(mapping, target))


def proposal_name(mapping: Mapping, group: str, fallback: str) -> Text:
    """Return "Renhold sammen med Vaktmestere", or that the small sites of a group join each other."""
    names = {key: mapping.groups[key].name for key in (group, fallback)}
    if group == fallback:
        return told("design.joins_sites", group=names[group])
    return told("design.joins", group=names[group], other=names[fallback])


def told(code: str, **fields: object) -> Text:
    """Return a message in every language, to stand inside another."""
    return Text({language: say(code, language, **fields) for language in Language})


def some(names: Iterable[Text | str]) -> tuple[Text | str, ...]:
    """Return the first names and, where there are many, how many more there are."""
    names = tuple(names)
    return names if len(names) <= LISTED else (*names[: LISTED - 1], told("design.more", count=len(names) - LISTED + 1))
