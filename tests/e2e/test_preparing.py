"""A new user prepares a mapping in a browser, is stopped by the gate, mends what is missing, and launches it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.accounts.demo import DEMO_CODE
from samspill_web.collection.models import Remark, Trial
from samspill_web.config.demo_people import PASSWORD
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.drafts import draft_of
from samspill_web.projects.models import Wave

sys.path.append(str(Path(__file__).parent))
import preparing

LOCALES = {Language.NB: "nb-NO", Language.EN: "en-GB"}


@pytest.mark.parametrize("language", [pytest.param(Language.NB, marks=pytest.mark.every_change), Language.EN])
def test_from_an_empty_mapping_to_a_launched_one(browser, demonstration, language):
    context = browser.new_context(base_url=demonstration, locale=LOCALES[language], viewport=preparing.WIDE)
    requests: list[str] = []
    context.on("request", lambda sent: requests.append(sent.url))
    person = preparing.Person(context.new_page(), language)
    person.log_in("kari@eksempel.no", PASSWORD, DEMO_CODE)
    stopped = preparing.whole_way(person)
    assert len(stopped) == 3
    with scopes_disabled():
        # The demonstration brings waves of its own: this one is of the mapping that was made last.
        wave = Wave.objects.latest("project_id")
        mapping = draft_of(wave.source).mapping
        assert len(mapping.groups) == 3
        assert len(mapping.needs) == 6
        assert AuditEntry.objects.filter(verb="wave.launched", project=wave.project_id).count() == 1
        assert Trial.objects.get(project=wave.project_id).finished == 1
        assert Remark.objects.filter(text=person.words["how"]).exists()
    assert [url for url in requests if not url.startswith((demonstration, "data:"))] == []
    context.close()
