"""``samspill check`` as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SAMSPILL = Path(sys.executable).parent / "samspill"
EXAMPLES = Path(__file__).parents[3] / "examples"
READY = (EXAMPLES / "hjemmepleje" / "mapping.toml").read_text(encoding="utf-8")


def check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {"SAMSPILL_LANG": "nb", "PYTHONWARNINGS": "error"}
    return subprocess.run(
        [SAMSPILL, "check", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env=environment,
    )


def test_a_mapping_that_is_ready_says_so_in_its_own_language() -> None:
    result = check(EXAMPLES / "hjemmepleje" / "mapping.toml")
    assert (result.returncode, result.stderr) == (0, "")
    for text in (
        "Er »Tryg hjemkomst fra hospitalet« klar til start?",
        "Ja, der er intet i vejen",
        "På plads",
        "spørgsmål om 7 grupper",
    ):
        assert text in result.stdout
    assert "Skal på plads" not in result.stdout


def test_the_matrix_has_a_row_for_each_group_and_a_share_for_each_rate() -> None:
    lines = check(EXAMPLES / "hjemmepleje" / "mapping.toml", "--lang", "en").stdout.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(" 1  Home care, day"))
    rows = lines[start : start + 7]
    assert [row[:2] for row in rows] == [f"{number:>2}" for number in range(1, 8)]
    cells = [row[38:].split() for row in rows]
    assert {len(row) for row in cells} == {7}
    assert {len(cell.strip("[]")) for row in cells for cell in row} == {3}
    assert sum(cell.startswith("[") for row in cells for cell in row) == 5
    # The coordinators are four and stand together with the ward: their own tie cannot be shown.
    assert (cells[5][6], cells[6][5]) == ("---", "---")
    assert [line.strip() for line in lines[-3:]] == [f"when {rate}% answer: 99%" for rate in (60, 70, 80)]


def test_what_stops_a_launch_gives_exit_one_and_three_steps(tmp_path: Path) -> None:
    file = tmp_path / "mapping.toml"
    file.write_text(READY.replace("feedback_meeting", "#").replace("goals", "#").replace("follow_up", "#"), encoding="utf-8")
    result = check(file)
    assert (result.returncode, result.stderr) == (1, "")
    assert "3 ting skal på plads først" in result.stdout
    steps = result.stdout.split("Næste skridt", 1)[1].split("Skal på plads", 1)[0]
    assert [line[:2] for line in steps.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3."]
    assert "(start.feedback_meeting)" in result.stdout


@pytest.mark.parametrize(
    ("language", "text"), [("nb", "klar til start"), ("nn", "Neste steg"), ("sv", "redo att starta"), ("en", "ready to start")]
)
def test_the_answer_comes_in_the_language_asked_for(language: str, text: str) -> None:
    assert text in check(EXAMPLES / "oppvekst" / "mapping.toml", "--lang", language).stdout


def test_how_clear_the_numbers_will_be_has_a_row_for_each_group() -> None:
    lines = check(EXAMPLES / "hjemmepleje" / "mapping.toml", "--lang", "nb").stdout.splitlines()
    start = lines.index("Så tydelige blir tallene")
    rows = [line for line in lines[start:] if "svar: ±" in line]
    assert len(rows) == 7
    assert rows[3].split(maxsplit=1) == ["Visitationen", "5 svar: ± 1, tydelig endring fra 1"]
    # The coordinators stand together with the ward, so its row is theirs.
    assert rows[5][36:] == rows[6][36:]


def test_a_wave_can_be_chosen() -> None:
    last, first = (check(EXAMPLES / "oppvekst" / "mapping.toml", *options).stdout for options in ((), ("--wave", "1")))
    assert "Runde 2" in last
    assert "Helsesykepleiere og familieteam" in last
    assert "Runde 1" in first
    assert "Helsesykepleiere og familieteam" not in first


def test_sites_are_explained() -> None:
    result = check(EXAMPLES / "oppvekst" / "mapping.toml")
    assert result.returncode == 0
    assert "snittet av stedene" in result.stdout
    assert ". ikke spurt" in result.stdout


def test_a_wrong_file_is_told_without_a_traceback(tmp_path: Path) -> None:
    file = tmp_path / "mapping.toml"
    file.write_text(READY.replace("size = 34", "size = 0").replace('key = "kommune"', 'key = "komune"', 1), encoding="utf-8")
    result = check(file)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.count("\n") == len(result.stderr.splitlines()) > 1
    assert f"{file}, group[1].size (hjemmepleje_dag): En gruppe har minst én person; her står 0." in result.stderr
    assert "Mente du «komune»?" in result.stderr
    assert "Traceback" not in result.stderr


def test_lines_fit_a_terminal() -> None:
    assert max(map(len, check(EXAMPLES / "oppvekst" / "mapping.toml").stdout.splitlines())) <= 100
