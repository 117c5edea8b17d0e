"""A consultant goes from a closed round to a meeting and to three agreed actions, by pages alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.accounts.demo import DEMO_CODE
from samspill_web.actions.enums import Status
from samspill_web.actions.models import Action
from samspill_web.config.demo_people import PASSWORD
from samspill_web.dialogue.models import Meeting, Note
from samspill_web.kernel.models import AuditEntry

sys.path.append(str(Path(__file__).parent))
import preparing
import talking

LOCALES = {Language.NB: "nb-NO", Language.EN: "en-GB"}


@pytest.mark.parametrize("language", [pytest.param(Language.NB, marks=pytest.mark.every_change), Language.EN])
def test_from_a_closed_round_to_three_agreed_actions(browser, demonstration, language):
    context = browser.new_context(base_url=demonstration, locale=LOCALES[language], viewport=preparing.WIDE)
    requests: list[str] = []
    context.on("request", lambda sent: requests.append(sent.url))
    person = preparing.Person(context.new_page(), language)
    person.log_in("kari@eksempel.no", PASSWORD, DEMO_CODE)
    talking.whole_way(person)
    with scopes_disabled():
        made = list(Action.objects.order_by("pk"))
        assert [action.what for action in made] == list(talking.WORDS[language.value]["actions"])
        assert {action.status for action in made} == {Status.AGREED}
        assert all(action.owner_name and action.due for action in made)
        assert made[0].rater
        assert made[0].target
        assert Meeting.objects.get().wave.number == 2
        assert Note.objects.count() == 1
        assert AuditEntry.objects.filter(verb="result.read").exists()
    assert [url for url in requests if not url.startswith((demonstration, "data:"))] == []
    context.close()
