"""Which parts each audience and edition gets, and the report around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum

from samspill.design.handed_out import HandedOut
from samspill.design.model import Mapping
from samspill.disclosure.release import Release, Unit
from samspill.errors import Problem, UsageError
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.reporting.charts.ties import Looking
from samspill.reporting.compose.between import organisations
from samspill.reporting.compose.brief import brief
from samspill.reporting.compose.change import change
from samspill.reporting.compose.dimensions import dimensions
from samspill.reporting.compose.groups import group, groups
from samspill.reporting.compose.knowledge import knowledge
from samspill.reporting.compose.mapped import mapped, reading
from samspill.reporting.compose.matrix import matrices
from samspill.reporting.compose.method import method, protected
from samspill.reporting.compose.not_shown import not_shown
from samspill.reporting.compose.overview import overview
from samspill.reporting.compose.pictures import maps, profiles
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.slides import slides
from samspill.reporting.compose.sure import sure
from samspill.reporting.compose.tables import Side, by_rater, ties_table
from samspill.reporting.compose.talks import talks
from samspill.reporting.compose.tie import tie_page
from samspill.reporting.document import Kind, Labels, Paragraph, Report, Section
from samspill.reporting.kinds import whole
from samspill.reporting.names import INDEX
from samspill.reporting.narrate import policy_words
from samspill.reporting.visible import own_alone, own_release, visible
from samspill.terms import Audience, Language


class Edition(StrEnum):
    """What a report is for: reading, a meeting, or a council's case."""

    REPORT = "report"
    PAGES = "pages"
    """The report page by page, on a screen; each tie between groups has a page as well, made when it is asked for."""
    SLIDES = "slides"
    BRIEF = "brief"


def compose(
    release: Release,
    mapping: Mapping,
    instrument: Instrument,
    *,
    audience: Audience,
    language: Language,
    edition: Edition,
    unit: str | None = None,
    handed: tuple[HandedOut, ...] = (),
) -> Report:
    """Build a report in one language for one audience.

    Parameters
    ----------
    release : Release
    mapping : Mapping
    instrument : Instrument
    audience : Audience
        LEADERS get everything; GROUP the overview and the pages of ``unit``; OWN its pages alone, whatever the edition; STAFF
        the overview, how to read it and how answers are protected; PUBLIC the whole picture and the method.
    language : Language
    edition : Edition
    unit : str or None
        Id of the unit of a GROUP or OWN report.
    handed : tuple of HandedOut
        The groups whose codes are worth a word, told with the method.

    Raises
    ------
    UsageError
        ``report.unit_missing`` for such a report without a unit, ``report.unit_unknown`` for one that the wave does not have.
    """
    by_page = edition is Edition.PAGES
    chosen = _unit(release, audience, unit)
    if chosen and audience is Audience.OWN:
        # Here, so that no section can tell what is not its own.
        release = own_alone(release, chosen)
    told = whole(release, mapping, instrument)
    scene = Scene(told, release, mapping, instrument, language, audience, handed=handed, by_page=by_page)
    return Report(
        title=mapping.title.get_in(language),
        subtitle=_subtitle(scene, edition, chosen),
        language=language,
        audience=audience,
        made_by=scene.say("made_by", version=release.samspill, policy=policy_words(release.policy, language)),
        sections=_sections(scene, edition, chosen),
        labels=labels_of(language),
        release=visible(release, mapping, instrument, audience, chosen),
        names=scene.names.all_of(release),
    )


def compose_tie(release: Release, mapping: Mapping, instrument: Instrument, language: Language, key: str) -> Section | None:
    """Return a tie's page for leaders, by the id that the matrix of ``Edition.PAGES`` leads to; None where there is none."""
    told = whole(release, mapping, instrument)
    scene = Scene(told, release, mapping, instrument, language, Audience.LEADERS, by_page=True)
    tie = scene.tie_at(key)
    return tie_page(scene, tie) if tie else None


def compose_map(
    release: Release,
    mapping: Mapping,
    instrument: Instrument,
    language: Language,
    key: str,
    *,
    audience: Audience,
    looking: Looking,
) -> Section | None:
    """Return a map of ``Edition.PAGES`` that looks at one organisation or one dimension; None where there is none.

    Parameters
    ----------
    release : Release
    mapping : Mapping
    instrument : Instrument
    language : Language
    key : str
        Id of the section of the map that looks at everything.
    audience : Audience
        LEADERS may look at a dimension; PUBLIC, as everywhere, at all of them together. Reports for others have no map.
    looking : Looking
    """
    if audience not in {Audience.LEADERS, Audience.PUBLIC}:
        return None
    told = whole(release, mapping, instrument)
    known = {INDEX, *told.dimensions} if audience is Audience.LEADERS else {INDEX}
    if looking.dimension not in known or looking.near not in {None, *mapping.organisations}:
        return None
    scene = Scene(told, release, mapping, instrument, language, audience, by_page=True)
    return next((section for section in maps(scene, looking) if section.id == key), None)


def _unit(release: Release, audience: Audience, unit: str | None) -> Unit | None:
    if not audience.of_a_group:
        return None
    if unit is None:
        raise UsageError(Problem("report.unit_missing"))
    found = next((known for known in release.waves[-1].groups if known.id == unit), None)
    if found is None:
        known = [known.id for known in release.waves[-1].groups]
        raise UsageError(Problem("report.unit_unknown", data={"unit": unit, "known": known}))
    return found


def _sections(scene: Scene, edition: Edition, unit: Unit | None) -> tuple[Section, ...]:
    own = replace(scene, release=own_release(scene.exact_places, scene.release, unit), focus=unit) if unit else scene
    if unit and scene.audience is Audience.OWN:
        return _own(scene, own, unit)
    if edition is Edition.SLIDES:
        return slides(scene, own)
    if edition is Edition.BRIEF:
        return brief(scene)
    if unit:
        return _group(scene, own, unit)
    return {Audience.STAFF: _staff, Audience.PUBLIC: _public}.get(scene.audience, _leaders)(scene)


def _leaders(scene: Scene) -> tuple[Section, ...]:
    return (
        overview(scene),
        mapped(scene),
        reading(scene),
        *matrices(scene),
        *maps(scene),
        profiles(scene),
        *_by_page(scene, dimensions, knowledge, organisations),
        *_ties(scene),
        *not_shown(scene),
        *change(scene),
        *groups(scene),
        *talks(scene),
        *sure(scene),
        method(scene),
    )


def _by_page(scene: Scene, *parts: Callable[[Scene], tuple[Section, ...]]) -> Iterator[Section]:
    """Return what a report on paper has no room for: it is there where one turns pages."""
    if scene.by_page:
        yield from (section for part in parts for section in part(scene))


def _ties(scene: Scene) -> tuple[Section, ...]:
    if not scene.seen.needed:
        return ()
    table = ties_table(scene, by_rater(scene, scene.seen.needed), scene.say("ties.caption"), side=Side.TARGET)
    return (Section("ties", Kind.TIES, scene.say("ties.heading"), (Paragraph(scene.say("ties.lead"), lead=True), table)),)


def _staff(scene: Scene) -> tuple[Section, ...]:
    return overview(scene), reading(scene), *not_shown(scene, "reading", needed=True), _protected(scene)


def _protected(scene: Scene) -> Section:
    """Return how answers are protected, on the page that tells how to read them."""
    return replace(protected(scene), parent="reading")


def _public(scene: Scene) -> tuple[Section, ...]:
    across = _by_page(scene, organisations)
    pictures = (*matrices(scene), *not_shown(scene), *maps(scene), profiles(scene), *across)
    return overview(scene), mapped(scene), reading(scene), *pictures, *sure(scene), method(scene)


def _group(scene: Scene, own: Scene, unit: Unit) -> tuple[Section, ...]:
    """Return the overview of the whole, and a unit's own pages and findings, at its own place."""
    return overview(scene), reading(scene), _protected(scene), *_pages(own, unit)


def _own(scene: Scene, own: Scene, unit: Unit) -> tuple[Section, ...]:
    """Return a unit's own pages and findings, and how to read them."""
    return *_pages(own, unit), reading(scene), _protected(scene)


def _pages(own: Scene, unit: Unit) -> tuple[Section, ...]:
    members = [own.seen.units[member] for member in unit.members if member in own.seen.units and member != unit.id]
    pages = [group(own, part) for part in (unit, *members)]
    return *pages, *_by_page(own, dimensions, knowledge), *talks(own)


def _subtitle(scene: Scene, edition: Edition, unit: Unit | None) -> str:
    parts = [scene.say(f"edition.{edition}"), scene.say(f"audience.{scene.audience}")]
    if unit is not None:
        parts[-1] = scene.names.unit(unit.id)
    if len(scene.release.waves) > 1:
        parts.append(scene.say("wave", wave=scene.wave.wave))
    return " · ".join(parts)


def labels_of(language: Language) -> Labels:
    """Return the few words that a format itself needs."""
    keys = ("contents", "page", "of", "table_of_chart", "back_to_top", "skip_to_content", "questions")
    return Labels(**{key: say(f"report.label.{key}", language) for key in keys})
