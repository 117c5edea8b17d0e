"""Mappings in which everything occurs that is not shown, from answers to releases as they are frozen.

One without sites: too few with and without whom to merge with, left out, small groups that are rated, nobody answered, a
question that was not asked, no contact, no tie, and a pool; what is expected of its needed ties is written down by hand. One
with sites, of which too few show a tie.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from samspill.design.model import Mapping
from samspill.design.read import parse
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Reason, Release
from samspill.instrument.load import shipped
from samspill.instrument.model import Instrument
from samspill.ratings.read import read
from samspill.scoring.score import score
from samspill.terms import CellState

ITEMS = ("knows_tasks", "knows_competence", "information", "respect", "problem_solving", "new_solutions", "shared_direction")
UNASKED = "new_solutions"
"""An item that the file of answers does not have."""
GROUPS = {
    "larere": ("Lærere", 24, ""),
    "ppt": ("PPT", 9, 'fallback = "familie"'),
    "familie": ("Familieteamet", 8, ""),
    "helse": ("Helsesykepleiere", 6, 'fallback = "barnevern"'),
    "barnevern": ("Barnevern", 12, ""),
    "sfo": ("SFO", 7, ""),
    "kultur": ("Kulturskolen", 6, ""),
    "rektor": ("Rektorer", 2, "asked = false"),
    "logoped": ("Logopeder", 3, "asked = false"),
}
ORGANISATIONS = {"a": "Alfa", "b": "Beta"}
ANSWERED = {"larere": 16, "ppt": 7, "familie": 6, "helse": 3, "barnevern": 8, "sfo": 3, "kultur": 0}
"""People of each group that is asked who answer; of those about each other group, unless FEW says otherwise."""
FEW = {("ppt", "barnevern"): 3, ("familie", "larere"): 2}
WITHOUT_CONTACT = {("larere", "familie"): 14}
NO_TIE = ("larere", "kultur")
POOL = "helse+barnevern"
NEEDED = {
    ("larere", "ppt"): (CellState.SHOWN, None, None),
    ("ppt", "larere"): (CellState.SHOWN, None, None),
    ("helse", "larere"): (CellState.SHOWN, None, None),
    ("ppt", "barnevern"): (CellState.HIDDEN, Reason.TOO_FEW, "familie"),
    ("familie", "larere"): (CellState.HIDDEN, Reason.TOO_FEW, None),
    ("sfo", "larere"): (CellState.HIDDEN, Reason.LEFT_OUT, None),
    ("larere", "rektor"): (CellState.HIDDEN, Reason.SMALL_TARGET, None),
    ("barnevern", "logoped"): (CellState.HIDDEN, Reason.SMALL_TARGET_UNAGREED, None),
    ("kultur", "larere"): (CellState.NO_DATA, Reason.NO_ANSWERS, None),
    ("larere", "familie"): (CellState.NO_CONTACT, Reason.NO_CONTACT, None),
}
"""What becomes of each needed tie: its state, the reason, and whom it could be merged with."""

SITES = ("nordby", "sorby", "ostby")
SITE_ANSWERS = {("larere", "nordby"): 8, ("larere", "sorby"): 2, ("larere", "ostby"): 2, ("ppt", ""): 8}


def instrument() -> Instrument:
    """Return the instrument of both."""
    return shipped("relational-capacity")


def mapping(policy: str = "strict") -> Mapping:
    """Return the mapping without sites."""
    groups = "\n".join(_group(key, *about) for key, about in GROUPS.items())
    ties = "\n".join(_tie(*pair, "high") for pair in NEEDED) + "\n" + _tie(*NO_TIE, "none")
    organisations = "".join(f'[[organisation]]\nkey = "{key}"\nname = "{name}"\n' for key, name in ORGANISATIONS.items())
    return parse(f"{_head(policy)}{organisations}{groups}\n{ties}")


def _group(key: str, name: str, size: int, more: str) -> str:
    texts = f'key = "{key}"\nname = "{name}"\norganisation = "{owner(key)}"'
    return f"[[group]]\n{texts}\nsize = {size}\n{more}"


def owner(group: str) -> str:
    """Return the organisation of a group."""
    return "a" if group in {"larere", "sfo", "rektor", "kultur"} else "b"


def _head(policy: str) -> str:
    return f"""
[mapping]
title = "Trygg overgang"
core_task = "trygg overgang"
instrument = "relational-capacity"
language = "nb"
languages = ["nb", "nn", "da", "sv", "en"]
own_group = true
compare_sites = "own"
[privacy]
policy = "{policy}"
"""


def _tie(rater: str, target: str, need: str) -> str:
    return f'[[tie]]\nrater = "{rater}"\ntarget = "{target}"\nneed = "{need}"\n'


def release(folder: Path, policy: str = "strict") -> Release:
    """Return the release of the mapping without sites."""
    rng = Random(1)  # noqa: S311 - made-up answers
    rows: list[str] = []
    for rater, people in ANSWERED.items():
        for number in range(people):
            for target in GROUPS:
                if (rater, target) == NO_TIE or number >= FEW.get((rater, target), people):
                    continue
                away = number < WITHOUT_CONTACT.get((rater, target), 0)
                rows.append(f"{rater}{number},{rater},{target},{_said(rng, away=away)}")
    return _frozen(folder, mapping(policy), "respondent,rater_group,target_group", rows)


def _said(rng: Random, *, away: bool) -> str:
    items = ["" if away else str(rng.randint(2, 5)) for item in ITEMS if item != UNASKED]
    return ",".join(("no" if away else "yes", *items))


def _frozen(folder: Path, world: Mapping, columns: str, rows: list[str]) -> Release:
    file = folder / "ratings.csv"
    items = ",".join(item for item in ITEMS if item != UNASKED)
    file.write_text("\n".join((f"{columns},contact,{items}", *rows)), encoding="utf-8")
    answers = read(file, world, instrument())
    return freeze(score(answers, world, instrument()), world, instrument(), version="0.1.0", ratings=answers)


def sites_mapping() -> Mapping:
    """Return the mapping with sites: teachers at three, of which one answers enough, and a service."""
    sites = "".join(f'[[site]]\nkey = "{key}"\nname = "{key.capitalize()}"\n' for key in SITES)
    groups = (
        '[[group]]\nkey = "larere"\nname = "Lærere"\norganisation = "a"\nfallback = "larere"\n'
        "each_site = true\nsize = { nordby = 12, sorby = 6, ostby = 6 }\n"
        '[[group]]\nkey = "ppt"\nname = "PPT"\norganisation = "a"\nsize = 9\n'
    )
    ties = _tie("larere", "ppt", "high") + _tie("ppt", "larere", "high")
    return parse(f'{_head("strict")}[[organisation]]\nkey = "a"\nname = "Alfa"\n{sites}{groups}{ties}')


def sites_release(folder: Path) -> Release:
    """Return the release of the mapping with sites."""
    rng = Random(2)  # noqa: S311 - made-up answers
    targets = {"larere": (("ppt", ""),), "ppt": tuple(("larere", site) for site in SITES)}
    rows = [
        f"{rater}{site}{number},{rater},{site},{target},{place},{_said(rng, away=False)}"
        for (rater, site), people in SITE_ANSWERS.items()
        for number in range(people)
        for target, place in targets[rater]
    ]
    return _frozen(folder, sites_mapping(), "respondent,rater_group,rater_site,target_group,target_site", rows)
