from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samspill.render.table_layout import flat, shared_out, shown
from samspill.reporting.document import Mark, Table, TableCell

WIDTHS = st.lists(st.tuples(st.floats(1, 300), st.floats(0, 500)), min_size=1, max_size=12)


@given(WIDTHS)
def test_widths_fill_the_room_and_no_column_gets_less_than_it_needs(columns: list[tuple[float, float]]) -> None:
    least = [low for low, _ in columns]
    widths = shared_out(least, [low + more for low, more in columns], 840)

    assert all(got >= low - 1e-6 for got, low in zip(widths, least, strict=True))
    assert abs(sum(widths) - max(840, sum(least))) < 1e-6


def test_rows_that_are_too_short_are_filled_and_longer_ones_widen_the_table() -> None:
    whole = flat(Table("", ("a",), ((TableCell("x"), TableCell("y"), TableCell("z")), ())), 10)

    assert [len(row) for row in (whole.header, *whole.rows)] == [3, 3, 3]


def test_a_table_without_rows_or_header_has_one_column() -> None:
    assert len(flat(Table("", (), ()), 10).header) == 1


def test_a_cell_shows_mark_and_words_or_the_mark_alone() -> None:
    cell = TableCell("holder", Mark.HOLDS)

    assert (shown(cell, words=True), shown(cell, words=False)) == ("● holder", "●")
    assert shown(TableCell("Lærere"), words=False) == "Lærere"
