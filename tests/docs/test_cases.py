"""Each trouble that users of such tools have met with asking people is a test that carries its number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
NAMED = re.compile(r"^def test_case_(\d+)(?:_and_(\d+))?_", re.MULTILINE)
ANSWERING, INVITING, IMPORTING, ANONYMITY = range(1, 16), range(16, 26), range(26, 33), range(33, 39)


@pytest.mark.parametrize(
    "numbers", [ANSWERING, INVITING, IMPORTING, ANONYMITY], ids=["answering", "inviting", "importing", "anonymity"]
)
def test_every_case_has_a_test_that_carries_its_number(numbers: range) -> None:
    found = {
        int(number)
        for file in TESTS.rglob("test_*.py")
        for numbers_of in NAMED.findall(file.read_text(encoding="utf-8"))
        for number in numbers_of
        if number
    }
    assert [number for number in numbers if number not in found] == []
