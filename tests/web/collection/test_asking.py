"""What a page of the survey is called where several are listed, and in the title of the browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samspill.instrument.load import shipped, with_modules
from samspill.terms import Language
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.survey import PageKind, Respondent, pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(open_wave):
    return plan_of(open_wave())


def names(plan, language: Language) -> list[str]:
    who = Respondent(plan.mapping.rater_nodes(plan.wave)[0], language, lot=b"somebody")
    return [page.name for page in pages(plan, who) if page.kind is PageKind.QUESTION]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("instrument", ["relational-capacity", "relational-coordination"])
def test_the_name_of_a_page_begins_as_a_line_of_its_own(plan, instrument, language):
    found = names(replace(plan, instrument=with_modules(shipped(instrument), ["we-know"])), language)
    assert len(set(found)) == len(found) > 6
    assert [name for name in found if not name[:1].isupper()] == []


def test_the_name_of_a_page_is_what_its_rows_go_on_with(plan):
    assert names(plan, Language.NB)[0] == "Vet hvilke oppgaver vi har"
    assert names(plan, Language.SV)[0][:1] == "V"
