"""Home pages tell what is mine to do next, and a mapping begins there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from analysis.conftest import answered, counted, nobody_known, over, released
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled
from security.test_days_of_showing import go_to

from samspill.terms import Language
from samspill_web.projects import services
from samspill_web.projects.models import Project, Role
from samspill_web.projects.selectors import draft

__all__ = ["answered", "counted", "nobody_known", "over", "released"]

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/mapping.toml"))


def test_a_stranger_reads_what_this_is_and_where_to_come_in(client, db):
    page = client.get("/").content.decode()
    assert "/account/login/" in page
    assert "/m/" not in page


@pytest.mark.parametrize(
    ("role", "link"),
    [
        ("owner", "ready/"),
        ("consultant", "ready/"),
        ("partner", "agreement/"),
        ("representative", ""),
        ("group_leader", ""),
        ("reader", ""),
    ],
)
def test_each_role_is_told_what_is_next(cast, client_of, role, link):
    page = client_of(cast.people[role]).get("/").content.decode()
    assert f'href="/m/{cast.project.pk}/{link}"' in page
    assert "En annen kartlegging" not in page
    assert client_of(cast.people[role]).get(f"/m/{cast.project.pk}/{link}").status_code == 200


NEXT = {
    "open": {"owner": "collect", "partner": "collect", "group_leader": "collect", "reader": ""},
    "closed": {"owner": "closing", "partner": "", "group_leader": "", "reader": ""},
    "unset": {"owner": "release", "partner": "", "group_leader": "", "reader": ""},
    "groups": {"owner": "release", "partner": "release", "group_leader": "release", "reader": ""},
    "everybody": {"owner": "release", "partner": "release", "group_leader": "release", "reader": "release"},
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", NEXT)
def test_after_the_launch_answers_are_next_and_then_the_result(stage, cast, client_of, open_wave, released, over):
    if stage in {"open", "closed"}:
        wave = open_wave(people=6)
        if stage == "closed":
            over(wave)
    else:
        wave = released()
        go_to(stage)
    for role, link in NEXT[stage].items():
        page = client_of(cast.people[role]).get("/").content.decode()
        address = f"/m/{wave.project_id}/{link}/" if link else f"/m/{wave.project_id}/"
        assert re.search(rf'Neste:.*?href="{address}"', page), (role, link)
        assert ("resultatet av runde" in page) == (link == "release"), role
        assert client_of(cast.people[role]).get(address).status_code == 200


def test_somebody_new_is_taught(cast, client_of):
    page = client_of(cast.member).get("/").content.decode()
    assert f"/o/{cast.tenant.pk}/begin/" in page
    assert "/guide/" in page


def test_what_administers_and_guards_has_its_links(cast, client_of):
    assert f"/o/{cast.tenant.pk}/people/" in client_of(cast.administrator).get("/").content.decode()
    assert f"/o/{cast.tenant.pk}/log/" in client_of(cast.privacy_officer).get("/").content.decode()


def test_the_list_asks_as_often_for_three_as_for_one(cast, client_of, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_of(cast.owner)
    browser.get("/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/")
    with scopes_disabled():
        for title in ("To", "Tre"):
            services.create(cast.tenant, title, Language.NB, by=cast.owner)
    with django_assert_num_queries(len(one)):
        assert browser.get("/").content.decode().count('class="ds-card') == 3


def test_a_mapping_begins_with_a_title(cast, client_of):
    browser = client_of(cast.member)
    address = f"/o/{cast.tenant.pk}/begin/"
    wrong = browser.post(address, {"title": "", "language": "da"})
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.content.decode()
    answer = browser.post(address, {"title": "Tryg hjem", "language": "da"})
    with scopes_disabled():
        project = Project.objects.get(title="Tryg hjem")
        assert Role.objects.get(project=project).user == cast.member
        assert draft(project).table["mapping"]["language"] == "da"
    assert answer.url == f"/m/{project.pk}/start/"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_a_mapping_begins_with_a_file(cast, client_of, example):
    from tomllib import loads

    content = example.read_bytes()
    client_of(cast.member).post(
        f"/o/{cast.tenant.pk}/bring/", {"file": SimpleUploadedFile("mapping.toml", b"\xef\xbb\xbf" + content)}
    )
    with scopes_disabled():
        project = Project.objects.latest("pk")
        assert project.source == content.decode()
        assert draft(project).table == loads(content.decode())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[mapping]\ntitle = 1", "mapping.title"),
        (b"\xff\xfe", "UTF-8"),
        (b"a = " + b"[" * 2000, ""),
        (b"x" * 300_000, "0,2 MB"),
        (b"[mapping", ""),
        (b'[mapping]\ntitle="T"\nlanguage="nb"\ninstrument="../../etc/passwd"', None),
    ],
)
def test_a_file_that_is_none_says_why_and_stores_nothing(cast, client_of, content, told):
    with scopes_disabled():
        before = Project.objects.count()
    browser = client_of(cast.member)
    answer = browser.post(f"/o/{cast.tenant.pk}/bring/", {"file": SimpleUploadedFile("mapping.toml", content)})
    with scopes_disabled():
        if told is None:
            # A plan may name what there is not while it is written; no path is ever opened.
            project = Project.objects.latest("pk")
            Role.objects.filter(project=project).update(user=cast.owner)
            page = client_of(cast.owner)
            page.post(f"/m/{project.pk}/ready/check/")
            assert "etc/passwd" in page.get(f"/m/{project.pk}/ready/").content.decode()
        else:
            assert answer.status_code == 422
            assert told in answer.content.decode()
            assert Project.objects.count() == before
