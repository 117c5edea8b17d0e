"""Where texts in pictures break: at words, then at syllables, and with an ellipsis only where nothing else is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.reporting.charts.lettering import broken, width, wrap


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Habilitering for barn og unge", ("Habilitering for barn", "og unge")),
        ("Ungdommens Uddannelsesvejledning", ("Ungdommens Uddan-", "nelsesvejledning")),
        ("Børne- og ungdomspsykiatrisk afdeling", ("Børne- og ungdoms-", "psykiatrisk afdeling")),
        ("Utskrivningskoordinatorer", ("Utskrivnings-", "koordinatorer")),
    ],
)
def test_long_names_are_broken_rather_than_cut(name: str, lines: tuple[str, ...]) -> None:
    assert wrap(name, 18, 195, 2) == lines


def test_a_name_that_no_line_holds_ends_in_an_ellipsis() -> None:
    lines = wrap("Tildelingskontoret for helse- og omsorgstjenester i hele kommunen", 18, 160, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_a_word_breaks_before_a_consonant_and_a_vowel_with_three_letters_on_each_side() -> None:
    assert [word for word, _ in broken("koordinatorer")] == ["koordinato", "koordina", "koordi", "koor"]
    assert list(broken("PPT")) == []
    assert list(broken("sfo")) == []


@given(st.text(alphabet="abcdefg ÆØÅæøå-", min_size=1, max_size=80).filter(lambda text: text.strip()), st.integers(1, 3))
def test_no_line_is_broader_than_its_room_and_no_letter_is_lost(text: str, most: int) -> None:
    lines = wrap(text, 18, 150, most)
    assert 1 <= len(lines) <= most
    assert all(width(line, 18) <= 150 for line in lines)
    if not lines[-1].endswith("…"):
        kept = "".join(line.removesuffix("-") for line in lines).replace(" ", "").replace("-", "")
        assert kept == "".join(text.split()).replace("-", "")
