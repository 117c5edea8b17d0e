"""Codes beside the people that were planned: what needs a reason, and how it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samspill.design.handed_out import HandedOut, most_codes, told
from samspill.design.model import Mapping
from samspill.terms import Language

HANDED = HandedOut("ppt", 12, 19, 4, ("To nye i vikariat",))


def test_a_fifth_more_than_planned_needs_no_reason() -> None:
    assert [most_codes(planned) for planned in (0, 1, 4, 5, 6, 12, 500, 1_000)] == [0, 2, 5, 6, 8, 15, 600, 1_200]
    assert not HandedOut("ppt", 12, 15).beyond
    assert HandedOut("ppt", 12, 16).beyond


def test_slips_made_while_people_answer_are_told_however_few() -> None:
    assert HandedOut("ppt", 12, 3, late=1).is_told
    assert not HandedOut("ppt", 12, 3).is_told


def test_what_is_kept_reads_back_the_same() -> None:
    assert HandedOut.of_json(HANDED.to_json()) == HANDED
    assert HandedOut.of_json(replace(HANDED, reasons=(), late=0).to_json()) == replace(HANDED, reasons=(), late=0)


def test_the_sentence_has_numbers_and_the_reason(made_up_mapping: Mapping) -> None:
    assert told(HANDED, made_up_mapping, Language.NB) == (
        "PPT: 12 personer planlagt, 19 koder delt ut. 4 av kodene står på lapper som ble laget etter at runden åpnet. "
        "Begrunnelse: «To nye i vikariat»."
    )
    three = replace(HANDED, late=0, reasons=("To nye i vikariat.", "En til", "To nye i vikariat"))
    assert told(three, made_up_mapping, Language.NB).endswith(
        "delt ut. Begrunnelse: «To nye i vikariat». Begrunnelse: «En til»."
    )
    people = replace(HANDED, late=0, reasons=())
    assert told(people, made_up_mapping, Language.NB) == (
        "PPT: 12 personer planlagt, 19 koder delt ut. Det trengs ingen begrunnelse for å legge til personer på listen."
    )


@pytest.mark.parametrize("language", Language)
def test_somebody_s_own_words_can_be_left_out(made_up_mapping: Mapping, language: Language) -> None:
    whole, bare = (told(HANDED, made_up_mapping, language, reasons=reasons) for reasons in (True, False))
    assert HANDED.reasons[0] in whole
    assert HANDED.reasons[0] not in bare
    assert whole.startswith(bare)
    assert "19" in bare
    assert "12" in bare
