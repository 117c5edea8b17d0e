from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from samspill.render.safe_text import fitting, inert, is_formula, one_line, safe

ANY_TEXT = st.text(st.characters(codec=None, categories=None, exclude_categories=()))


@given(ANY_TEXT)
def test_every_text_can_stand_in_xml_and_comes_back(text: str) -> None:
    element = ET.Element("t")
    element.text = safe(text)

    assert (ET.fromstring(ET.tostring(element, "utf-8")).text or "") == safe(text)  # noqa: S314 (written a line above)


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@given(ANY_TEXT, st.integers(1, 20))
def test_one_line_has_no_break_and_keeps_its_length(text: str, longest: int) -> None:
    line = one_line(text, longest)

    assert len(line) <= longest
    assert len(line.splitlines()) <= 1


def test_letters_of_people_are_untouched() -> None:
    text = "ÆØÅ æøå ’ – ł Š č ŋ Привет 🙂 👩‍⚕️ <&> \tinnrykk"

    assert safe(text) == text


def test_joined_halves_become_their_character_and_lone_ones_are_replaced() -> None:
    assert safe("\ud83d\ude42 \ud83d") == "🙂 \ufffd"


@given(ANY_TEXT, st.integers(4, 40))
def test_a_cut_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    cut = fitting(safe(text), limit, "utf-16-le")

    assert len(cut.encode("utf-16-le")) <= limit
    assert cut == safe(text) or safe(text).startswith(cut.removesuffix("…"))


@given(ANY_TEXT)
def test_no_field_of_a_delimited_file_begins_a_formula(text: str) -> None:
    fields = re.split("[;\t\n]", inert(safe(text)))

    assert not any(is_formula(field) for field in fields)


def test_known_attacks_are_inert() -> None:
    for attack in ("=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a.example")', " =1", "\t=1", "＝1"):
        assert inert(attack).lstrip().startswith("'"), attack
        assert attack.strip() in inert(attack)


def test_no_character_turns_the_text_after_it() -> None:
    assert safe("SFO\u202e og \u2066PPT\u2069\u200f") == "SFO og PPT"
