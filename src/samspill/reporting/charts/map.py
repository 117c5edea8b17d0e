"""The map: who says what of whom, at one look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt
from xml.etree.ElementTree import Element

from samspill.design.model import Mapping
from samspill.disclosure.aspects import aspects
from samspill.disclosure.release import WaveRelease
from samspill.instrument.model import Instrument
from samspill.language import listing, say
from samspill.reporting.charts.curves import Curve, Points, bend, curve
from samspill.reporting.charts.drawing import chart_of, picture, shape, text
from samspill.reporting.charts.layout import HEADING_LINE, HEADING_SIZE, WIDTH, Layout, Lettered, Spot, place
from samspill.reporting.charts.legend import draw_legend
from samspill.reporting.charts.lettering import printable, wrap
from samspill.reporting.charts.palette import INK, MUTED, PAPER, PEOPLE, QUIET
from samspill.reporting.charts.strokes import ARROW, draw_arrow
from samspill.reporting.charts.ties import EVERYTHING, DrawnTie, Look, Looking, View, drawn_ties, nearest, outside, view
from samspill.reporting.charts.words import Links, map_alt, map_table
from samspill.reporting.document import Chart
from samspill.reporting.names import POOL
from samspill.terms import Language

MOST_HAIRLINES = 120
JOINT = 5.0


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that is drawn, placed."""

    layout: Layout
    spots: dict[str, Spot]
    """Circles of this wave, and the joints of groups that answered together."""
    silent: frozenset[str]
    """Circles whose own answers are not on the map."""
    ties: tuple[DrawnTie, ...]
    names: dict[str, str]


def network_map(
    wave: WaveRelease,
    mapping: Mapping,
    instrument: Instrument,
    language: Language,
    names: dict[str, str],
    *,
    site: str | None = None,
    looking: Looking = EVERYTHING,
    links: Links | None = None,
) -> Chart:
    """Draw the map of a wave, the same places in every wave and report.

    Parameters
    ----------
    wave : WaveRelease
    mapping : Mapping
        Gives places, sizes and organisations of the groups.
    instrument : Instrument
        Gives the scale of the index.
    language : Language
    names : mapping of unit id to str
        Readers' names, as the units of ``Names.all_of``.
    site : str, optional
        Show this site and the groups that serve all sites; without it a mapping with sites is shown by kind of group.
    looking : Looking
        Draw the ties of one organisation alone, or as they stand on one dimension; the circles stay where they are.
    links : mapping of (rater, target) to section id, optional
        Where the rows of the table lead to.

    Returns
    -------
    Chart
        With alt text and a table of all ties that have a class.
    """
    seen = view(wave, mapping, site, looking)
    ladder = aspects(instrument, mapping.policy)[looking.dimension].ladder
    scene = _scene(seen, mapping, drawn_ties(seen, mapping, ladder), language, names)
    svg = picture(WIDTH, scene.layout.height)
    _draw_shapes(svg, scene.layout, mapping, language, _headed(seen, mapping))
    _draw_joints(svg, scene)
    _draw_ties(svg, scene)
    _draw_circles(svg, scene)
    height = draw_legend(
        svg, scene.layout.height, _looks(scene.ties), language, silent=bool(scene.silent), joined=_joined(scene)
    )
    _resize(svg, height)
    alt = map_alt(scene.ties, scene.names, _kind(seen, mapping), language)
    caption = say("charts.map_caption", language)
    table = map_table(scene.ties, scene.names, language, links or {})
    return chart_of(svg, alt, caption, table)


def _kind(seen: View, mapping: Mapping) -> str:
    """Return what the circles are: groups, organisations, or the groups of one amid the others."""
    if seen.organisations:
        return "organisations"
    return "near" if any(outside(key, mapping) for key in seen.people) else "groups"


def _headed(seen: View, mapping: Mapping) -> set[str]:
    """Return the organisations whose name stands over their groups; one that is a circle is named beside it."""
    circles = {outside(key, mapping) for key in seen.people}
    return set() if seen.organisations else set(mapping.organisations) - circles


def _scene(seen: View, mapping: Mapping, drawn: tuple[DrawnTie, ...], language: Language, names: dict[str, str]) -> Scene:
    layout = place(seen.circles)
    spots = {key: _sized(layout, key, size) for key, size in seen.people.items()}
    ties = _thinned(nearest(drawn, seen))
    for rater in {tie.rater: None for tie in ties if POOL in tie.rater}:
        spots[rater] = _joint(rater.split(POOL), spots)
    speaking = {member for tie in _thinned(drawn) for member in tie.rater.split(POOL)}
    silent = frozenset(key for key in seen.people if key not in speaking)
    return Scene(layout, spots, silent, ties, _names(spots, seen, mapping, language, names))


def _sized(layout: Layout, key: str, size: int) -> Spot:
    spot = layout.spots[key]
    return Spot(spot.x, spot.y, layout.people_unit * sqrt(size), spot.side, spot.name_x)


def _joint(members: Sequence[str], spots: dict[str, Spot]) -> Spot:
    """Return the point from which groups that answered together speak: amid them, drawn a little into the oval."""
    at = [spots[member] for member in members]
    x, y = (sum(values) / len(at) for values in ([spot.x for spot in at], [spot.y for spot in at]))
    inward = -at[0].side * (max(spot.radius for spot in at) + 16) if len({spot.side for spot in at}) == 1 else 0.0
    return Spot(x + inward, y, JOINT, at[0].side, x)


def _thinned(ties: tuple[DrawnTie, ...]) -> tuple[DrawnTie, ...]:
    """Leave out the hairlines where they would only make a grey cloud."""
    hairlines = sum(tie.look is Look.LESS_NEEDED for tie in ties)
    return ties if hairlines <= MOST_HAIRLINES else tuple(tie for tie in ties if tie.look is not Look.LESS_NEEDED)


def _names(spots: dict[str, Spot], seen: View, mapping: Mapping, language: Language, names: dict[str, str]) -> dict[str, str]:
    organisations = {key: organisation.name.get_in(language) for key, organisation in mapping.organisations.items()}
    known = organisations if seen.organisations else dict(names)
    known |= {key: organisations[around] for key in seen.people if (around := outside(key, mapping))}
    return {key: known.get(key) or listing([known[part] for part in key.split(POOL)], language) for key in spots}


def _looks(ties: tuple[DrawnTie, ...]) -> tuple[Look, ...]:
    return tuple(look for look in Look if any(tie.look is look for tie in ties))


def _joined(scene: Scene) -> bool:
    return any(POOL in key for key in scene.spots)


def _draw_shapes(svg: Element, layout: Layout, mapping: Mapping, language: Language, headed: Collection[str]) -> None:
    for organisation in layout.shapes:
        first, *rest = organisation.spots
        path = f"M{first.x:.1f},{first.y:.1f}" + "".join(f"L{spot.x:.1f},{spot.y:.1f}" for spot in rest or (first,))
        shape(
            svg,
            "path",
            d=path,
            fill="none",
            stroke=QUIET,
            stroke_width=organisation.breadth,
            stroke_linecap="round",
            stroke_linejoin="round",
        )
        if organisation.organisation not in headed:
            continue
        name = mapping.organisations[organisation.organisation].name.get_in(language)
        anchor = "start" if first.side > 0 else "end"
        for number, line in enumerate(reversed(wrap(name, HEADING_SIZE, first.name_room, 2))):
            y = organisation.y - number * HEADING_LINE
            text(svg, line, organisation.x, y, HEADING_SIZE, text_anchor=anchor, fill=MUTED)


def _draw_joints(svg: Element, scene: Scene) -> None:
    for key, joint in scene.spots.items():
        for member in key.split(POOL) if POOL in key else ():
            spot = scene.spots[member]
            shape(
                svg, "line", x1=joint.x, y1=joint.y, x2=spot.x, y2=spot.y, stroke=PEOPLE, stroke_width=9, stroke_linecap="round"
            )


def _draw_ties(svg: Element, scene: Scene) -> None:
    controls: dict[frozenset[str], Points] = {}
    hairlines = {(tie.rater, tie.target) for tie in scene.ties if tie.look is Look.LESS_NEEDED}
    for tie in scene.ties:
        pair = frozenset((tie.rater, tie.target))
        both = (tie.rater, tie.target) in hairlines and (tie.target, tie.rater) in hairlines
        if both and pair in controls:
            continue
        if pair not in controls:
            controls[pair] = _bend(scene, tie)
        draw_arrow(svg, _curve(scene, tie, controls[pair], both=both), tie.look)


def _bend(scene: Scene, tie: DrawnTie) -> Points:
    ends = {*tie.rater.split(POOL), tie.target}
    others = [spot for key, spot in scene.spots.items() if POOL not in key and key not in ends]
    return bend(scene.spots[tie.rater], scene.spots[tie.target], others, scene.layout.height / 2)


def _curve(scene: Scene, tie: DrawnTie, control: Points, *, both: bool) -> Curve:
    """Return the line of a tie; the hairline of both directions of a pair goes in its middle."""
    arrow = 0.0 if tie.look is Look.LESS_NEEDED else ARROW
    return curve(scene.spots[tie.rater], scene.spots[tie.target], control, arrow=arrow, beside=not both)


def _draw_circles(svg: Element, scene: Scene) -> None:
    for key, spot in scene.spots.items():
        if POOL in key:
            shape(svg, "circle", cx=spot.x, cy=spot.y, r=spot.radius, fill=INK)
            continue
        silent = key in scene.silent
        circle = shape(
            svg,
            "circle",
            cx=spot.x,
            cy=spot.y,
            r=spot.radius,
            fill=PAPER if silent else PEOPLE,
            stroke=INK,
            stroke_width=1.5,
            stroke_dasharray="4 3" if silent else None,
        )
        shape(circle, "title").text = printable(scene.names[key])
        name = Lettered.of(scene.names[key], spot.name_room)
        top = spot.y - (len(name.lines) - 1) * name.line / 2 + name.size * 0.36
        for number, line in enumerate(name.lines):
            anchor = "start" if spot.side > 0 else "end"
            text(svg, line, spot.name_x, top + number * name.line, name.size, text_anchor=anchor)


def _resize(svg: Element, height: float) -> None:
    svg.set("height", str(round(height)))
    svg.set("viewBox", f"0 0 {round(WIDTH)} {round(height)}")
    svg[0].set("height", str(round(height)))
