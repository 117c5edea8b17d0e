"""What was mapped and how, and how to read it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from samspill.design.model import Agreed
from samspill.disclosure.release import Unit
from samspill.language import number, say
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Block, Bullets, Kind, Mark, Paragraph, Section, Table, TableCell
from samspill.reporting.narrate import people, share_words
from samspill.reporting.steps import cuts
from samspill.terms import Audience, Bound, PeopleBand


def mapped(scene: Scene) -> Section:
    """Return the shared start, the core task and who was asked."""
    start = scene.mapping.start
    lists = (
        ("ambitions", start.ambitions),
        ("goals", tuple(goal.what for goal in start.goals)),
        ("resources", start.resources),
    )
    blocks: list[Block] = [Paragraph(how_asked(scene), lead=True)]
    blocks += [
        Bullets(tuple(text.get_in(scene.language) for text in texts), scene.say(f"mapped.{key}"))
        for key, texts in lists
        if texts
    ]
    if scene.mapping.sites:
        blocks.append(Bullets(tuple(scene.names.site(site) for site in scene.mapping.sites), scene.say("mapped.places")))
    if start.agreed:
        blocks.append(Bullets(tuple(_agreed(scene, agreed) for agreed in start.agreed), scene.say("mapped.agreed")))
    return Section(
        "mapped", Kind.MAPPED, scene.say("mapped.heading", core_task=scene.names.core_task), (*blocks, groups_table(scene))
    )


def how_asked(scene: Scene) -> str:
    """Return how the groups were asked, and how many people answered."""
    respondents = scene.wave.respondents
    asked = scene.say("mapped.asked", wave=scene.wave.wave)
    if respondents is None:
        return asked
    return f"{asked} {scene.say('mapped.respondents', people=people(respondents, scene.release.policy, scene.language))}"


def _agreed(scene: Scene, agreed: Agreed) -> str:
    return scene.say("mapped.signed", who=agreed.who, day=agreed.on) if agreed.on else agreed.who.get_in(scene.language)


def groups_table(scene: Scene) -> Table:
    """Return the groups under their organisation, and how many answered, in bands."""
    header = tuple(scene.say(f"column.{key}") for key in ("group", "answers"))
    rows = tuple(
        (TableCell(scene.names.unit(unit.id), link=scene.page_of(unit.id)), TableCell(answers(scene, unit)))
        for unit in scene.targets
    )
    return Table(scene.say("mapped.groups"), header, rows, by_organisation(scene, scene.targets))


def by_organisation(scene: Scene, units: Iterable[Unit]) -> tuple[tuple[str, int], ...]:
    """Return the organisations of units in a row, each with how many of them stand in it."""
    runs = groupby(units, lambda unit: scene.seen.organisation(unit.id))
    return tuple((scene.names.organisation(organisation), len(list(run))) for organisation, run in runs)


def answers(scene: Scene, unit: Unit) -> str:
    """Return who of a group answered: its state, the band of people and the share."""
    if unit.state == "pooled":
        pool = unit.pooled_into
        return scene.say("answers.pooled", pool=scene.names.inside(pool)) if pool else scene.say("answers.pooled_by_place")
    if unit.n_band is None or unit.state != "answered":
        return scene.say(f"answers.{unit.state}")
    band = people(unit.n_band, scene.release.policy, scene.language)
    if unit.response is None:
        return band
    return scene.say("answers.answered", people=band, share=share_words(unit.response, scene.language))


def reading(scene: Scene) -> Section:
    """Return how to read the report: directions and marks, frames and rounding where the audience's report has them."""
    blocks: list[Block] = [Paragraph(scene.say("reading.direction"), lead=True)]
    example = next(iter(scene.seen.needed or scene.seen.between), None)
    if example:
        names = {"rater": scene.names.unit(example.rater), "target": scene.names.unit(example.target)}
        blocks.append(Paragraph(scene.say("reading.example", **names, sentence=scene.tell(example.rater, example.target))))
    blocks.append(marks_table(scene))
    if scene.audience in FRAMED:
        blocks.append(Paragraph(scene.say("reading.frame")))
    if scene.audience in FIGURED:
        blocks.append(Bullets(rounding_rules(scene), scene.say("reading.rounding")))
        blocks.append(Paragraph(why_rounded(scene)))
    return Section("reading", Kind.READING, scene.say("reading.heading"), tuple(blocks))


def marks_table(scene: Scene) -> Table:
    """Return the marks and what each means, in the words of the response scale where it is one scale."""
    words = _scale_words(scene)
    figures = {key: number(float(cut), scene.language, 3) for key, cut in cuts(scene.seen.ladder).items()}
    rows: list[tuple[TableCell, ...]] = []
    for mark, key in MARKS:
        code = f"meaning.{key}"
        meaning = scene.say(f"{code}_words", **words) if words and key in SCALED else scene.say(code, **figures)
        rows.append((TableCell(scene.say(f"mark.{key}"), mark), TableCell(meaning)))
    return Table(scene.say("reading.marks"), (scene.say("column.mark"), scene.say("column.meaning")), tuple(rows))


def why_rounded(scene: Scene) -> str:
    """Return in two sentences why figures are rounded."""
    return say("disclosure.why_rounded", scene.language)


FRAMED = (Audience.LEADERS, Audience.PUBLIC)
"""Audiences with a matrix."""
FIGURED = (Audience.LEADERS, Audience.GROUP, Audience.OWN)
"""Audiences with figures."""
MARKS = (
    (Mark.HOLDS, "holds"),
    (Mark.ON_THE_WAY, "on_the_way"),
    (Mark.NEEDS_TALK, "needs_talk"),
    (Mark.UNKNOWN, "unknown"),
    (Mark.NO_DATA, "no_data"),
    (Mark.NO_CONTACT, "no_contact"),
    (Mark.NO_TIE, "no_tie"),
)
SCALED = ("holds", "on_the_way", "needs_talk")


def _scale_words(scene: Scene) -> dict[str, str] | None:
    """Return the labels of the scores where classes part, where all index items share one scale and it has words there."""
    scales = {item.scale for item in scene.instrument.index_items}
    if len(scales) != 1:
        return None
    options = scene.instrument.scales[scales.pop()].options
    labels = {option.score: option.label for option in options}
    cut = cuts(scene.seen.ladder)
    parts = {"some": float(cut["needs_talk"]), "large": float(cut["holds"])}
    if not set(parts.values()) <= set(labels):
        return None
    return {key: labels[score].get_in(scene.language) for key, score in parts.items()}


def rounding_rules(scene: Scene) -> tuple[str, ...]:
    """Return how coarsely figures are told, for each band of people where it differs."""
    policy, ladder = scene.release.policy, scene.seen.ladder
    steps = {ladder.step(band) for band in PeopleBand}
    if len(steps) == 1 and not any(map(ladder.extremes, PeopleBand)):
        return (scene.say("reading.step_all", step=number(float(steps.pop()), scene.language, 3)),)
    rules: list[str] = []
    for band in PeopleBand:
        step = number(float(ladder.step(band)), scene.language, 3)
        fields = {"people": people(band, policy, scene.language), "step": step}
        extremes = ladder.extremes(band)
        if extremes:
            low, high = (number(float(end), scene.language, 3) for end in extremes)
            fields["low"] = scene.say(f"value.{Bound.AT_MOST}", value=low)
            fields["high"] = scene.say(f"value.{Bound.AT_LEAST}", value=high)
        rules.append(scene.say("reading.step_coded" if extremes else "reading.step", **fields))
    return tuple(rules)
