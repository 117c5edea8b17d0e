"""The plan of a made-up organisation as the text of a mapping.toml, so that it goes through the reader that all go through."""

from __future__ import annotations

import json
from collections.abc import Iterator

from organisation_plans import EMPLOYERS, SITES, WAVES, Plan

from samspill.design.model import WorkGroup
from samspill.terms import Language


def text_of(plan: Plan) -> str:
    """Return mapping.toml."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield from ("[mapping]", *_values(plan.head))
    yield from ("[start]", *_values(START), "feedback_meeting = 2027-03-12")
    yield from ('agreed = [{ who = "Kommunalsjefen", on = 2026-09-01 }]',)
    used = {group.organisation for group in plan.groups.values()}
    yield from _named("organisation", {key: name for key, name in EMPLOYERS.items() if key in used})
    sites = [site for site in SITES if any(site in group.sizes for group in plan.groups.values())]
    yield from _named("site", {key: SITES[key] for key in sites})
    for group in plan.groups.values():
        yield from ("[[group]]", *_values(_of_group(group, sites)))
    for (rater, target), need in plan.needs.items():
        yield from ("[[tie]]", *_values({"rater": rater, "target": target, "need": str(need)}))
    for wave in WAVES[1:]:
        yield from ("[[wave]]", *_values(_of_wave(plan, wave)))


START = {
    "ambitions": ["Ingen barn faller mellom to stoler"],
    "resources": ["To fagdager"],
    "goals": ["Felles plan innen mai"],
    "follow_up": "Prosessveilederen",
}


def _named(kind: str, names: dict[str, str]) -> Iterator[str]:
    for key, name in names.items():
        yield from (f"[[{kind}]]", *_values({"key": key, "name": name}))


def _of_group(group: WorkGroup, sites: list[str]) -> dict[str, object]:
    here = list(group.sizes)
    where: dict[str, object] = {} if here == [""] else {"each_site": True} if here == sites else {"sites": here}
    told: dict[str, object] = {"key": group.key, "name": group.name[Language.NB], "organisation": group.organisation, **where}
    told |= {"size": _size(group.sizes), "asked": group.asked, "fallback": group.fallback, "small_reason": group.small_reason}
    return told | {"waves": list(group.waves) if group.waves else None}


def _of_wave(plan: Plan, wave: int) -> dict[str, object]:
    sizes: dict[str, dict[str, int]] = {}
    for node, people in plan.members[wave].items():
        sizes.setdefault(node.group, {})[node.site] = len(people)
    stated = plan.stated.get(wave, {})
    return {
        "number": wave,
        "size": {key: _size(by_site) for key, by_site in sizes.items()},
        "joined": {key: joined for key, (joined, _) in stated.items()},
        "left": {key: left for key, (_, left) in stated.items()},
        "groups": {old: list(new) for old, new in plan.moves.get(wave, {}).items()},
    }


def _size(sizes: dict[str, int]) -> object:
    return sizes[""] if "" in sizes else dict(sizes)


def _values(values: dict[str, object]) -> Iterator[str]:
    return (f"{key} = {_value(value)}" for key, value in values.items() if value is not None)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(_values(value)) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    # Texts, numbers and truths are written alike in TOML and JSON.
    return json.dumps(value, ensure_ascii=False)
