"""Data files as an outsider reads them: what the release shows, and nothing else, whatever the format."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlsxwriter

from samspill.disclosure.attack.reading import read, statistics_files
from samspill.disclosure.attack.told import Kind, Told

BANDS = {"5-9": (5, 9), "10-24": (10, 24), "25+": (25, None), None: (1, None)}
ENDINGS = (".json", ".csv.zip", ".parquet", ".xlsx", ".sav", ".graphml")
Key = tuple[int, str, str, str]
Shown = tuple[float | None, str | None, tuple[int, int | None]]
LEFT_OUT = {"hidden", "no_data", "no_contact"}


@pytest.fixture(scope="session")
def release(finished: Path) -> dict[str, Any]:
    """Return the release as any programme reads it."""
    found: dict[str, Any] = json.loads((finished / "release.json").read_text(encoding="utf-8"))
    return found


def only(told: Told, kind: Kind) -> dict[Key, Shown]:
    """Return the numbers of a kind by what they speak of, after a look that none is told twice."""
    found = [number for number in told.numbers if number.kind is kind]
    keys = [(number.wave, number.rater, number.target, number.measure) for number in found]
    assert len(set(keys)) == len(keys)
    return {key: (number.value, number.bound, number.people) for key, number in zip(keys, found, strict=True)}


def cells(release: dict[str, Any], *waves: int) -> dict[Key, Shown]:
    return {
        (wave["wave"], cell["rater"], cell["target"], cell["dimension"]): (
            cell["value"],
            cell["bound"],
            BANDS[cell["n_band"]],
        )
        for wave in release["waves"]
        if wave["wave"] in waves
        for cell in wave["cells"]
        if cell["state"] in {"shown", *LEFT_OUT}
    }


def file_of(folder: Path, ending: str) -> Path:
    return folder / ("release.json" if ending == ".json" else f"leaders-nb{ending}")


# ---- one release, six formats ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_tells_each_cell_as_the_release_has_it(finished: Path, release: dict[str, Any], ending: str) -> None:
    expected = cells(release, *({2} if ending == ".graphml" else {1, 2}))
    assert {shown[0] for shown in expected.values()} > {None}, "some are shown and some are left out"
    assert only(read([file_of(finished, ending)]), Kind.CELL) == expected


@pytest.mark.parametrize("ending", [".json", ".csv.zip", ".xlsx"])
def test_means_of_groups_are_told_by_side(finished: Path, release: dict[str, Any], ending: str) -> None:
    told = read([file_of(finished, ending)])
    for kind, side in ((Kind.RECEIVED, "received"), (Kind.GIVEN, "given")):
        expected = {
            (wave["wave"], *((group["id"], "")[:: 1 if kind is Kind.GIVEN else -1]), dimension): (
                number["value"],
                number["bound"],
                BANDS[number["n_band"]],
            )
            for wave in release["waves"]
            for group in wave["groups"]
            for dimension, number in group[side].items()
        }
        assert expected
        assert only(told, kind) == expected


@pytest.mark.parametrize("ending", [".json", ".csv.zip"])
def test_means_of_the_whole_wave_are_told_by_weighting(finished: Path, release: dict[str, Any], ending: str) -> None:
    told = read([file_of(finished, ending)])
    for kind, weighting in ((Kind.WHOLE_BY_PEOPLE, "respondent"), (Kind.WHOLE_BY_GROUP, "group")):
        expected = {
            (wave["wave"], "", "", mean["dimension"]): (mean["value"], None, (1, None))
            for wave in release["waves"]
            for mean in wave["overall"]
            if mean["weighting"] == weighting
        }
        assert expected
        assert only(told, kind) == expected


@pytest.mark.parametrize("ending", [".json", ".csv.zip", ".xlsx"])
def test_shares_of_choices_are_told(finished: Path, release: dict[str, Any], ending: str) -> None:
    parts = {"some": (0.0, 1 / 3), "half": (1 / 3, 2 / 3), "most": (2 / 3, 1.0)}
    told = [one for one in read([file_of(finished, ending)]).portions if "=" in one.what]
    expected = {
        (wave["wave"], choice["unit"], f"{choice['item']}={choice['code']}"): parts[choice["share"]]
        for wave in release["waves"]
        for choice in wave["choices"]
    }
    assert expected
    assert {(one.wave, one.unit, one.what) for one in told} == set(expected)
    for one in told:
        assert (one.least, one.most) == pytest.approx(expected[one.wave, one.unit, one.what], abs=1e-6)


@pytest.mark.parametrize("ending", [".json", ".csv.zip", ".sav", ".graphml"])
def test_shares_of_contact_are_told_once_for_each_pair(finished: Path, release: dict[str, Any], ending: str) -> None:
    waves = {2} if ending == ".graphml" else {1, 2}
    told = [one for one in read([file_of(finished, ending)]).portions if one.what in {"no_contact", "wanted"}]
    expected = [
        (wave["wave"], tie["rater"], tie["target"], what)
        for wave in release["waves"]
        if wave["wave"] in waves
        for tie in wave["ties"]
        for what in ("no_contact", "wanted")
        if tie[what]
    ]
    assert sorted((one.wave, one.unit, one.target, one.what) for one in told) == sorted(expected)


@pytest.mark.parametrize("ending", [".json", ".csv.zip"])
def test_the_rules_are_those_that_the_file_states(finished: Path, ending: str) -> None:
    rules = read([file_of(finished, ending)]).rules
    assert (rules.policy, rules.k, rules.steps, rules.on_ladder) == ("strict", 5, {5: 0.5, 10: 0.25, 25: 0.1}, True)


def test_a_release_of_another_policy_is_believed(finished: Path, tmp_path: Path) -> None:
    text = (finished / "release.json").read_text(encoding="utf-8")
    text = text.replace('"name": "strict", "k": 5', '"name": "standard", "k": 4').replace('"5-9": 0.5', '"4-9": 0.1')
    (tmp_path / "release.json").write_text(text, encoding="utf-8")
    rules = read([tmp_path]).rules
    assert (rules.policy, rules.k, rules.steps) == ("standard", 4, {5: 0.1, 10: 0.25, 25: 0.1})


def test_a_number_is_as_wide_as_it_is_written(finished: Path) -> None:
    numbers = [number for number in read([finished / "release.json"]).numbers if number.value is not None]
    assert {number.written for number in numbers if number.value == 3.5} == {0.1}
    assert {number.written for number in numbers if number.value == 3.25} == {0.01}


# ---- exact tables ------------------------------------------------------------------------------------------------------------


def test_exact_ties_are_told_with_their_number_and_spread(exact_files: Path) -> None:
    with (exact_files / "ties.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["mean"]]
    told = {
        (one.wave, one.rater, one.target, one.measure): one
        for one in read([exact_files / "ties.csv"]).numbers
        if one.value is not None
    }
    assert len(told) == len(rows) > 100
    for row in rows:
        one = told[int(row["wave"]), row["rater_group"], row["target_group"], row["dimension"]]
        assert one.value == float(row["mean"])
        assert one.people == (int(row["n"]), int(row["n"]))
        assert one.written == 1e-9
        assert one.sd == (float(row["sd"]) if row["sd"] else None)
    assert any(one.sd for one in told.values())


def test_exact_means_of_groups_are_told_with_their_number(exact_files: Path) -> None:
    with (exact_files / "groups.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = read([exact_files / "groups.csv"])
    received = only(told, Kind.RECEIVED)
    for row in rows:
        if row["group"] and row["received_respondent"]:
            n = int(row["received_n"])
            key = (int(row["wave"]), "", row["group"], row["dimension"])
            assert received[key] == (float(row["received_respondent"]), None, (n, n))
    assert any(number.kind is Kind.WHOLE_BY_PEOPLE for number in told.numbers)


def test_statistics_of_the_data_holder_are_no_answers_of_people(exact_files: Path) -> None:
    told = read([exact_files])
    assert told.open_rows == ()
    assert told.unread == ()
    assert set(told.read) == {file.name for file in exact_files.iterdir()}


# ---- answers of people -------------------------------------------------------------------------------------------------------


def test_ratings_are_found_as_open_rows(mapped: Path) -> None:
    told = read([mapped])
    assert [place.spot for place in told.open_rows] == ["respondent"]
    assert told.unread == (), "the plan is no result, and no file that could not be read"
    assert "mapping.toml" not in told.read


WIDE = "epost;avdeling;Om lærerne: respekt;Om lærerne: informasjon\na@b.no;Helse;4;5\nc@d.no;Helse;3;2\n"
NAMELESS = "rater_group,target_group,respect,information\na,b,4,5\na,b,3,2\na,b,1,1\nb,a,3,3\n"
COUNTED = "group,item,helpful,sometimes\na,one,4,5\nb,one,3,2\n"


@pytest.mark.parametrize(("text", "found"), [(WIDE, True), (NAMELESS, True), (COUNTED, False)])
def test_answers_lie_open_where_a_row_is_a_person(tmp_path: Path, text: str, found: bool) -> None:
    (tmp_path / "answers.csv").write_text(text, encoding="utf-8")
    assert bool(read([tmp_path]).open_rows) is found


# ---- tables of other tools ---------------------------------------------------------------------------------------------------


def of(told: Told) -> list[tuple[Kind, str, str, float | None, tuple[int, int | None]]]:
    return [(number.kind, number.rater, number.target, number.value, number.people) for number in told.numbers]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_table_of_departments_with_a_total_is_read(tmp_path: Path, encoding: str) -> None:
    text = "Avdeling;Antall svar;Gjennomsnitt\nSalg på Møre;4;\nTeknologi;9;3,44\nTotalt;13;3,5\n"
    (tmp_path / "rapport.csv").write_text(text, encoding=encoding)
    told = read([tmp_path])
    assert of(told) == [
        (Kind.CELL, "Salg på Møre", "", None, (4, 4)),
        (Kind.CELL, "Teknologi", "", 3.44, (9, 9)),
        (Kind.TOTAL, "", "", 3.5, (13, 13)),
    ]
    assert not told.rules.on_ladder
    assert [number.written for number in told.numbers[1:]] == [0.01, 0.01], "3,5 beside 3,44 is 3,50"


def test_a_table_of_who_about_whom_is_read_with_its_total(tmp_path: Path) -> None:
    text = "from,to,n,mean,sd\nNurses,Teachers,6,3.5,1.05\nAdvisers,Teachers,7,4.142857143,0.69\nAll,Teachers,17,3.7,\n"
    (tmp_path / "ties.csv").write_text(text, encoding="utf-8")
    told = read([tmp_path])
    assert of(told)[0] == (Kind.CELL, "Nurses", "Teachers", 3.5, (6, 6))
    assert of(told)[2] == (Kind.TOTAL, "", "Teachers", 3.7, (17, 17))
    assert [(number.sd, number.sd_written) for number in told.numbers] == [(1.05, 0.01), (0.69, 0.01), (None, 1e-9)]


def test_json_of_another_tool_is_read_by_its_records(tmp_path: Path) -> None:
    found = {"survey": "2026", "departments": {"Sales": {"n": 4, "mean": 3.25}, "Technology": {"n": 9, "mean": 3.5}}}
    (tmp_path / "result.json").write_text(json.dumps(found), encoding="utf-8")
    (tmp_path / "list.json").write_text(json.dumps([{"group": "Sales", "responses": 4, "average": 3.25}]), encoding="utf-8")
    told = read([tmp_path])
    assert {one[1:] for one in of(told)} == {("Sales", "", 3.25, (4, 4)), ("Technology", "", 3.5, (9, 9))}


def test_percentages_of_groups_are_told_as_they_are_written(tmp_path: Path) -> None:
    text = "Enhet;Antall;Fornøyd (%)\nSkole;5;40\nHelse;8;62,5 %\nTotalt;13;54\n"
    (tmp_path / "andel.csv").write_text(text, encoding="utf-8")
    told = read([tmp_path])
    assert [(one.unit, one.people, one.least, one.most) for one in told.portions] == [
        ("Skole", (5, 5), 0.395, 0.405),
        ("Helse", (8, 8), 0.6245, 0.6255),
        ("", (13, 13), 0.535, 0.545),
    ]
    assert told.numbers == ()


def test_a_sheet_may_hold_several_tables_under_titles(tmp_path: Path) -> None:
    rows = [
        "Strengt vern: minst 7 personer bak hvert tall.",
        "",
        "Gruppe,N,Snitt",
        "A,7,3.5",
        "",
        "Tillit",
        "Gruppe,N,Snitt",
        "B,8,4.1",
    ]
    (tmp_path / "two.csv").write_text("\n".join(rows), encoding="utf-8")
    told = read([tmp_path])
    assert of(told) == [(Kind.CELL, "A", "", 3.5, (7, 7)), (Kind.CELL, "B", "", 4.1, (8, 8))]
    assert [number.place.spot for number in told.numbers] == ["4", "8"], "rows as an editor counts them"
    assert told.rules.k == 7


def test_a_workbook_of_another_tool_is_read_from_wherever_it_begins(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    sheet = book.add_worksheet("Runde 3")
    for row, cells in enumerate([("Team", "Respondents", "Average"), ("A", 4, 3.25), ("B", 12, 4)]):
        for column, cell in enumerate(cells):
            sheet.write(row + 4, column + 2, cell)
    book.close()
    told = read([tmp_path])
    assert of(told) == [(Kind.CELL, "A", "", 3.25, (4, 4)), (Kind.CELL, "B", "", 4.0, (12, 12))]
    assert {(number.wave, number.written) for number in told.numbers} == {(3, 0.01)}, "4 beside 3.25 is 4.00"


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text("group,n,mean\na,7,3.5\n", encoding="utf-8")
    told = read([tmp_path / "one", tmp_path / "two"])
    assert told.read == {"one/a.csv": 1, "two/a.csv": 1}
    assert set(read([tmp_path]).read) == {"one/a.csv", "two/a.csv"}


@pytest.mark.parametrize(
    "text", ["group,n,mean\na,1e999,1e999\n", "group,n,mean\na,-1,nan\nb,9999999999999,inf\n", '"', ";;;\n\n;;"]
)
def test_senseless_cells_are_no_numbers(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert [number.value for number in read([tmp_path]).numbers if number.value is not None] == []


# ---- files that cannot be read -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".csv", ".json", ".xlsx", ".parquet", ".sav", ".graphml", ".zip"])
@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02\xff" * 40, b"PK\x03\x04 cut off", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"]
)
def test_a_broken_file_is_listed_and_stops_nothing(finished: Path, tmp_path: Path, ending: str, content: bytes) -> None:
    (tmp_path / f"broken{ending}").write_bytes(content)
    (tmp_path / "release.json").write_bytes((finished / "release.json").read_bytes())
    told = read([tmp_path])
    assert told.read["release.json"] > 100
    assert f"broken{ending}" in {*told.unread, *told.read}
    assert told.read.get(f"broken{ending}", 0) == 0


def test_a_file_cut_off_in_the_middle_is_listed(finished: Path, tmp_path: Path) -> None:
    for ending in ENDINGS:
        whole = file_of(finished, ending).read_bytes()
        (tmp_path / f"cut{ending}").write_bytes(whole[: len(whole) // 2])
    told = read([tmp_path])
    assert {Path(name).name for name in told.unread} == {f"cut{ending}" for ending in ENDINGS}


def test_a_library_that_falls_over_takes_nothing_with_it(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library of SPSS files is in C, and some damaged files end the process that reads them."""
    (tmp_path / "program.py").write_text("import os\nos.abort()\n", encoding="utf-8")
    monkeypatch.setattr(statistics_files, "PROGRAM", tmp_path / "program.py")
    told = read([finished / "leaders-nb.sav", finished / "release.json"])
    assert told.unread == ("leaders-nb.sav",)
    assert told.read["release.json"] > 100


def test_files_with_wrong_bytes_anywhere_stop_nothing(
    finished: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rng = Random(7)  # noqa: S311
    for file in sorted(file for file in finished.iterdir() if file.name.startswith(("leaders", "release"))):
        content = bytearray(file.read_bytes())
        for _ in range(rng.choice([1, 5, 50])):
            content[rng.randrange(len(content))] = rng.randrange(256)
        (tmp_path / file.name).write_bytes(content)
    told = read([tmp_path])
    assert {name.split("/")[0] for name in (*told.read, *told.unread)} == {file.name for file in tmp_path.iterdir()}
    assert capfd.readouterr() == ("", ""), "libraries do not speak to users"


def test_what_is_of_no_known_kind_is_listed(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert read([tmp_path]).unread == ("picture.png",)


# ---- no common code ----------------------------------------------------------------------------------------------------------


def test_the_readers_know_nothing_of_what_makes_a_release() -> None:
    ask = (
        "import sys, samspill.disclosure.attack.reading; print(*(name for name in sys.modules if name.startswith('samspill.')))"
    )
    loaded = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.split()
    barred = ("samspill.scoring", "samspill.reporting", "samspill.render", "samspill.instrument.ladder", "samspill.disclosure.")
    attack = [name for name in loaded if name.startswith("samspill.disclosure.attack")]
    assert "samspill.disclosure.attack.reading.folder" in attack
    assert [name for name in loaded if name.startswith(barred) and name not in attack] == []


def test_a_release_tells_what_the_index_and_dimensions_are_the_mean_of(finished: Path) -> None:
    tree = json.loads((finished / "release.json").read_text(encoding="utf-8"))
    parts = read([finished / "release.json"]).rules.parts
    assert parts["familiarity"] == tuple(tree["items"]["familiarity"])
    assert parts["index"] == (*parts["familiarity"], *tree["dimensions"][1:])
    assert set(parts) == {"index", "familiarity"}
