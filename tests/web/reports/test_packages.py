"""Packages of files: ordered, made in the background, and given to whoever ordered them and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from reports.conftest import CHOICE, at, content_of, opened, row_of, work

from samspill.errors import Problem, RenderError
from samspill_web.analysis.fetching import units_of
from samspill_web.analysis.models import Showing
from samspill_web.analysis.reports import Sitting
from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.models import Project, Role
from samspill_web.reports import making, services, tasks
from samspill_web.reports.enums import MakeState
from samspill_web.reports.models import Package, Piece

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(wave, cast, client_of):
    return client_of(cast.owner)


def test_every_group_gets_its_report_in_one_zip(client, wave, ordered, cast):
    package = ordered(client)
    with scopes_disabled():
        units = units_of(row_of(wave), Role.objects.get(project=wave.project, user=cast.owner))
    assert package.state == MakeState.DONE
    assert package.total == len(units) > 3
    page = client.get(at("package", wave, package.pk)).content.decode()
    assert f"Alle {len(units)} filene er laget." in page
    answer = client.get(at("package_file", wave, package.pk))
    assert answer["Content-Disposition"] == f'attachment; filename="unge-pa-vei-inn-{wave.number}-files.zip"'
    assert answer["Content-Length"] == str(package.size)
    files = opened(answer)
    assert next(iter(files)) == "README.txt"
    reports = {name: content for name, content in files.items() if name != "README.txt"}
    assert len(reports) == len(units)
    assert all(name.startswith("group/") and name.endswith("-nb.pdf") for name in reports)
    assert all(content.startswith(b"%PDF") for content in reports.values())
    # Each is another group's.
    assert len({sha256(content).digest() for content in reports.values()}) == len(units)
    readme = files["README.txt"].decode()
    assert all(name in readme for name in reports)
    assert "Samspill" in readme
    with scopes_disabled():
        log = AuditEntry.objects.filter(verb__startswith="files.").order_by("pk")
        assert [(entry.verb, entry.by_id, entry.data["count"]) for entry in log] == [
            ("files.ordered", cast.owner.pk, len(units)),
            ("files.downloaded", cast.owner.pk, len(units)),
        ]


def test_the_same_files_give_the_same_zip_and_no_time_is_in_it(client, wave, ordered):
    first = ordered(client, kinds=["pdf", "docx", "pptx", "xlsx"], audiences=["staff"])
    one = content_of(client.get(at("package_file", wave, first.pk)))
    again = ordered(client, kinds=["pdf", "docx", "pptx", "xlsx"], audiences=["staff"])
    assert again.pk != first.pk
    other = content_of(client.get(at("package_file", wave, again.pk)))
    assert one == other
    assert sha256(one).hexdigest() == first.digest == again.digest
    with ZipFile(BytesIO(one)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {(entry.extra, entry.comment) for entry in file.infolist()} == {(b"", b"")}


def test_every_format_for_every_reader_in_two_languages(client, wave, ordered):
    kinds = ["pdf", "pptx", "docx", "xlsx", "html", "csv", "sav", "graphml", "json"]
    package = ordered(client, kinds=kinds, audiences=["leaders", "staff", "public"], languages=["nb", "sv"])
    while package.state != MakeState.DONE:
        work()
        package.refresh_from_db()
    names = set(opened(client.get(at("package_file", wave, package.pk))))
    # The release itself is for leaders, and is the same in every language.
    assert len(names) == package.total + 1 == 3 * 8 * 2 + 2
    assert "release.json" in names
    assert {name.partition("/")[0] for name in names} == {"README.txt", "release.json", "leaders", "staff", "public"}


def test_while_it_is_made_the_page_says_how_far_it_is(client, wave, ordered, monkeypatch):
    package = ordered(client, worked=False)
    page = client.get(at("package", wave, package.pk)).content.decode()
    assert f"0 av {package.total} filer er laget." in page
    # Without JavaScript by a link, with it by asking again.
    assert 'aria-live="polite"' in page
    assert f'href="{at("package", wave, package.pk)}"' in page
    assert client.get(at("package_file", wave, package.pk)).status_code == 404
    monkeypatch.setattr(making, "TURN", timedelta(0))
    making.go_on(package.pk)
    package.refresh_from_db()
    assert package.state == MakeState.WAITING
    page = client.get(at("files", wave)).content.decode()
    assert f"1 av {package.total} filer er laget." in page or f"0 av {package.total} filer er laget." in page


def test_killed_midway_the_next_one_goes_on_where_it_was(client, wave, ordered, monkeypatch, time_machine):
    package, made = ordered(client, worked=False), []
    whole = Sitting.made

    def killed(sitting, wanted):
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(wanted)
        return whole(sitting, wanted)

    monkeypatch.setattr(Sitting, "made", killed)
    with pytest.raises(KeyboardInterrupt):
        making.go_on(package.pk)
    with scopes_disabled():
        assert Piece.objects.filter(package=package).count() == 2
        assert Package.objects.get(pk=package.pk).state == MakeState.RUNNING
    monkeypatch.setattr(Sitting, "made", lambda sitting, wanted: made.append(wanted) or whole(sitting, wanted))
    # As long as it may be alive nobody takes it over.
    assert not making.go_on(package.pk)
    assert len(made) == 2
    time_machine.shift(making.SILENT + timedelta(seconds=1))
    tasks.make_what_waits(clock.now())
    work()
    package.refresh_from_db()
    assert package.state == MakeState.DONE
    mine = [each for each in made if each.audience == "group"]
    assert len(mine) == package.total
    assert len(set(mine)) == package.total


def test_made_twice_it_is_made_once(client, wave, ordered):
    package = ordered(client)
    before = content_of(client.get(at("package_file", wave, package.pk)))
    assert not making.go_on(package.pk)
    tasks.make_files.call(package.pk)
    with scopes_disabled():
        # Killed after the last file, before the end was written down.
        Package.objects.filter(pk=package.pk).update(state=MakeState.WAITING)
    assert not making.go_on(package.pk)
    assert content_of(client.get(at("package_file", wave, package.pk))) == before


def test_one_that_is_broken_does_not_stop_the_others_and_is_named(client, wave, ordered, monkeypatch):
    whole, seen = Sitting.made, []

    def broken(sitting, wanted):
        seen.append(wanted)
        if len(seen) == 2:
            raise RenderError(Problem("render.pdf_failed", data={"reason": "no room"}))
        if len(seen) == 3:
            raise ValueError("something secret")
        return whole(sitting, wanted)

    monkeypatch.setattr(Sitting, "made", broken)
    package = ordered(client)
    page = client.get(at("package", wave, package.pk)).content.decode()
    assert f"Laget: {package.total - 2}. 2 filer kunne ikke lages." in page
    files = opened(client.get(at("package_file", wave, package.pk)))
    assert len(files) == package.total - 2 + 1
    with scopes_disabled():
        lacking = list(Piece.objects.filter(package=package, content=None).values_list("name", flat=True))
    assert len(lacking) == 2
    for text in (page, files["README.txt"].decode()):
        assert all(name in text for name in lacking)
        assert "no room" in text
        assert "ValueError" in text
        assert "secret" not in text


def test_a_package_that_grows_too_large_says_what_has_no_room(client, wave, ordered, monkeypatch):
    monkeypatch.setattr(making, "MOST_BYTES", 400_000)
    package = ordered(client)
    with scopes_disabled():
        sizes = list(Piece.objects.filter(package=package, content__isnull=False).values_list("size", flat=True))
    assert 0 < len(sizes) <= package.total
    assert sum(sizes) <= 400_000 + max(sizes)
    assert "ikke plass" in client.get(at("package", wave, package.pk)).content.decode()


@pytest.mark.parametrize("role", ["consultant", "representative", "partner", "group_leader", "reader"])
def test_somebody_else_s_package_is_as_good_as_none(client, wave, ordered, cast, client_of, role):
    package = ordered(client)
    other = client_of(cast.people[role])
    assert other.get(at("package", wave, package.pk)).status_code == 404
    assert other.get(at("package_file", wave, package.pk)).status_code == 404
    assert at("package", wave, package.pk) not in other.get(at("files", wave)).content.decode()


def test_whoever_lost_the_role_gets_nothing_any_more(wave, ordered, cast, client_of):
    consultant = client_of(cast.consultant)
    package = ordered(consultant)
    assert consultant.get(at("package_file", wave, package.pk)).status_code == 200
    with scopes_disabled():
        Role.objects.filter(project=wave.project, user=cast.consultant).update(role="reader")
    assert consultant.get(at("package", wave, package.pk)).status_code == 200
    assert consultant.get(at("package_file", wave, package.pk)).status_code == 403
    with scopes_disabled():
        Role.objects.filter(project=wave.project, user=cast.consultant).delete()
    assert consultant.get(at("package_file", wave, package.pk)).status_code == 404


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("reader", {"public"}, {"groups", "staff", "leaders"}),
        ("group_leader", {"groups", "staff", "public"}, {"leaders"}),
        ("partner", {"groups", "staff", "public"}, {"leaders"}),
        ("representative", {"groups", "leaders", "staff", "public"}, set()),
    ],
)
def test_each_role_can_order_what_it_may_fetch_and_nothing_else(wave, cast, client_of, role, may, may_not):
    client = client_of(cast.people[role])
    form = client.get(at("files", wave)).context["form"]
    assert {value for value, _ in form.fields["audiences"].choices} == may
    for audience in may_not:
        answer = client.post(at("order_files", wave), {"audiences": [audience], "kinds": ["pdf"], "languages": ["nb"]})
        assert answer.status_code == 422
    with scopes_disabled():
        assert not Package.objects.filter(purpose="chosen").exists()
    answer = client.post(at("order_files", wave), {"audiences": sorted(may), "kinds": ["pdf"], "languages": ["nb"]})
    assert answer.status_code == 302
    with scopes_disabled():
        package = Package.objects.get(purpose="chosen")
        held = Role.objects.get(project=wave.project, user=cast.people[role])
        units = units_of(row_of(wave), held)
    assert {unit for _, _, audience, unit in package.wanted if audience == "group"} == set(units if "groups" in may else ())


def test_what_cannot_be_made_is_said_and_the_choice_stays(client, wave, monkeypatch):
    answer = client.post(at("order_files", wave), {"audiences": ["public"], "kinds": ["json"], "languages": ["nb"]})
    assert answer.status_code == 422
    assert answer.context["form"]["audiences"].value() == ["public"]
    answer = client.post(at("order_files", wave), {"audiences": [], "kinds": ["pdf"], "languages": ["nb"]})
    assert answer.status_code == 422
    assert "Velg minst én." in answer.content.decode()
    from samspill_web.reports import forms

    monkeypatch.setattr(forms, "MOST_FILES", 5)
    choice = {"audiences": ["leaders", "staff"], "kinds": ["pdf"], "languages": ["nb", "da", "en"]}
    answer = client.post(at("order_files", wave), choice)
    assert answer.status_code == 422
    assert "Det blir 6 filer, og en pakke kan ha høyst 5." in answer.content.decode()


def test_a_second_click_orders_nothing_more_and_nobody_fills_the_queue(client, wave, ordered):
    package = ordered(client, worked=False)
    assert ordered(client, worked=False).pk == package.pk
    for kind in ("docx", "html"):
        ordered(client, worked=False, kinds=[kind])
    answer = client.post(at("order_files", wave), {"audiences": ["staff"], "kinds": ["xlsx"], "languages": ["nb"]})
    assert answer.status_code == 422
    assert "3 pakker blir allerede laget for deg" in answer.content.decode()


def test_files_are_deleted_after_their_days(client, wave, ordered, time_machine, cast, client_of):
    package = ordered(client)
    time_machine.shift(services.KEPT - timedelta(minutes=1))
    tasks.delete_old_files(clock.now())
    with scopes_disabled():
        assert Package.objects.filter(pk=package.pk).exists()
    time_machine.shift(timedelta(minutes=2))
    tasks.delete_old_files(clock.now())
    with scopes_disabled():
        assert not Package.objects.filter(pk=package.pk).exists()
        assert not Piece.objects.filter(package=package.pk).exists()
    assert client_of(cast.owner).get(at("package_file", wave, package.pk)).status_code == 404


@pytest.mark.parametrize("title", ["../../etc/passwd", "C:\\Windows\\x", "a/b\r\nSet-Cookie: x", "学校", "/"])
def test_no_title_leads_out_of_the_folder_of_the_zip(client, wave, ordered, title, monkeypatch):
    from samspill.terms import Text
    from samspill_web.analysis import reports

    class Titled:
        def __init__(self, plan):
            self._plan, self.mapping = plan, _retitled(plan.mapping, Text({"nb": title}))

        def __getattr__(self, name):
            return getattr(self._plan, name)

    def _retitled(mapping, text):
        from dataclasses import replace

        groups = {key: replace(group, name=text) for key, group in mapping.groups.items()}
        return replace(mapping, title=text, groups=groups)

    whole = reports.plan_of
    monkeypatch.setattr(reports, "plan_of", lambda wave: Titled(whole(wave)))
    with scopes_disabled():
        Project.objects.filter(pk=wave.project_id).update(title=title)
    package = ordered(client, kinds=["docx"])
    answer = client.get(at("package_file", wave, package.pk))
    assert "\n" not in answer["Content-Disposition"]
    names = list(opened(answer))
    assert len(names) == len({name.lower() for name in names}) == package.total + 1
    for name in names:
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-./README")
        assert ".." not in name
        assert not name.startswith("/")
        assert name.count("/") <= 1


def test_the_page_of_the_result_leads_to_the_files(client, wave):
    page = client.get(reverse("release", args=[wave.project_id])).content.decode()
    assert at("files", wave) in page


def test_before_its_days_a_result_gives_no_files(wave, cast, client_of, time_machine):
    """The days of showing hold for files as for pages: nothing, then one's own group, then what the table says."""
    now = clock.now()
    with scopes_disabled():
        Showing.objects.filter(wave=wave).update(groups=now + timedelta(days=1), everybody=now + timedelta(days=2))

    def choices(name: str) -> set[str]:
        answer = client_of(cast.people[name]).get(at("files", wave))
        return set() if answer.status_code == 302 else {each for each, _ in answer.context["form"].fields["audiences"].choices}

    for name in ("representative", "partner", "group_leader", "reader"):
        assert choices(name) == set()
        answer = client_of(cast.people[name]).post(at("order_files", wave), {**CHOICE, "audiences": ["public"]})
        assert answer.status_code == 422
    assert "groups" in choices("owner")
    time_machine.move_to(now + timedelta(days=1, minutes=1))
    assert choices("group_leader") == choices("partner") == {"groups"}
    assert choices("representative") == choices("reader") == set()
    time_machine.move_to(now + timedelta(days=2, minutes=1))
    assert {"groups", "staff", "public"} <= choices("group_leader")
    with scopes_disabled():
        assert not Package.objects.exists()
