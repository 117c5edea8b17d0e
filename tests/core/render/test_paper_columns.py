"""Columns on paper: short cells whole, long ones sharing what is left, never broader than the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.render.paper_columns import ROOM, ROOM_SMALL, columns
from samspill.render.text_width import width
from samspill.reporting.document import Mark, Table, TableCell

WORDS = st.text(alphabet="abcdefgh æøåÆØÅ-", max_size=120)


def table(*rows: tuple[str, ...], header: tuple[str, ...] | None = None, groups: tuple[tuple[str, int], ...] = ()) -> Table:
    head = header or ("",) * len(rows[0])
    return Table("", head, tuple(tuple(TableCell(text) for text in row) for row in rows), groups)


def test_a_small_table_is_as_broad_as_its_words() -> None:
    breadths = columns(table(("Lærere", "på vei"), ("Psykisk helse og rus", "holder")))
    assert breadths[0] == pytest.approx(width("Psykisk helse og rus", 1) + 1.25, abs=0.1)
    assert sum(breadths) < ROOM / 2


def test_short_cells_stay_on_one_line_where_a_long_one_gives_way() -> None:
    long = "Medarbejderne i familierådgivningens myndighedsafdeling om medarbejderne i Pædagogisk Psykologisk Rådgivning"
    rows = ((TableCell(long), TableCell("har brug for en samtale", Mark.NEEDS_TALK), TableCell("10–24")),)
    first, second, third = columns(Table("", ("Hvem om hvem", "Samarbejdet", "Personer"), rows))
    assert first + second + third == pytest.approx(ROOM)
    assert second >= width("har brug for en samtale", 1) + 1.7
    assert third >= width("10–24", 1) + 1.1


def test_a_heading_of_rows_has_room_across_the_columns() -> None:
    heading = "Samarbejder, der er mest nødvendige for kerneopgaven"
    breadths = columns(table(("PPR", "på vej"), groups=((heading, 1),)))
    assert sum(breadths) >= width(heading, 1, bold=True)


@given(st.integers(1, 7).flatmap(lambda n: st.lists(st.tuples(*[WORDS] * n), min_size=1, max_size=4)))
def test_no_table_is_broader_than_its_page(rows: list[tuple[str, ...]]) -> None:
    breadths = columns(table(*rows))
    assert sum(breadths) <= (ROOM_SMALL if len(rows[0]) > 4 else ROOM) + 1e-6
    assert all(breadth > 0 for breadth in breadths)
