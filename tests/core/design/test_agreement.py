"""The fingerprint of what was agreed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.design.agreement import fingerprint
from samspill.design.model import Agreed, Goal, Stakeholder, Start
from samspill.terms import Language, Text

TASK = Text({"nb": "trygg overgang", "en": "a safe passage"})
START = Start(
    ambitions=(Text({"nb": "Ingen faller mellom to stoler", "en": "Nobody falls between two stools"}), Text("To")),
    resources=(Text("To fagdager"),),
    goals=(Goal(Text("Felles plan"), Text("Rektor"), Text("Listen i mai")),),
    agreed=(Agreed(Text("Kommunalsjef"), date(2026, 9, 1)),),
)


def test_it_is_short_and_hexadecimal() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint(START, TASK))


@pytest.mark.parametrize(
    "changed",
    [
        replace(START, ambitions=START.ambitions[:1]),
        replace(START, ambitions=START.ambitions[::-1]),
        replace(START, resources=(Text("Tre fagdager"),)),
        replace(START, resources=(), ambitions=(*START.ambitions, Text("To fagdager"))),
        replace(START, goals=(Goal(Text("Felles plan"), Text("Enhetsleder"), Text("Listen i mai")),)),
        replace(START, goals=(Goal(Text("Felles plan"), Text("Rektor"), Text("Listen i juni")),)),
        replace(START, goals=(Goal(Text("Felles plan"), Text("Listen i mai"), Text("Rektor")),)),
        replace(START, ambitions=(Text({"nb": START.ambitions[0][Language.NB]}), Text("To"))),
    ],
)
def test_another_text_is_another_fingerprint(changed: Start) -> None:
    assert fingerprint(changed, TASK) != fingerprint(START, TASK)


def test_the_core_task_is_a_part_of_what_is_agreed() -> None:
    assert fingerprint(START, Text("en annen oppgave")) != fingerprint(START, TASK)


@pytest.mark.parametrize(
    "changed",
    [
        replace(START, agreed=()),
        replace(START, feedback_meeting=date(2027, 3, 12), follow_up=Text("Prosessveileder")),
        replace(START, stakeholders=(Stakeholder(Text("Foreldrene")),), indicators=(Text("Fravær"),)),
    ],
)
def test_what_is_not_agreed_leaves_it_as_it_is(changed: Start) -> None:
    assert fingerprint(changed, TASK) == fingerprint(START, TASK)


@given(
    st.dictionaries(st.sampled_from(list(Language)), st.text(min_size=1).filter(str.strip), min_size=1),
    st.randoms(use_true_random=False),
)
def test_the_order_of_languages_does_not_count(words: dict[str, str], chance: object) -> None:
    tags = list(words)
    chance.shuffle(tags)  # type: ignore[attr-defined]
    one, other = (replace(START, ambitions=(Text({tag: words[tag] for tag in order}),)) for order in (words, tags))
    assert fingerprint(one, TASK) == fingerprint(other, TASK)


def test_the_same_letters_composed_or_not_are_the_same_text() -> None:
    one, other = (replace(START, ambitions=(Text(words),)) for words in ("v\u00e5r", "va\u030ar "))
    assert fingerprint(one, TASK) == fingerprint(other, TASK)


def test_a_plain_text_is_the_same_as_one_that_says_so_in_every_language() -> None:
    plain, mapped = (replace(START, resources=(text,)) for text in (Text("A"), Text(dict.fromkeys(Language, "A"))))
    assert fingerprint(plain, TASK) == fingerprint(mapped, TASK)
