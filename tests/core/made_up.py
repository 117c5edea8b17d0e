"""A made-up municipality by hand: a mapping, an instrument and their release, with everything a release can hold.

Eight groups in three organisations, two waves: a pool (school nurses and family team), a group of too few answers (after-school
staff), a group that is rated only (habilitation), every cell state, coded extremes at both ends. ``sites_*`` is a second, small
world with three schools and a service. Values look real and mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import floor

from samspill.design.model import Agreed, Goal, Mapping, Node, Organisation, Site, Start, Turnover, WaveChange, WorkGroup
from samspill.disclosure.release import Cell, Change, Choice, Overall, Published, Reason, Release, TieFacts, Unit, WaveRelease
from samspill.instrument.load import shipped, with_modules
from samspill.instrument.model import Instrument
from samspill.terms import (
    POLICIES,
    Bound,
    CellState,
    CompareSites,
    Direction,
    Language,
    Need,
    PeopleBand,
    PolicyName,
    Share,
    Text,
    TieClass,
)

STRICT = POLICIES[PolicyName.STRICT]
POOL = "helsesykepleiere+familie"
DIMENSIONS = ("familiarity", "information", "respect", "problem_solving", "new_solutions", "shared_direction")
FAMILIARITY_ITEMS = ("knows_tasks", "knows_competence")


def five(nb: str, nn: str, da: str, sv: str, en: str) -> Text:
    """Return a text in all five languages."""
    return Text({"nb": nb, "nn": nn, "da": da, "sv": sv, "en": en})


# ---- instrument ------------------------------------------------------------------------------------------------------------


def instrument() -> Instrument:
    """Return the default instrument with the question of what would help most."""
    return with_modules(shipped("relational-capacity"), ("conditions",))


# ---- mapping ---------------------------------------------------------------------------------------------------------------

GROUPS = {
    "larere": (
        five("Lærere", "Lærarar", "Lærere", "Lärare", "Teachers"),
        five("lærerne", "lærarane", "lærerne", "lärarna", "the teachers"),
        "oppvekst",
        34,
    ),
    "sfo": (
        five("SFO", "SFO", "SFO", "Fritids", "After-school staff"),
        five("de ansatte i SFO", "dei tilsette i SFO", "personalet i SFO", "personalen på fritids", "the after-school staff"),
        "oppvekst",
        8,
    ),
    "barnehage": (
        five("Barnehagelærere", "Barnehagelærarar", "Pædagoger", "Förskollärare", "Kindergarten teachers"),
        five("barnehagelærerne", "barnehagelærarane", "pædagogerne", "förskollärarna", "the kindergarten teachers"),
        "oppvekst",
        14,
    ),
    "ppt": (
        five("PPT", "PPT", "PPR", "Elevhälsan", "Educational psychologists"),
        five(
            "rådgiverne i PPT",
            "rådgjevarane i PPT",
            "psykologerne i PPR",
            "rådgivarna i elevhälsan",
            "the educational psychologists",
        ),
        "helse",
        9,
    ),
    "helsesykepleiere": (
        five("Helsesykepleiere", "Helsesjukepleiarar", "Sundhedsplejersker", "Skolsköterskor", "School nurses"),
        five("helsesykepleierne", "helsesjukepleiarane", "sundhedsplejerskerne", "skolsköterskorna", "the school nurses"),
        "helse",
        7,
    ),
    "familie": (
        five("Familieteamet", "Familieteamet", "Familieteamet", "Familjeteamet", "Family team"),
        five("familieteamet", "familieteamet", "familieteamet", "familjeteamet", "the family team"),
        "helse",
        6,
    ),
    "barnevern": (
        five("Barnevernstjenesten", "Barnevernstenesta", "Familieafdelingen", "Socialtjänsten", "Child welfare"),
        five("barnevernstjenesten", "barnevernstenesta", "familieafdelingen", "socialtjänsten", "child welfare"),
        "helse",
        16,
    ),
    "hab": (
        five(
            "Habilitering for barn", "Habilitering for barn", "Børnehabiliteringen", "Barnhabiliteringen", "Child habilitation"
        ),
        five("habiliteringen", "habiliteringa", "børnehabiliteringen", "barnhabiliteringen", "the habilitation team"),
        "stat",
        12,
    ),
}
ORGANISATIONS = {
    "oppvekst": five(
        "Oppvekst, Eksempel kommune",
        "Oppvekst, Eksempel kommune",
        "Børn og Unge, Eksempel Kommune",
        "Barn och unga, Exempel kommun",
        "Education, Example",
    ),
    "helse": five(
        "Helse og familie, Eksempel kommune",
        "Helse og familie, Eksempel kommune",
        "Sundhed og Familie, Eksempel Kommune",
        "Hälsa och familj, Exempel kommun",
        "Health and families, Example",
    ),
    "stat": five("Spesialisthelsetjenesten", "Spesialisthelsetenesta", "Regionen", "Regionen", "The region"),
}
HIGH = (
    ("larere", "barnehage"),
    ("barnehage", "larere"),
    ("larere", "ppt"),
    ("ppt", "larere"),
    ("ppt", "barnehage"),
    ("barnehage", "ppt"),
    ("barnehage", "helsesykepleiere"),
    ("helsesykepleiere", "barnehage"),
    ("familie", "barnevern"),
    ("barnevern", "familie"),
    ("larere", "hab"),
    ("sfo", "ppt"),
)
FALLBACKS = {"helsesykepleiere": "familie", "familie": "helsesykepleiere", "ppt": "familie"}


def start() -> Start:
    """Return a shared start."""
    return Start(
        ambitions=(
            five(
                "Ingen barn faller mellom to stoler",
                "Ingen barn fell mellom to stolar",
                "Ingen børn falder mellem to stole",
                "Inget barn faller mellan stolarna",
                "No child falls between two stools",
            ),
        ),
        resources=(five("To fagdager", "To fagdagar", "To temadage", "Två temadagar", "Two study days"),),
        goals=(
            Goal(
                five(
                    "Felles plan innen mai for alle barn det gjelder",
                    "Felles plan innan mai for alle barn det gjeld",
                    "En fælles plan inden maj for alle børn, det gælder",
                    "En gemensam plan före maj för alla barn det gäller",
                    "A shared plan by May for every child concerned",
                )
            ),
        ),
        agreed=(Agreed(Text("Kari Holm"), date(2026, 9, 1)), Agreed(Text("Ola Berg"), None)),
        feedback_meeting=date(2027, 3, 12),
        follow_up=five(
            "prosessveilederen", "prosessrettleiaren", "proceskonsulenten", "processledaren", "the process consultant"
        ),
    )


def mapping() -> Mapping:
    """Return the mapping of eight groups in three organisations."""
    return Mapping(
        title=five(
            "Trygg overgang til skolen",
            "Trygg overgang til skulen",
            "Tryg overgang til skolen",
            "Trygg övergång till skolan",
            "A safe passage to school",
        ),
        core_task=five(
            "trygg overgang for barn som trenger ekstra støtte",
            "trygg overgang for barn som treng ekstra støtte",
            "tryg overgang for børn, der har brug for ekstra støtte",
            "trygg övergång för barn som behöver extra stöd",
            "a safe passage for children who need extra support",
        ),
        people=five("barna", "barna", "børnene", "barnen", "the children"),
        instrument="relational-capacity",
        language=Language.NB,
        languages=tuple(Language),
        own_group=True,
        compare_sites=CompareSites.OWN,
        policy=STRICT,
        k_reason=None,
        start=start(),
        organisations={key: Organisation(key, name) for key, name in ORGANISATIONS.items()},
        sites={},
        groups={
            key: WorkGroup(key, name, in_text, organisation, {"": size}, fallback=FALLBACKS.get(key), asked=key != "hab")
            for key, (name, in_text, organisation, size) in GROUPS.items()
        },
        needs={**dict.fromkeys(HIGH, Need.HIGH), ("sfo", "hab"): Need.NONE},
        changes={2: WaveChange(2, turnover={"larere": Turnover("1-4", "0"), "familie": Turnover("5+", "5+")})},
    )


# ---- release ---------------------------------------------------------------------------------------------------------------


def klass(value: float) -> TieClass:
    """Return the class of a published value (halves up to the nearest half step)."""
    half = floor(value * 2 + 0.5) / 2
    return TieClass.HOLDS if half >= 4 else TieClass.ON_THE_WAY if half >= 3.5 else TieClass.NEEDS_TALK


def published(value: float, band: PeopleBand, *, interval: float = 0.5) -> Published:
    """Return a value as the strict policy publishes it; ``interval`` is half the width of its interval."""
    step, low, high = STRICT.steps[band], STRICT.coded_low[band], STRICT.coded_high[band]
    placed = floor(value / step + 0.5) * step
    bound = None
    if low is not None and placed <= low:
        placed, bound = low, Bound.AT_MOST
    elif high is not None and placed >= high:
        placed, bound = high, Bound.AT_LEAST
    ends = tuple(floor(end / step + 0.5) * step for end in (max(1.0, placed - interval), min(5.0, placed + interval)))
    return Published(round(placed, 2), bound, (round(ends[0], 2), round(ends[1], 2)), band, None, klass(placed), None)


def entering(value: Published) -> float:
    """Return the value with which a published number enters another."""
    return {Bound.AT_LEAST: STRICT.entering_high, Bound.AT_MOST: STRICT.entering_low, None: value.value}[value.bound]


OFFSETS = {
    "familiarity": -0.4,
    "information": -0.2,
    "respect": 0.4,
    "problem_solving": 0.0,
    "new_solutions": -0.1,
    "shared_direction": 0.3,
}
ITEM_OFFSETS = {"knows_tasks": -0.3, "knows_competence": -0.5}
# What a target is known for: the raters' own levels lie on top of it.
TARGET_OFFSETS = {("ppt", "familiarity"): -0.5, ("barnevern", "information"): -0.6, ("barnehage", "respect"): 0.3}


def cells(rater: str, target: str, level: float, band: PeopleBand, *, interval: float = 0.5) -> list[Cell]:
    """Return all cells of a shown tie around a level."""
    steps = {**OFFSETS, **ITEM_OFFSETS}
    values = {key: level + step + TARGET_OFFSETS.get((target.partition("@")[0], key), 0.0) for key, step in steps.items()}
    values["index"] = level
    return [
        Cell(rater, target, key, CellState.SHOWN, published(value, band, interval=interval)) for key, value in values.items()
    ]


def blank(rater: str, target: str, state: CellState, reason: str | None = None, help_with: str | None = None) -> list[Cell]:
    """Return all cells of a tie without values."""
    return [Cell(rater, target, key, state, None, reason, help_with) for key in (*DIMENSIONS, *FAMILIARITY_ITEMS, "index")]


BANDS = {
    "larere": PeopleBand.MANY,
    "barnehage": PeopleBand.SOME,
    "ppt": PeopleBand.FEW,
    POOL: PeopleBand.FEW,
    "barnevern": PeopleBand.SOME,
}
LEVELS: dict[tuple[str, str], float] = {
    ("larere", "larere"): 4.2, ("larere", "sfo"): 4.1, ("larere", "barnehage"): 4.1, ("larere", "ppt"): 2.9,
    ("larere", "helsesykepleiere"): 3.6,
    ("barnehage", "larere"): 4.0, ("barnehage", "barnehage"): 4.6, ("barnehage", "ppt"): 3.5,
    ("barnehage", "helsesykepleiere"): 4.3,
    ("barnehage", "familie"): 3.4, ("barnehage", "barnevern"): 3.0, ("barnehage", "hab"): 2.8,
    ("ppt", "larere"): 4.3, ("ppt", "sfo"): 3.0, ("ppt", "barnehage"): 3.6, ("ppt", "ppt"): 4.4,
    ("ppt", "helsesykepleiere"): 3.4,
    ("ppt", "familie"): 4.0, ("ppt", "barnevern"): 3.5, ("ppt", "hab"): 3.9,
    (POOL, "larere"): 3.5, (POOL, "barnehage"): 4.1, (POOL, "ppt"): 3.4, (POOL, "barnevern"): 1.8, (POOL, "hab"): 3.1,
    (POOL, "helsesykepleiere"): 3.9, (POOL, "familie"): 4.2,
    ("barnevern", "larere"): 3.3, ("barnevern", "barnehage"): 3.4, ("barnevern", "ppt"): 3.6, ("barnevern", "familie"): 3.2,
    ("barnevern", "helsesykepleiere"): 3.5, ("barnevern", "barnevern"): 4.0, ("barnevern", "hab"): 3.3,
}  # fmt: skip
EMPTY: dict[tuple[str, str], tuple[CellState, str | None, str | None]] = {
    ("larere", "familie"): (CellState.NO_CONTACT, Reason.NO_CONTACT, None),
    ("larere", "hab"): (CellState.NO_CONTACT, Reason.NO_CONTACT, None),
    ("larere", "barnevern"): (CellState.HIDDEN, Reason.TOO_FEW, None),
    ("barnehage", "sfo"): (CellState.NO_CONTACT, Reason.NO_CONTACT, None),
    (POOL, "sfo"): (CellState.NO_DATA, Reason.NO_ANSWERS, None),
    ("barnevern", "sfo"): (CellState.HIDDEN, Reason.TOO_FEW, None),
}


@dataclass(frozen=True)
class Facts:
    """The shares of one tie."""

    no_contact: Share | None = Share.SOME
    wanted: Share | None = Share.SOME
    dont_know: Share | None = Share.SOME


FACTS = {
    ("larere", "familie"): Facts(Share.MOST, Share.SOME, None),
    ("larere", "hab"): Facts(Share.MOST, Share.HALF, None),
    ("barnehage", "sfo"): Facts(Share.MOST, Share.SOME, None),
    ("barnevern", "familie"): Facts(Share.SOME, Share.SOME, Share.HALF),
}
SFO_TARGETS = ("larere", "sfo", "barnehage", "ppt", "helsesykepleiere", "familie", "barnevern")


def ties_and_cells(shift: float = 0.0) -> tuple[tuple[TieFacts, ...], tuple[Cell, ...]]:
    """Return the ties of a wave and their cells, every level moved by ``shift``."""
    facts: list[TieFacts] = []
    everything: list[Cell] = []
    need = mapping().need

    def add(rater: str, target: str, parts: list[Cell], shares: Facts) -> None:
        members = rater.split("+")
        needs = {need(member, target) for member in members}
        needed = Need.HIGH if Need.HIGH in needs else Need.SOME if Need.SOME in needs else Need.NONE
        facts.append(
            TieFacts(
                rater, target, needed, target in members, parts[-1].state, shares.no_contact, shares.wanted, shares.dont_know
            )
        )
        everything.extend(parts)

    for rater in ("larere", "sfo", "barnehage", "ppt", POOL, "barnevern"):
        for target in GROUPS:
            pair = (rater, target)
            if rater == "sfo" and target in SFO_TARGETS:
                add(*pair, blank(*pair, CellState.HIDDEN, Reason.LEFT_OUT, "larere"), Facts(None, None, None))
            elif pair == ("sfo", "hab"):
                add(*pair, blank(*pair, CellState.NO_TIE, Reason.NOT_NEEDED), Facts(None, None, None))
            elif pair in EMPTY:
                add(*pair, blank(*pair, *EMPTY[pair]), FACTS.get(pair, Facts()))
            else:
                wide = 1.0 if BANDS[rater] is PeopleBand.FEW else 0.3
                add(*pair, cells(*pair, LEVELS[pair] + shift, BANDS[rater], interval=wide), FACTS.get(pair, Facts()))
    return tuple(facts), tuple(everything)


def profile_of(parts: list[Cell]) -> dict[str, Published]:
    """Return the mean of published cells by dimension."""
    found: dict[str, list[Published]] = {}
    for cell in parts:
        if cell.published:
            found.setdefault(cell.dimension, []).append(cell.published)
    return {
        key: published(sum(map(entering, values)) / len(values), PeopleBand.SOME)
        for key, values in found.items()
        if len(values) > 1
    }


def pool_unit(key: str, band: PeopleBand, organisation: str, given: dict[str, Published]) -> Unit:
    """Return a pool: it rates and is not rated."""
    return Unit(
        id=key,
        members=tuple(key.split("+")),
        is_rater=True,
        is_target=False,
        organisations=(organisation,),
        site="",
        state="answered",
        pooled_into=None,
        n_band=band,
        response=Share.MOST,
        given=given,
    )


def units(everything: tuple[Cell, ...]) -> tuple[Unit, ...]:
    """Return the units of the eight groups, with what is said of them and by them."""
    world = mapping()

    def received(key: str) -> dict[str, Published]:
        return profile_of([cell for cell in everything if cell.target == key and key not in cell.rater.split("+")])

    def given(key: str) -> dict[str, Published]:
        return profile_of([cell for cell in everything if cell.rater == key and cell.target not in key.split("+")])

    found: list[Unit] = []
    for key, group in world.groups.items():
        pooled = key in POOL.split("+")
        state = "pooled" if pooled else "left_out" if key == "sfo" else "answered" if group.asked else "not_asked"
        answered = state == "answered"
        found.append(
            Unit(
                id=key,
                members=(key,),
                is_rater=group.asked and not pooled,
                is_target=True,
                organisations=(group.organisation,),
                site="",
                state=state,
                pooled_into=POOL if pooled else None,
                n_band=BANDS[key] if answered else None,
                response=Share.MOST if answered else None,
                received=received(key),
                given=given(key) if answered else {},
            )
        )
        if key == "familie":
            found.append(pool_unit(POOL, BANDS[POOL], "helse", given(POOL)))
    return tuple(found)


def changes(now: tuple[Cell, ...], before: tuple[Cell, ...]) -> tuple[Change, ...]:
    """Return the changes of index and familiarity between two waves."""
    earlier = {(cell.rater, cell.target, cell.dimension): cell.published for cell in before}
    found: list[Change] = []
    for cell in now:
        if cell.dimension not in ("index", "familiarity"):
            continue
        then = earlier.get((cell.rater, cell.target, cell.dimension))
        if cell.rater == POOL or cell.target == "familie":
            found.append(Change(cell.rater, cell.target, cell.dimension, 1, None, None, "groups_changed"))
        elif cell.published is None or then is None:
            found.append(Change(cell.rater, cell.target, cell.dimension, 1, None, None, "not_shown"))
        else:
            gap, step = entering(cell.published) - entering(then), STRICT.steps[cell.published.n_band]
            direction = Direction.HIGHER if gap > step else Direction.LOWER if gap < -step else Direction.SAME
            figures = cell.published.n_band is PeopleBand.MANY and cell.target in ("barnehage", "sfo")
            found.append(Change(cell.rater, cell.target, cell.dimension, 1, direction, round(gap, 2) if figures else None))
    return tuple(found)


def wave_release(number: int, shift: float = 0.0) -> WaveRelease:
    """Return one wave of the eight groups."""
    facts, everything = ties_and_cells(shift)
    return WaveRelease(
        wave=number,
        cells=everything,
        ties=facts,
        groups=units(everything),
        overall=tuple(Overall("index", weighting, value) for weighting, value in (("respondent", 3.6), ("group", 3.5))),
        reliability={"alpha": 0.9, "alpha_low": 0.85, "alpha_high": 0.95, "omega": 0.9, "icc1": 0.2, "icc1_low": -0.05}
        | {"icc1_high": 0.45, "rwg_j_mean": 0.85},
        choices=(
            Choice("", "helps_most", 1, Share.HALF),
            Choice("", "helps_most", 2, Share.MOST),
            Choice("", "helps_most", 3, Share.SOME),
            Choice("", "helps_most", 4, Share.SOME),
            Choice("larere", "helps_most", 2, Share.MOST),
            Choice("larere", "helps_most", 1, Share.HALF),
        ),
        changes=(),
        respondents=PeopleBand.MANY,
    )


def release() -> Release:
    """Return the release of the eight groups: two waves, the second somewhat higher for teachers and kindergartens."""
    first, second = wave_release(1, -0.3), wave_release(2)
    return Release(
        samspill="0.1.0",
        instrument="relational-capacity 1",
        policy=STRICT,
        k_reason=None,
        dimensions=DIMENSIONS,
        items={"familiarity": FAMILIARITY_ITEMS},
        waves=(first, replace(second, changes=changes(second.cells, first.cells))),
    )


# ---- sites -----------------------------------------------------------------------------------------------------------------

SITES = {"nordby": "Nordby", "sorby": "Sørby", "ostby": "Østby"}
SITE_GROUPS = ("larere", "barnehage", "ppt")


def sites_mapping(compare: CompareSites = CompareSites.OWN) -> Mapping:
    """Return three schools with teachers and kindergarten teachers each, and a service that meets them all."""
    world = mapping()
    sizes = {
        "larere": {"nordby": 34, "sorby": 18, "ostby": 9},
        "barnehage": {"nordby": 14, "sorby": 11, "ostby": 8},
        "ppt": {"": 9},
    }
    pairs = (("larere", "barnehage"), ("barnehage", "larere"), ("larere", "ppt"), ("ppt", "larere"))
    return replace(
        world,
        compare_sites=compare,
        sites={key: Site(key, Text(name)) for key, name in SITES.items()},
        groups={key: replace(world.groups[key], sizes=sizes[key], fallback=None) for key in SITE_GROUPS},
        organisations={key: world.organisations[key] for key in ("oppvekst", "helse")},
        needs=dict.fromkeys(pairs, Need.HIGH),
        changes={},
    )


SITE_BANDS = {
    "larere@nordby": PeopleBand.MANY,
    "larere@sorby": PeopleBand.SOME,
    "larere@ostby": PeopleBand.FEW,
    "barnehage@nordby": PeopleBand.SOME,
    "barnehage@sorby+barnehage@ostby": PeopleBand.FEW,
    "ppt": PeopleBand.FEW,
}
SITE_LEVELS = {
    "larere@nordby": 4.1,
    "larere@sorby": 3.4,
    "larere@ostby": 2.9,
    "barnehage@nordby": 4.2,
    "barnehage@sorby+barnehage@ostby": 3.6,
    "ppt": 3.5,
}


def sites_release() -> Release:
    """Return the release of the three schools; two small kindergartens are pooled over their sites."""
    world = sites_mapping()
    nodes = world.nodes(1)
    facts: list[TieFacts] = []
    everything: list[Cell] = []
    for rater, level in SITE_LEVELS.items():
        members = rater.split("+")
        asked = [node for node in nodes if any((Node.parse(member), node) in world.pairs(1) for member in members)]
        for target in asked:
            own = str(target) in members
            need = Need.SOME if own else world.need(Node.parse(members[0]).group, target.group)
            everything += cells(rater, str(target), level + (0.4 if own else 0.0), SITE_BANDS[rater])
            facts.append(TieFacts(rater, str(target), need, own, CellState.SHOWN, Share.SOME, Share.SOME, Share.SOME))
    units_of = site_units(world, tuple(everything))
    parts = (tuple(everything), tuple(facts), units_of, (), {"alpha": 0.87}, (), (), PeopleBand.MANY)
    wave = WaveRelease(1, *parts, kinds=kinds(tuple(everything)))
    return replace(release(), waves=(wave,))


def kinds(everything: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return ties between kinds of groups, from the published cells of two or more places."""
    found: dict[tuple[str, str, str], list[Published]] = {}
    for cell in everything:
        if cell.published:
            key = Node.parse(cell.rater).group, Node.parse(cell.target).group, cell.dimension
            found.setdefault(key, []).append(cell.published)
    return tuple(
        Cell(*key, CellState.SHOWN, published(sum(map(entering, parts)) / len(parts), PeopleBand.SOME))
        for key, parts in found.items()
        if len(parts) > 1
    )


def site_units(world: Mapping, everything: tuple[Cell, ...]) -> tuple[Unit, ...]:
    """Return the units of the three schools and the service."""
    found: list[Unit] = []
    pools = {member: rater for rater in SITE_BANDS if "+" in rater for member in rater.split("+")}
    for node in world.nodes(1):
        key, organisation = str(node), (world.groups[node.group].organisation,)
        of = profile_of([cell for cell in everything if cell.target == key and key not in cell.rater.split("+")])
        by = profile_of([cell for cell in everything if cell.rater == key and cell.target != key])
        pool = pools.get(key)
        band, response = (None, None) if pool else (SITE_BANDS[key], Share.MOST)
        found.append(
            Unit(
                id=key,
                members=(key,),
                is_rater=not pool,
                is_target=True,
                organisations=organisation,
                site=node.site,
                state="pooled" if pool else "answered",
                pooled_into=pool,
                n_band=band,
                response=response,
                received=of,
                given=by,
            )
        )
    found.extend(pool_unit(rater, SITE_BANDS[rater], "oppvekst", {}) for rater in dict.fromkeys(pools.values()))
    return tuple(found)
