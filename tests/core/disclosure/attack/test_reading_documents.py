"""Documents as an outsider reads them: tables with names instead of keys, in five languages, whoever wrote them."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from docx import Document
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from samspill.cli import report as report_command
from samspill.cli import score as score_command
from samspill.cli.demo_data import EFFECTS, SEED
from samspill.design.read import read as read_mapping
from samspill.disclosure.attack.reading import read
from samspill.disclosure.attack.told import Kind, Number, Told
from samspill.instrument.load import find
from samspill.ratings.simulate import simulate
from samspill.terms import Audience, Language

BANDS = {"5-9": (5, 9), "10-24": (10, 24), "25+": (25, None), None: (1, None)}
Pair = tuple[str, str]
Shown = tuple[float | None, str | None, tuple[int, int | None]]
SITES = """
mapping = { title = "Steder", core_task = "å prøve steder", language = "nb" }
organisation = [{ key = "o", name = "Org" }]
site = [{ key = "nordby", name = "Nordby" }, { key = "sorby", name = "Sørby" }]
group = [
    { key = "larere", name = "Lærere", in_text = "lærerne", organisation = "o", size = 9, each_site = true },
    { key = "sfo", name = "SFO", in_text = "ansatte i SFO", organisation = "o", size = 5, each_site = true, fallback = "ppt" },
    { key = "ppt", name = "PPT", in_text = "rådgiverne i PPT", organisation = "o", size = 8 },
]
[privacy]
k = 4
k_reason = "få"
[start]
ambitions = ["a"]
resources = ["b"]
goals = ["c"]
agreed = [{ who = "d", on = 2026-01-01 }]
feedback_meeting = 2026-02-02
follow_up = "e"
"""


def municipality(folder: Path) -> Path:
    source = files("samspill.cli.demo_data").joinpath("mapping.toml").read_text(encoding="utf-8")
    return answered(folder, source, SEED, effects=EFFECTS)


def answered(folder: Path, source: str, seed: int, **how: Any) -> Path:  # noqa: ANN401
    """Return a folder with a mapping, ratings that are made up, and their release."""
    (folder / "mapping.toml").write_text(source, encoding="utf-8")
    mapping = read_mapping(folder / "mapping.toml")
    instrument = find(mapping.instrument, folder, modules=mapping.modules)
    simulate(mapping, instrument, np.random.default_rng(seed), **how).write_csv(folder / "ratings.csv")
    with redirect_stderr(io.StringIO()), redirect_stdout(io.StringIO()):
        score_command.command(folder / "mapping.toml", folder / "ratings.csv", folder / "out", lang=Language.NB)
    return folder


def reported(folder: Path, out: Path, formats: str, language: Language, audience: Audience = Audience.LEADERS) -> Path:
    with redirect_stderr(io.StringIO()), redirect_stdout(io.StringIO()):
        report_command.command(
            folder / "mapping.toml", folder / "ratings.csv", out, formats=formats, lang=language, audience=audience
        )
    return out


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return municipality(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module", params=list(Language))
def reports(request: pytest.FixtureRequest, town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reported(town, tmp_path_factory.mktemp("reports"), "html,pdf,csv", request.param)


def release_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "out" / "release.json").read_text(encoding="utf-8"))
    return found


def published(folder: Path) -> dict[Pair, Shown]:
    """Return the index of the latest wave, every pair that is asked about."""
    return {
        (cell["rater"], cell["target"]): (cell["value"], cell["bound"], BANDS[cell["n_band"]])
        for cell in release_of(folder)["waves"][-1]["cells"]
        if cell["dimension"] == "index" and cell["state"] != "no_tie"
    }


def in_file(told: Told, ending: str) -> list[Number]:
    return [number for number in told.numbers if number.place.file.endswith(ending)]


# ---- reports of samspill -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".html", ".pdf"])
def test_pages_of_groups_tell_every_index_of_the_latest_wave_in_five_languages(town: Path, reports: Path, ending: str) -> None:
    """The data files beside them give the keys; captions name groups as sentences do."""
    document = next(reports.glob(f"leaders-*{ending}"))
    told = read([document, next(reports.glob("*.csv.zip"))])
    numbers = in_file(told, ending)
    assert {(number.kind, number.wave, number.measure) for number in numbers} == {(Kind.CELL, 2, "index")}
    assert all(
        (number.value, number.bound, number.people) == published(town)[number.rater, number.target] for number in numbers
    )
    assert {(number.rater, number.target) for number in numbers} == set(published(town))
    assert {number.value for number in numbers} > {None}, "places where a number is left out are told too"


@pytest.mark.parametrize("ending", [".html", ".pdf"])
def test_a_document_alone_is_read_by_its_names(town: Path, reports: Path, ending: str) -> None:
    told = read([next(reports.glob(f"leaders-*{ending}"))])
    pairs: dict[Pair, set[Shown]] = {}
    for number in told.numbers:
        pairs.setdefault((number.rater, number.target), set()).add((number.value, number.bound, number.people))
    assert len(pairs) == len(published(town))
    assert len({name for pair in pairs for name in pair}) == 8
    assert all(len(shown) == 1 for shown in pairs.values()), "tables of one document agree on every pair"
    rules = told.rules
    assert (rules.policy, rules.k, rules.on_ladder) == ("strict", 5, True)


def test_every_file_for_every_audience_agrees_with_the_release(finished: Path) -> None:
    told = read([finished])
    assert told.unread == ()
    assert told.open_rows == ()
    release = {key_of(number): shown(number) for number in in_file(told, "release.json")}
    for number in told.numbers:
        assert release[key_of(number)] == shown(number), number
    for name in ("leaders-nb.html", "leaders-nb.pdf", "group-beta-nb.html", "group-beta-nb.pdf"):
        assert told.read[name] > 4, name
    assert {Path(name).suffix for name in told.read} >= {".docx", ".pptx", ".xlsx", ".html", ".pdf"}


def key_of(number: Number) -> tuple[Kind, int, str, str, str]:
    return number.kind, number.wave, number.rater, number.target, number.measure


def shown(number: Number) -> Shown:
    return number.value, number.bound, number.people


def test_groups_at_several_sites_and_pools_are_told_apart(tmp_path: Path) -> None:
    """With k = 4: the code of the first band stays 5-9, and means four to nine."""
    folder = answered(tmp_path, SITES, 3, response=0.6)
    reported(folder, folder / "out", "html,pdf,xlsx,csv,sav", Language.NB)
    reported(folder, folder / "out", "html,pdf", Language.NB, Audience.GROUP)
    told = read([folder / "out"])
    assert told.unread == ()
    release = {key_of(number): shown(number) for number in in_file(told, "release.json")}
    documents = [number for number in told.numbers if number.place.file.endswith((".html", ".pdf"))]
    assert {number.kind for number in documents} == {Kind.CELL, Kind.OVER_SITES}
    assert any("@" in number.rater for number in documents)
    assert any("+" in number.rater for number in documents)
    assert any(number.people == (4, 9) for number in documents)
    left_out = (None, None, (1, None))
    for number in told.numbers:
        # A kind of group without a number has no record in a release, and a row with a mark in a document.
        assert release.get(key_of(number), left_out) == shown(number), number


# ---- documents of others -----------------------------------------------------------------------------------------------------

ROWS = (("Avdeling", "Antall svar", "Snitt"), ("Salg", "4", "3,25"), ("Teknologi", "9", "3,5"), ("Totalt", "13", "3,4"))
EXPECTED = [
    (Kind.CELL, "Salg", 3.25, (4, 4)),
    (Kind.CELL, "Teknologi", 3.5, (9, 9)),
    (Kind.TOTAL, "", 3.4, (13, 13)),
]


def facts(told: Told) -> list[tuple[Kind, str, float | None, tuple[int, int | None]]]:
    return [(number.kind, number.rater, number.value, number.people) for number in told.numbers]


def in_word(path: Path) -> None:
    document = Document()
    document.add_paragraph("Resultat per avdeling")
    table = document.add_table(rows=len(ROWS), cols=3)
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.save(str(path))


def in_powerpoint(path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    table = slide.shapes.add_table(len(ROWS), 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    slide.notes_slide.notes_text_frame.text = "Strengt vern: minst 6 personer bak hvert tall."
    deck.save(str(path))


def in_html(path: Path) -> None:
    """As people write it: nothing is closed, cells go over several rows and columns, soft hyphens."""
    rows = "".join(f"<tr><td>{name[:3]}&shy;{name[3:]}<td>{n}<td>{mean}" for name, n, mean in ROWS[1:])
    head = "<tr><th rowspan=2>Avdeling<th colspan=1>Antall svar<th>Snitt"
    path.write_text(f"<!doctype html><title>A</title><p>B<table>{head}<tr><td><td>{rows}</table>", encoding="utf-8")


def in_untagged_pdf(path: Path) -> None:
    """Lines of text in a font without a map, drawn cell by cell and row by row."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 400))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    drawn = [
        f"BT /F1 10 Tf {50 + 120 * column} {300 - 20 * row} Td ({text}) Tj ET"
        for row, cells in enumerate(ROWS)
        for column, text in enumerate(cells)
    ]
    page.Contents = pdf.make_stream("\n".join(drawn).encode("cp1252"))
    pdf.save(path)


def in_tagged_pdf(path: Path) -> None:
    """A structure tree whose cells are marked content of the page, in another order than they are drawn."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 400))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    cells = [(row, column, text) for row, line in enumerate(ROWS) for column, text in enumerate(line)]
    drawn = [
        f"/TD <</MCID {number}>> BDC BT /F1 10 Tf 50 {20 * number} Td ({text}) Tj ET EMC"
        for number, (_, _, text) in reversed(list(enumerate(cells)))
    ]
    page.Contents = pdf.make_stream("\n".join(drawn).encode("cp1252"))

    def element(kind: str, kids: list[Any]) -> pikepdf.Object:
        return pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), Pg=page.obj, K=pikepdf.Array(kids)))

    numbers = {(row, column): number for number, (row, column, _) in enumerate(cells)}
    rows = [element("TR", [element("TD", [numbers[row, column]]) for column in range(3)]) for row in range(len(ROWS))]
    root = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=element("Table", rows))
    pdf.Root.StructTreeRoot = pdf.make_indirect(root)
    pdf.save(path)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.docx", in_word),
        ("b.pptx", in_powerpoint),
        ("c.html", in_html),
        ("d.pdf", in_untagged_pdf),
        ("e.pdf", in_tagged_pdf),
    ],
)
def test_a_table_with_a_total_is_read_in_every_kind_of_document(tmp_path: Path, name: str, write: Any) -> None:  # noqa: ANN401
    write(tmp_path / name)
    told = read([tmp_path])
    assert facts(told) == EXPECTED
    assert told.read == {name: 3}
    assert told.rules.k == (6 if name == "b.pptx" else 5), "notes of a slide say it"


def tagged_pdf(path: Path, tree: Any) -> None:  # noqa: ANN401
    """Write a page whose structure tree is ``tree``: (kind, parts), each part another one or a text."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 400))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    drawn: list[str] = []

    def element(kind: str, parts: list[Any]) -> pikepdf.Object:
        kids: list[Any] = []
        for part in parts:
            if isinstance(part, str):
                kids.append(len(drawn))
                drawn.append(f"/TD <</MCID {len(drawn)}>> BDC BT /F1 10 Tf 50 {20 * len(drawn)} Td ({part}) Tj ET EMC")
            else:
                kids.append(element(*part))
        return pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), Pg=page.obj, K=pikepdf.Array(kids)))

    root = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=element(*tree))
    pdf.Root.StructTreeRoot = pdf.make_indirect(root)
    page.Contents = pdf.make_stream("\n".join(drawn).encode("cp1252"))
    pdf.save(path)


def test_a_caption_that_stands_outside_its_table_is_read(tmp_path: Path) -> None:
    """Where a page ends between the two, they are tagged one after the other."""
    table = "Table", [("TR", [("TH", ["Group"]), ("TH", ["Mean"])]), ("TR", [("TD", ["Nurses"]), ("TD", ["3.5"])])]
    caption = "Div", [("Caption", ["How the others felt about the collaboration with Teachers"])]
    part = "Div", [caption, ("Div", [table])]
    picture = "Div", [("Figure", []), ("Caption", ["How Doctors felt about the collaboration with the others"]), table]
    tagged_pdf(tmp_path / "page.pdf", ("Document", [("H1", ["Groups"]), part, picture]))
    pairs = [(number.rater, number.target) for number in read([tmp_path]).numbers]
    assert pairs == [("Nurses", "Teachers"), ("Nurses", "Groups")], "a picture's caption is not the table's"


def test_tables_of_a_document_that_name_no_group_speak_of_what_stands_over_them(tmp_path: Path) -> None:
    """Two tables of a page about two groups are no two numbers of the same cell."""
    head = "<tr><th>Group<th>N<th>Mean"
    one = f"<table>{head}<tr><td>B<td>9<td>3.4</table>"
    two = f"<h2>Trust in A</h2>{one}<h2>Trust in C</h2>{one}"
    (tmp_path / "page.html").write_text(two, encoding="utf-8")
    (tmp_path / "bare.html").write_text(f"<table>{head}<tr><td>B<td>9<td>3.4<tr><td>Total<td>12<td>3</table>", encoding="utf-8")
    (tmp_path / "sheet.csv").write_text("group,n,mean\nB,9,3.4\n", encoding="utf-8")
    found = {(number.place.file, number.target) for number in read([tmp_path]).numbers}
    assert found == {("page.html", "Trust in A"), ("page.html", "Trust in C"), ("bare.html", ""), ("sheet.csv", "")}


def test_labels_that_a_chart_gives_its_marks_are_numbers(tmp_path: Path) -> None:
    marks = "".join(
        f'<path aria-label="Group: {name}; Mean: {mean}; N: {n}"/>' for name, n, mean in (("A", 4, 3.5), ("B", 9, 4.25))
    )
    picture = f'<svg xmlns="http://www.w3.org/2000/svg"><desc>Two bars</desc>{marks}</svg>'
    (tmp_path / "chart.svg").write_text(picture, encoding="utf-8")
    (tmp_path / "page.html").write_text(f"<p>See:</p>{picture}", encoding="utf-8")
    expected = [(Kind.CELL, "A", 3.5, (4, 4)), (Kind.CELL, "B", 4.25, (9, 9))]
    assert facts(read([tmp_path / "chart.svg"])) == expected
    assert facts(read([tmp_path / "page.html"])) == expected


def test_the_sheet_behind_a_chart_is_read(tmp_path: Path) -> None:
    deck = Presentation()
    chart = CategoryChartData()
    chart.categories = ["A", "B"]
    chart.add_series("Snitt", (3.25, 4.0))
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(1), Inches(1), Inches(5), Inches(4), chart)
    deck.save(str(tmp_path / "deck.pptx"))
    told = read([tmp_path])
    assert [(number.rater, number.value) for number in told.numbers] == [("A", 3.25), ("B", 4.0)]
    assert all(number.place.file.startswith("deck.pptx/ppt/embeddings/") for number in told.numbers)


def test_data_inside_a_page_and_files_inside_a_pdf_are_read(tmp_path: Path) -> None:
    data = json.dumps([{"group": "A", "n": 4, "mean": 3.5}])
    page = f'<p>See</p><script>let a = "x"</script><script type="application/json">{data}</script>'
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.attachments["a.json"] = pikepdf.AttachedFileSpec(pdf, data.encode(), filename="a.json")
    pdf.save(tmp_path / "report.pdf")
    told = read([tmp_path])
    assert facts(told) == [(Kind.CELL, "A", 3.5, (4, 4))] * 2
    assert set(told.read) == {"page.html", "page.html/data 1.json", "report.pdf", "report.pdf/a.json"}


def test_marks_and_counts_of_collaborations_are_no_numbers(tmp_path: Path) -> None:
    page = "<table><tr><th>Side<th>● holder<th>○<tr><td>Respekt<td>7<td>4</table><table><tr><th>Hvem<th>A<tr><td>B<td>◐</table>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert read([tmp_path]).numbers == ()


def test_a_matrix_of_means_is_read_as_who_about_whom(tmp_path: Path) -> None:
    page = "<table><tr><th>Svarer om<th>Lærere<th>PPT<tr><td>Lærere<td>3,4<td>–<tr><td>PPT<td>4,2<td>3,9</table>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    found = {(number.rater, number.target): number.value for number in read([tmp_path]).numbers}
    assert found == {("Lærere", "Lærere"): 3.4, ("Lærere", "PPT"): None, ("PPT", "Lærere"): 4.2, ("PPT", "PPT"): 3.9}


def test_means_of_several_measures_beside_each_other_are_read(tmp_path: Path) -> None:
    page = "<table><tr><th>Team<th>N<th>Trust<th>Respect<tr><td>A<td>4<td>3.4<td>4<tr><td>Total<td>9<td>3.9<td>4.1</table>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    found = [(number.kind, number.rater, number.measure, number.value, number.people[0]) for number in read([tmp_path]).numbers]
    assert found == [
        (Kind.CELL, "A", "Trust", 3.4, 4),
        (Kind.CELL, "A", "Respect", 4.0, 4),
        (Kind.TOTAL, "", "Trust", 3.9, 9),
        (Kind.TOTAL, "", "Respect", 4.1, 9),
    ]


# ---- hostile documents -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".docx", ".pptx", ".pdf", ".svg"])
@pytest.mark.parametrize("content", [b"\x00\x01\xff" * 50, b"PK\x03\x04 cut", b"%PDF-1.7 nothing", b"<svg"])
def test_a_broken_document_is_listed(tmp_path: Path, ending: str, content: bytes) -> None:
    (tmp_path / f"broken{ending}").write_bytes(content)
    assert read([tmp_path]).unread == (f"broken{ending}",)


def test_entities_are_not_unfolded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]>'
    (tmp_path / "bomb.svg").write_text(f"{bomb}<svg><text>&c;</text></svg>", encoding="utf-8")
    (tmp_path / "wide.svg").write_bytes(f"{bomb}<svg><text>&c;</text></svg>".encode("utf-16"))
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w") as packed:
        packed.writestr("word/document.xml", f"{bomb}<a>&c;</a>")
    assert read([tmp_path]).unread == ("bomb.docx", "bomb.svg", "wide.svg")


def test_a_file_that_unpacks_to_far_more_is_left_packed(tmp_path: Path) -> None:
    for name, part in (("bomb.docx", "word/document.xml"), ("bomb.zip", "a.csv")):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            packed.writestr(part, b"0" * 60_000_000)
    assert read([tmp_path]).unread == ("bomb.docx", "bomb.zip")


def test_names_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("../outside.csv", "group,n,mean\na,7,3.5\n")
    assert facts(read([tmp_path])) == [(Kind.CELL, "a", 3.5, (7, 7))]
    assert [file.name for file in tmp_path.iterdir()] == ["a.zip"]
    assert not (tmp_path.parent / "outside.csv").exists()


def test_a_page_of_thousands_of_open_elements_is_read(tmp_path: Path) -> None:
    (tmp_path / "deep.html").write_text(
        "<div>" * 20_000 + "<table><tr><td>Group<td>Mean<tr><td>A<td>3.5</table>", encoding="utf-8"
    )
    told = read([tmp_path])
    assert {*told.read, *told.unread} == {"deep.html"}
