"""Keys that are made from names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.design.edit.keys import LONGEST, key_for


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Lærere", "laerere"),
        ("Støtte på Å", "stotte-pa-a"),
        ("Förskola, västra", "forskola-vastra"),
        ("A@B+C", "a-b-c"),
        ("  PPT  ", "ppt"),
        ("1.–4. trinn", "1-4-trinn"),
        ("Café São", "cafe-sao"),
        ("Čálli đ ŋ ŧ", "calli-d-n-t"),
        ("A\u030angstrøm", "angstrom"),
        ("日本", "key"),
        ("", "key"),
        ("x" * 60, "x" * 40),
        ("y" * 39 + " z", "y" * 39),
    ],
)
def test_a_key_reads_like_its_name(name: str, key: str) -> None:
    assert key_for(name, ()) == key


@pytest.mark.parametrize(
    ("taken", "key"),
    [((), "sfo"), (("sfo",), "sfo-2"), (("SFO", "sfo-2"), "sfo-3"), (("sfo-2",), "sfo")],
)
def test_namesakes_are_numbered(taken: tuple[str, ...], key: str) -> None:
    assert key_for("SFO", taken) == key


@given(st.text(max_size=60), st.lists(st.text(max_size=3)))
def test_every_name_gives_a_key_that_a_mapping_takes(name: str, taken: list[str]) -> None:
    key = key_for(name, taken)
    assert key not in taken
    assert key.isascii()
    assert key == key.lower()
    assert key.replace("-", "").isalnum()
    assert len(key) <= LONGEST + 3
    assert key_for(key, taken) == key
