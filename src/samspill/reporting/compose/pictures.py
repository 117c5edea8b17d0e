"""The map and the profile, each with one sentence that says what it shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from samspill.reporting.charts import network_map, profile
from samspill.reporting.charts.ties import EVERYTHING, Looking
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Chart, Kind, Paragraph, Section
from samspill.reporting.kinds import tells_places
from samspill.reporting.names import INDEX, capital
from samspill.terms import Audience, TieClass


def maps(scene: Scene, looking: Looking = EVERYTHING) -> tuple[Section, ...]:
    """Return the map; one for each site where sites are named."""
    if scene.mapping.sites and tells_places(scene.mapping):
        return tuple(_map_of(scene, site, number, looking) for number, site in enumerate(scene.mapping.sites, start=1))
    chart = _told_once(scene, whole_map(scene, looking))
    heading = map_heading(scene) if looking == EVERYTHING else _heading(scene, looking)
    return (Section("map", Kind.MAP, heading, (chart, *_reading(scene))),)


def _reading(scene: Scene) -> tuple[Paragraph, Paragraph]:
    return Paragraph(scene.say("map.how"), small=True), Paragraph(scene.say("map.reading"))


def _heading(scene: Scene, looking: Looking) -> str:
    """Return what is looked at: "Kjennskap: samarbeidet med PPT"."""
    near = scene.say("map.near", organisation=scene.names.organisation(looking.near)) if looking.near else ""
    side = scene.names.dimension(looking.dimension) if looking.dimension != INDEX else ""
    return capital(": ".join(part for part in (side, near or scene.say("map.all")) if part))


def _told_once(scene: Scene, chart: Chart) -> Chart:
    """Return the map without its table where the leaders' table of needed ties tells the same, and more.

    Page by page it is kept: its rows lead to the page of each tie.
    """
    drawn = {(row[0].text, row[1].text) for row in chart.table.rows} if chart.table else set[tuple[str, str]]()
    needed = {(scene.names.unit(tie.rater), scene.names.unit(tie.target)) for tie in scene.seen.needed}
    if scene.audience is Audience.LEADERS and drawn and drawn == needed and not scene.by_page:
        return replace(chart, table=None, table_at="ties")
    return chart


def whole_map(scene: Scene, looking: Looking = EVERYTHING, site: str | None = None) -> Chart:
    """Return the map of the whole mapping, or of a site."""
    chart = network_map(
        scene.wave,
        scene.mapping,
        scene.instrument,
        scene.language,
        scene.names.all_of(scene.release).units,
        site=site,
        looking=looking,
        links={(tie.rater, tie.target): page for tie in scene.wave.ties if (page := scene.tie_page_of(tie))},
    )
    return chart if looking == EVERYTHING else replace(chart, caption=f"{chart.caption}. {_heading(scene, looking)}")


def _map_of(scene: Scene, site: str, number: int, looking: Looking) -> Section:
    chart = whole_map(scene, looking, site)
    heading = scene.say("map.heading_site", site=scene.names.site(site))
    if looking != EVERYTHING:
        heading = f"{scene.names.site(site)}: {_heading(scene, looking)}"
    return Section(f"map-{number}", Kind.MAP, heading, (chart, *_reading(scene)))


def map_heading(scene: Scene) -> str:
    """Return how many needed ties across organisations hold, or what the map shows where none does."""
    across = [tie for tie in scene.seen.needed if scene.seen.organisation(tie.rater) != scene.seen.organisation(tie.target)]
    held = sum(scene.seen.tie_class(tie) is TieClass.HOLDS for tie in across)
    if len(across) <= 1 or not held:
        return scene.say("map.heading")
    return capital(scene.say("map.heading_across", n=held, held=scene.count(held), total=scene.count(len(across))))


def profiles(scene: Scene) -> Section:
    """Return the profile of the whole mapping, dimension by dimension."""
    return Section(
        "profile",
        Kind.PROFILE,
        profile_heading(scene),
        (
            Paragraph(_most_to_talk_about(scene), lead=True),
            whole_profile(scene),
            Paragraph(scene.say("profile.reading"), small=True),
        ),
    )


def whole_profile(scene: Scene) -> Chart:
    """Return the picture of the dimensions."""
    names = scene.names.all_of(scene.release).measures
    return profile(scene.wave, scene.mapping, scene.instrument, scene.language, names)


def profile_heading(scene: Scene) -> str:
    """Return the dimension on which most ties hold, where one stands out."""
    most = _most(scene, TieClass.HOLDS)
    if most is None:
        return scene.say("profile.heading")
    return capital(scene.say("profile.heading_most", dimension=scene.names.dimension_inside(most)))


def _most_to_talk_about(scene: Scene) -> str:
    most = _most(scene, TieClass.NEEDS_TALK)
    if most is None:
        return scene.say("profile.lead")
    return capital(scene.say("profile.lead_most", dimension=scene.names.dimension_inside(most)))


def _most(scene: Scene, tie_class: TieClass) -> str | None:
    """Return the only dimension with most ties of a class, None where several share the place or there are none."""
    ties = scene.seen.needed or scene.seen.between
    counts = Counter(
        {key: sum(scene.seen.tie_class(tie, key) is tie_class for tie in ties) for key in scene.release.dimensions}
    )
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] == 0 or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
