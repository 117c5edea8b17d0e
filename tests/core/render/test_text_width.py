from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.render.text_width import height, lines, longest_word, width

ROOM, SIZE = 300.0, 20.0


@given(st.text("abcæøå WM", max_size=200))
def test_the_wrapped_words_have_room_on_the_counted_lines(text: str) -> None:
    count = lines(text, ROOM, SIZE)

    assert count >= 1
    assert width(" ".join(text.split()), SIZE) <= count * ROOM


def test_words_break_where_a_line_is_full() -> None:
    word = width("Lærere", SIZE)

    assert lines("Lærere Lærere", 2 * word + width(" ", SIZE) + 0.01, SIZE) == 1
    assert lines("Lærere Lærere", 2 * word, SIZE) == 2


def test_a_word_wider_than_the_room_is_broken() -> None:
    assert lines("x" * 100, width("x" * 25, SIZE), SIZE) == 4
    assert longest_word("en Barnevernstjeneste her", SIZE) == width("Barnevernstjeneste", SIZE)


def test_line_breaks_count_also_when_nothing_stands_between_them() -> None:
    assert lines("a\n\nb", ROOM, SIZE) == 3
    assert height("a\n\nb", ROOM, SIZE) == pytest.approx(3 * height("a", ROOM, SIZE))
