"""The log: the organisation's own, in words, filtered, in pages, and itself written down when read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from samspill_web.accounts.models import User
from samspill_web.accounts.views.organisation import ENTRIES
from samspill_web.kernel import audit
from samspill_web.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(cast):
    with scope(tenant=cast.tenant.pk):
        AuditEntry.objects.all().delete()
    return reverse("audit_log", args=[cast.tenant.pk])


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.privacy_officer)


def test_what_somebody_did_is_told_in_words(cast, client, url):
    data = {"user": cast.member.pk, "before": "member", "role": "administrator"}
    audit.record("member.changed", cast.administrator, cast.tenant.pk, **data)
    audit.record("role.given", cast.owner, cast.tenant.pk, cast.project.pk, user=cast.reader.pk, role="reader")
    audit.record("something.new_here", None, cast.tenant.pk, unworded="not shown")
    new, given, changed = client.get(url).context["lines"]
    assert (changed.by, changed.what) == ("Administrator", "endret en rolle")
    assert changed.details == (("før", "Medarbeider"), ("rolle", "Administrator"), ("person", "Member"))
    assert given.project == cast.project.title
    assert ("person", "Reader") in given.details
    assert (new.by, new.what, new.details) == ("Samspill", "something new here", ())


def test_what_is_gone_stays_readable(cast, client, url):
    user = User.objects.create_user("gone@eksempel.no", "Borte")
    audit.record("member.invited", user, cast.tenant.pk, 999_999, user=user.pk)
    user.delete()
    (line,) = client.get(url).context["lines"]
    assert line.by == "Borte"
    assert line.project == "Kartlegging 999999 (slettet)"
    assert line.details == (("person", "noen som er slettet"),)


def test_reading_is_written_down_after_what_was_read(client, url):
    assert client.get(url).context["lines"] == []
    assert [line.what for line in client.get(url).context["lines"]] == ["så i loggen"]


def test_the_log_of_another_organisation_is_not_shown(cast, client, url):
    audit.record("member.invited", cast.outsider, cast.foreign.pk, cast.foreign_project.pk, user=cast.outsider.pk)
    for query in ({}, {"by": cast.outsider.pk}, {"project": cast.foreign_project.pk}):
        page = client.get(url, query)
        assert {line.by for line in page.context["lines"]} <= {"Privacy officer"}
        assert "Outsider" not in page.content.decode()


def test_filters_by_person_verb_and_mapping(cast, client, url):
    audit.record("member.invited", cast.administrator, cast.tenant.pk)
    audit.record("role.given", cast.owner, cast.tenant.pk, cast.project.pk)
    audit.record("role.taken", cast.owner, cast.tenant.pk, cast.project.pk)
    for query, expected in [
        ({"by": cast.owner.pk}, ["tok bort en rolle i kartleggingen", "ga en rolle i kartleggingen"]),
        ({"verb": "member.invited"}, ["inviterte noen"]),
        ({"project": cast.project.pk, "verb": "role.given"}, ["ga en rolle i kartleggingen"]),
        ({"by": cast.administrator.pk, "project": cast.project.pk}, []),
    ]:
        assert [line.what for line in client.get(url, query).context["lines"]] == expected, query


@pytest.mark.parametrize("query", [{"by": "x"}, {"by": "1 OR 1=1"}, {"page": "x"}, {"page": "-3"}, {"project": "9" * 40}])
def test_a_filter_that_nobody_offered_is_answered_quietly(client, url, query):
    assert client.get(url, query).status_code == 200


def test_pages_keep_the_filter(cast, client, url):
    for _ in range(ENTRIES + 5):
        audit.record("role.given", cast.owner, cast.tenant.pk, cast.project.pk)
    first = client.get(url, {"verb": "role.given"})
    assert len(first.context["lines"]) == ENTRIES
    assert "?verb=role.given&amp;page=2" in first.content.decode()
    assert len(client.get(url, {"verb": "role.given", "page": 2}).context["lines"]) == 5


def test_the_log_asks_the_database_as_often_for_three_rows_as_for_one(cast, client, url):
    counts = []
    for _ in range(2):
        audit.record("role.given", cast.owner, cast.tenant.pk, cast.project.pk, user=cast.reader.pk)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
        audit.record("role.taken", cast.consultant, cast.tenant.pk, cast.foreign_project.pk, user=cast.partner.pk)
    assert len(set(counts)) == 1, counts


def test_nothing_that_somebody_wrote_becomes_markup(cast, client, url):
    user = User.objects.create_user("x@eksempel.no", "<script>alert(1)</script>")
    audit.record("member.invited", user, cast.tenant.pk, name="<img src=x onerror=alert(1)>")
    page = client.get(url).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_everything_that_is_written_has_words():
    import re
    from pathlib import Path

    import samspill_web
    from samspill.language import has

    sources = [path.read_text(encoding="utf-8") for path in Path(samspill_web.__file__).parent.rglob("*.py")]
    verbs = {verb for source in sources for verb in re.findall(r'(?:audit\.|\b_)record\((?:asking,)?\s*"([a-z_.]+)"', source)}
    # A change of the plan is named by its page, or by what the service calls it.
    verbs |= {
        f"project.{what}"
        for source in sources
        for what in re.findall(r'(?:edit|_begin|_write|_bring_in)\(.*"([a-z_]+)", by', source)
    }
    verbs |= {
        f"project.{page}"
        for page in ("start", "core_task", "agreement", "groups", "needs", "questions", "privacy", "informing")
    }
    assert len(verbs) > 25
    assert [verb for verb in sorted(verbs) if not has(f"accounts.verb.{verb}")] == []
