"""A made-up report with everything a format may meet: every block, every kind of section, and texts that want to break out."""

from __future__ import annotations

import sys
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from itertools import product
from pathlib import Path
from types import ModuleType
from xml.sax.saxutils import escape

import pytest

from samspill.disclosure.release import Cell, Choice, Overall, Published, Release, TieFacts, Unit, WaveRelease
from samspill.reporting.document import (
    Block,
    Bullets,
    Chart,
    Glossary,
    KeyLine,
    KeyLines,
    Kind,
    Labels,
    Mark,
    Paragraph,
    Questions,
    Report,
    Section,
    Table,
    TableCell,
)
from samspill.terms import (
    POLICIES,
    Audience,
    Bound,
    CellState,
    Language,
    Need,
    PeopleBand,
    PolicyName,
    Share,
    TieClass,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"quoted\" 'single' & &amp; fish",
    "#set page(width: 1cm) #[x] $x^2$ @label <label> *strong* _under_ `raw` // comment /* c */ \\ ~ = - + 1.",
    '=HYPERLINK("http://a.example")',
    "{{ 7*7 }} {% raw %} ${jndi} %s {0}",
    "ÆØÅ æøå ’ – ł Š č ŋ Žižek",
    "🙂 smile 👩‍⚕️ and Привет",
    "control \x00\x07\x1b\x0b characters \u2028 and \u202e turned",
    "Samhandlingskoordineringsgruppemedlemmer" * 3,
)
"""Texts that must come out as text in every format."""

NAMES = {
    "larere": "Lærere",
    "sfo": "SFO",
    "barnehage": "Barnehagelærere",
    "ppt": "PPT",
    "helse": "Helsesykepleiere",
    "familie": "Familieteamet & co <b>",
    "barnevern": "Barnevernstjenesten",
    "hab": "Habilitering for barn og unge ł Š",
}
MEASURES = {
    "familiarity": "Kjennskap",
    "knows_tasks": "Vet hvilke oppgaver vi har",
    "knows_competence": "Vet hva de kan bruke kompetansen vår til",
    "information": "Informasjon",
    "respect": "Respekt",
    "problem_solving": "Løse problemer",
    "new_solutions": "Nye løsninger",
    "shared_direction": "Felles retning",
    "index": "Alle sider samlet",
}
QUESTIONS = {"helps_most": "Hva ville hjulpet mest?"}
OPTIONS = {("helps_most", 1): "En fast møteplass", ("helps_most", 2): "Å vite hvem jeg kan ringe"}
OWNERS = {"skole": "Grunnskolen", "oppvekst": "Oppvekst", "helse": "Helse og familie"}
ORGANISATIONS = {
    "larere": "skole",
    "sfo": "skole",
    "barnehage": "oppvekst",
    "ppt": "oppvekst",
    "helse": "helse",
    "familie": "helse",
    "barnevern": "helse",
    "hab": "helse",
}
DIMENSIONS = ("familiarity", "information", "respect", "problem_solving", "new_solutions", "shared_direction")
GROUPS = tuple(ORGANISATIONS)
VALUES = (2.0, 2.5, 3.0, 3.5, 4.0)
CLASSES = {4.0: TieClass.HOLDS, 3.5: TieClass.ON_THE_WAY}


def made_up_published(seed: int, people: PeopleBand = PeopleBand.FEW) -> Published:
    """A published value on the ladder."""
    value = VALUES[seed % len(VALUES)]
    bound = {2.0: Bound.AT_MOST, 4.0: Bound.AT_LEAST}.get(value)
    return Published(
        value,
        bound,
        (max(1.0, value - 0.5), min(5.0, value + 0.5)),
        people,
        None,
        CLASSES.get(value, TieClass.NEEDS_TALK),
        None,
    )


def made_up_state(rater: str, target: str) -> CellState:
    """Every state occurs."""
    return {
        ("sfo", "hab"): CellState.NO_TIE,
        ("sfo", "barnevern"): CellState.NO_CONTACT,
        ("familie", "ppt"): CellState.HIDDEN,
        ("familie", "hab"): CellState.NO_DATA,
    }.get((rater, target), CellState.SHOWN)


def made_up_cell(rater: str, target: str, dimension: str, seed: int) -> Cell:
    """A cell of the made-up wave."""
    state = made_up_state(rater, target)
    if state is CellState.SHOWN:
        people = PeopleBand.SOME if rater == "larere" else PeopleBand.FEW
        return Cell(rater, target, dimension, state, made_up_published(seed, people))
    reason = "disclosure.too_few" if state is CellState.HIDDEN else None
    return Cell(rater, target, dimension, state, reason=reason)


def made_up_tie(rater: str, target: str) -> TieFacts:
    """What is known of a made-up pair."""
    state = made_up_state(rater, target)
    need = Need.NONE if state is CellState.NO_TIE else Need.HIGH if {"ppt", "larere"} & {rater, target} else Need.SOME
    contact = Share.MOST if state is CellState.NO_CONTACT else Share.SOME
    return TieFacts(rater, target, need, rater == target, state, contact, Share.SOME, None if need is Need.SOME else Share.HALF)


def made_up_unit(group: str, seed: int) -> Unit:
    """A unit of the made-up wave: one is not asked, one answered too few and is left out."""
    state = {"hab": "not_asked", "familie": "left_out"}.get(group, "answered")
    answered = state == "answered"
    return Unit(
        group,
        (group,),
        is_rater=state != "not_asked",
        is_target=True,
        organisations=(ORGANISATIONS[group],),
        site="",
        state=state,
        pooled_into=None,
        n_band=(PeopleBand.SOME if group == "larere" else PeopleBand.FEW) if answered else None,
        response=Share.MOST if answered else None,
        received={dimension: made_up_published(seed + place) for place, dimension in enumerate(DIMENSIONS)},
        given={dimension: made_up_published(seed + place + 2) for place, dimension in enumerate(DIMENSIONS)}
        if answered
        else {},
    )


def made_up_wave(number: int = 1) -> WaveRelease:
    """Eight groups in three organisations; every state, class, bound and share occurs."""
    raters = tuple(group for group in GROUPS if group != "hab")
    pairs = tuple(product(raters, GROUPS))
    cells = tuple(
        made_up_cell(rater, target, dimension, GROUPS.index(rater) + 3 * GROUPS.index(target) + place)
        for rater, target in pairs
        for place, dimension in enumerate(("index", *DIMENSIONS, "knows_tasks", "knows_competence"))
    )
    return WaveRelease(
        wave=number,
        cells=cells,
        ties=tuple(made_up_tie(rater, target) for rater, target in pairs),
        groups=tuple(made_up_unit(group, seed) for seed, group in enumerate(GROUPS)),
        overall=(Overall("index", "respondent", 3.4), Overall("index", "group", 3.3)),
        reliability={"alpha": 0.91, "icc1": 0.12},
        choices=(Choice("", "helps_most", 1, Share.HALF), Choice("larere", "helps_most", 2, Share.MOST)),
        changes=(),
        respondents=PeopleBand.MANY,
    )


def made_up_release() -> Release:
    """A release of one wave under the strict policy."""
    items = {"familiarity": ("knows_tasks", "knows_competence")}
    return Release("0.1.0", "relational-capacity 1", POLICIES[PolicyName.STRICT], None, DIMENSIONS, items, (made_up_wave(),))


def made_up_chart(text: str = "Lærere <&> «PPT»", *, table: Table | None = None, table_at: str | None = None) -> Chart:
    """A small honest picture with a text that needs escaping."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="320" viewBox="0 0 640 320">'
        '<rect width="640" height="320" fill="#ffffff"/><circle cx="160" cy="160" r="60" fill="#0b3a5b"/>'
        '<circle cx="480" cy="160" r="40" fill="#7fa7c4"/>'
        '<path d="M225,150 C300,90 360,90 436,150" fill="none" stroke="#0b3a5b" stroke-width="6"/>'
        '<text x="320" y="300" text-anchor="middle" font-family="Inter" font-size="18">'
        f"{escape(text)}</text></svg>"
    )
    return Chart(svg, f"To sirkler og en bue: {text}", "Bilde: kart over samarbeidet", 640, 320, table=table, table_at=table_at)


def made_up_matrix() -> Table:
    """The matrix: every mark, a frame, the diagonal, sentences and links."""
    marks = (Mark.HOLDS, Mark.ON_THE_WAY, Mark.NEEDS_TALK, Mark.UNKNOWN, Mark.NO_CONTACT)
    words = {
        Mark.HOLDS: "holder",
        Mark.ON_THE_WAY: "på vei",
        Mark.NEEDS_TALK: "trenger en samtale",
        Mark.UNKNOWN: "vet for lite",
        Mark.NO_CONTACT: "ingen kontakt",
        Mark.NO_TIE: "ikke spurt",
    }

    def cell(row: int, column: int) -> TableCell:
        mark = Mark.NO_TIE if (row, column) == (1, 7) else marks[(row * 2 + column) % len(marks)]
        sentence = f"{NAMES[GROUPS[row]]} om {NAMES[GROUPS[column]]}: {words[mark]}"
        return TableCell(
            words[mark],
            mark,
            strong=(row + column) % 3 == 0,
            quiet=row == column,
            label=sentence,
            link=f"group-{GROUPS[column]}",
        )

    rows = tuple((TableCell(NAMES[group]), *(cell(row, column) for column in range(8))) for row, group in enumerate(GROUPS[:7]))
    return Table(
        "Radene vurderer, kolonnene blir vurdert: «Lærere om PPT»",
        ("Hvem vurderer", *(NAMES[group] for group in GROUPS)),
        rows,
        groups=(("Grunnskolen", 2), ("Oppvekst", 2), ("Helse og familie", 3)),
        matrix=True,
        note="Heltrukken ramme: kjerneoppgaven trenger samarbeidet. ∅ ingen kontakt, — ikke spurt.",
    )


def made_up_numbers() -> Table:
    """A table with numbers as numbers, an empty cell and a coded extreme."""
    return Table(
        "Lærere om de andre, 1–5",
        ("Gruppe", "Kjennskap", "Respekt"),
        (
            (
                TableCell("PPT"),
                TableCell("3,5", Mark.ON_THE_WAY, number=3.5),
                TableCell("minst 4", Mark.HOLDS, number=4.0, label="PPT om lærere: holder, minst 4"),
            ),
            (TableCell("SFO"), TableCell("3", Mark.NEEDS_TALK, number=3.0), TableCell("", Mark.UNKNOWN)),
            (TableCell("=1+1"), TableCell("-2", number=-2.0), TableCell("@SUM(A1)", Mark.NONE)),
        ),
        note="«minst» og «høyst» er grenser: den nøyaktige verdien vises ikke.",
    )


def made_up_overview() -> tuple[Block, ...]:
    """The first page."""
    return (
        Paragraph("Ni av fjorten nødvendige samarbeid holder. Tre trenger en samtale.", lead=True),
        KeyLines(
            "Dette holder",
            (
                KeyLine("Lærere og barnehagelærere opplever at de trekker i samme retning", Mark.HOLDS),
                KeyLine("PPT opplever at lærerne tar det de bidrar med, på alvor", Mark.HOLDS, "Det sier begge veier."),
            ),
        ),
        KeyLines(
            "Dette trenger en samtale",
            (
                KeyLine("SFO opplever at PPT ikke vet hva de kan bidra med", Mark.NEEDS_TALK, "PPT opplever at SFO vet det."),
                KeyLine("Helsesykepleiere og barnevernstjenesten er på vei", Mark.ON_THE_WAY),
                KeyLine("Familieteamet: for få svarte til at vi kan si noe", Mark.UNKNOWN),
            ),
        ),
        Paragraph("Neste steg: tilbakemeldingsmøtet 12. mars 2027."),
    )


def _section(kind: Kind, heading: str, *blocks: Block, parent: str | None = None, key: str | None = None) -> Section:
    return Section(
        key or kind.value, kind, heading, blocks, notes="Til den som leder møtet: begynn med det som holder.", parent=parent
    )


def made_up_sections() -> tuple[Section, ...]:
    """Every kind of section once, and two groups under a parent."""
    questions = Questions(("Hva ville gjort det lettere å ringe hverandre?", "Hvem tar det første møtet?"), "Å snakke om")
    chart = made_up_chart(table_at="matrix")
    return (
        _section(Kind.OVERVIEW, "Ni av fjorten nødvendige samarbeid holder", *made_up_overview()),
        _section(
            Kind.MAPPED,
            "Vi kartla samarbeidet om trygg overgang fra barnehage til skole",
            Paragraph("Åtte grupper i tre virksomheter ble spurt i januar 2027."),
            Bullets(("Ingen barn faller mellom to stoler", "Foreldrene forteller historien én gang"), "Ambisjoner"),
            Bullets(("Lærere", "SFO", "PPT"), "Grupper som svarte nok", numbered=True),
        ),
        _section(Kind.READING, "Slik leser du bildene", Paragraph("● holder, ◐ på vei, ○ trenger en samtale, ? vet for lite.")),
        _section(Kind.MATRIX, "De fleste nødvendige samarbeid holder", made_up_matrix(), questions),
        _section(Kind.MAP, "Skole og oppvekst er tett knyttet sammen", chart, Paragraph("Et kart viser alle på en gang.")),
        _section(Kind.PROFILE, "Respekten er høy, kjennskapen varierer", made_up_chart("Profil", table=made_up_numbers())),
        _section(Kind.TIES, "Alle samarbeid med tall", made_up_numbers()),
        _section(Kind.GROUP, "Hva de andre sier om PPT, og hva PPT sier", key="group-ppt"),
        _section(
            Kind.GROUP,
            "PPT opplever å bli tatt på alvor",
            Paragraph("Åtte av ti sier det.", lead=True),
            made_up_numbers(),
            questions,
            parent="group-ppt",
            key="group-ppt-received",
        ),
        _section(
            Kind.FINDING, "SFO opplever at PPT ikke vet hva de kan bidra med", Paragraph("Vi vet det fra SFO."), questions
        ),
        _section(
            Kind.CHANGE, "To samarbeid er bedre enn i forrige runde", Paragraph("Det kan skyldes at folk har byttet jobb.")
        ),
        _section(Kind.MEETING, "Slik går møtet", Bullets(("Ti minutter hver for seg", "Tjue minutter sammen"), numbered=True)),
        _section(Kind.METHOD, "Metode og grenser", Paragraph("Færre enn fem svar vises aldri.", small=True)),
    )


def hostile_sections() -> tuple[Section, ...]:
    """Every field of every block filled with each hostile text."""

    def blocks(text: str) -> tuple[Block, ...]:
        cell = TableCell(text, Mark.HOLDS, label=text)
        table = Table(text, (text, text), ((TableCell(text), cell),), groups=((text, 1),), note=text)
        matrix = Table(text, (text, text), ((TableCell(text), cell),), matrix=True)
        return (
            Paragraph(text, lead=True),
            Paragraph(text, small=True),
            Bullets((text, text), text),
            Questions((text,), text),
            KeyLines(text, (KeyLine(text, Mark.ON_THE_WAY, text),)),
            table,
            matrix,
            made_up_chart("".join(c for c in text if c.isprintable()), table=table),
        )

    return tuple(
        Section(f"hostile-{number}", Kind.FINDING, text, blocks(text), notes=text) for number, text in enumerate(HOSTILE)
    )


def made_up_labels() -> Labels:
    """The few words of a format, in Norwegian."""
    return Labels("Innhold", "side", "av", "Tabell til bildet", "Til toppen", "Hopp til innholdet", "Spørsmål")


def report_of(sections: tuple[Section, ...], title: str = "Trygg overgang fra barnehage til skole") -> Report:
    """A report of these sections."""
    return Report(
        title=title,
        subtitle="Relasjonell kapasitet, runde 1, til alle ansatte",
        language=Language.NB,
        audience=Audience.STAFF,
        made_by="Laget med Samspill 0.1.0. Ingen svar fra færre enn fem vises.",
        sections=sections,
        labels=made_up_labels(),
        release=made_up_release(),
        names=Glossary(dict(NAMES), dict(MEASURES), dict(QUESTIONS), dict(OPTIONS), dict(OWNERS)),
        made_on=date(2027, 2, 1),
    )


@pytest.fixture
def plain_report() -> Report:
    """An ordinary report, as people get it: no hostile texts beside two names."""
    return report_of(made_up_sections())


@pytest.fixture
def made_up_report() -> Report:
    """An ordinary report followed by sections with hostile texts in every field."""
    return report_of((*made_up_sections(), *hostile_sections()))


@pytest.fixture
def hostile_texts() -> tuple[str, ...]:
    """The hostile texts that stand in ``made_up_report``."""
    return HOSTILE


@pytest.fixture(scope="session")
def pdf_reading() -> ModuleType:
    """The reader of tagged PDF beside this file: tests are no package, and each is imported by its path."""
    spec = spec_from_file_location("pdf_reading", Path(__file__).with_name("pdf_reading.py"))
    assert spec
    assert spec.loader
    sys.modules["pdf_reading"] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
