"""What the collection looks at before a launch."""

from __future__ import annotations

import pytest

from samspill_web.collection.checks import FILES
from samspill_web.collection.models import Person
from samspill_web.projects.readiness import examine_project

pytestmark = pytest.mark.django_db


def codes(project) -> set[str]:
    return {finding.code for finding in examine_project(project).findings}


def test_mails_that_would_become_files_are_told(cast, project, unscoped, settings):
    settings.EMAIL_BACKEND = FILES
    assert "collection.finding.no_mail_server" not in codes(project)
    wave = examine_project(project).plan.wave
    person = Person.objects.create(project=project, wave=wave, language="nb", nodes=["ppt"], email="a@eksempel.no")
    assert "collection.finding.no_mail_server" in codes(project)
    settings.DEMO = True
    assert "collection.finding.no_mail_server" not in codes(project)
    settings.DEMO, settings.EMAIL_BACKEND = False, "samspill_web.kernel.smtp.EmailBackend"
    assert "collection.finding.no_mail_server" not in codes(project)
    settings.EMAIL_BACKEND, person.email = FILES, ""
    person.save()
    assert "collection.finding.no_mail_server" not in codes(project)
