"""A wave is launched only when the mapping can be carried out, whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope

from samspill.design.edit.paths import set_value
from samspill.terms import Severity
from samspill_web.collection.models import WaveKey
from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects import services
from samspill_web.projects.launching import NotReadyError, launch
from samspill_web.projects.models import FrozenError, Project, Wave
from samspill_web.projects.readiness import digest, examine_project
from samspill_web.projects.steps import BY_NAME, page_for


@pytest.fixture(autouse=True)
def within(cast):
    with scope(tenant=cast.tenant.pk):
        yield


def test_a_ready_mapping_is_launched_and_frozen(ready_project, cast):
    wave = launch(ready_project, by=cast.owner)
    assert wave.source == ready_project.source
    assert [key for key, _ in Wave.objects.get().instrument] == [
        "relational-capacity",
        *examine_project(ready_project).draft.table["mapping"].get("modules", []),
    ]
    assert wave.opens < wave.closes
    assert AuditEntry.objects.filter(verb="wave.launched").get().data["version"] == ready_project.version


def test_nothing_that_changes_later_changes_a_wave(ready_project, cast):
    wave = launch(ready_project, by=cast.owner)
    before = wave.source
    services.edit(
        ready_project, lambda table: set_value(table, ("mapping", "core_task"), "En annen"), "core_task", by=cast.owner
    )
    assert Wave.objects.get(pk=wave.pk).source == before
    wave.source = "something else"
    with pytest.raises(FrozenError):
        wave.save()
    with pytest.raises(FrozenError):
        Wave.objects.update(source="something else")
    with pytest.raises(FrozenError):
        Wave.objects.bulk_create([wave])


def test_a_script_is_refused_as_a_page_is(cast):
    now = clock.now()
    with pytest.raises(NotReadyError) as error:
        Wave.objects.create(
            project=cast.project, number=1, source=cast.project.source, instrument={}, launched=now, opens=now, closes=now
        )
    assert "collection.finding.key_not_backed_up" in {finding.code for finding in error.value.findings}
    assert not Wave.objects.exists()


def test_a_key_that_is_not_on_paper_blocks(ready_project, cast):
    WaveKey.objects.update(backed_up=None)
    with pytest.raises(NotReadyError) as error:
        launch(ready_project, by=cast.owner)
    assert [finding.code for finding in error.value.findings] == ["collection.finding.key_sheet_waiting"]


def test_a_warning_wants_a_reason_and_a_changed_warning_a_new_one(ready_project, cast):
    warning = examine_project(ready_project).warnings[0]
    ready_project.reasons.filter(code=warning.code).update(digest="of an earlier warning")
    with pytest.raises(NotReadyError) as error:
        launch(ready_project, by=cast.owner)
    assert [finding.code for finding in error.value.findings] == [warning.code]
    services.give_reason(ready_project, warning.code, digest(warning), "Det går bra.", by=cast.owner)
    assert launch(ready_project, by=cast.owner).number


def test_a_plan_that_changed_after_it_was_looked_at_is_not_launched(ready_project, cast):
    seen = ready_project.version
    services.edit(
        ready_project, lambda table: set_value(table, ("mapping", "title"), "Ny tittel"), "core_task", by=cast.consultant
    )
    with pytest.raises(NotReadyError) as error:
        launch(ready_project, by=cast.owner, seen=seen)
    assert [finding.code for finding in error.value.findings] == ["projects.finding.changed"]


def test_two_waves_are_not_open_at_once(ready_project, cast):
    launch(ready_project, by=cast.owner)
    with pytest.raises(NotReadyError) as error:
        launch(ready_project, by=cast.owner)
    assert [finding.code for finding in error.value.findings] == ["projects.finding.running"]
    assert Wave.objects.count() == 1


def test_dates_that_are_over_block(ready_project, cast):
    yesterday = clock.now().date() - timedelta(days=1)
    dates = {"opens": yesterday - timedelta(days=18), "closes": yesterday}
    services.edit(ready_project, lambda table: set_value(table, ("calendar",), dates), "calendar", by=cast.owner)
    with pytest.raises(NotReadyError) as error:
        launch(ready_project, by=cast.owner)
    assert "projects.finding.dates_passed" in {finding.code for finding in error.value.findings}


def test_a_plan_that_is_not_whole_cannot_be_launched(cast, ready_project):
    services.edit(
        ready_project,
        lambda table: {name: part for name, part in table.items() if name not in {"group", "tie", "wave"}},
        "groups",
        by=cast.owner,
    )
    ready_project.refresh_from_db()
    examined = examine_project(ready_project)
    assert examined.plan is None
    assert "projects.finding.lacking" in {finding.code for finding in examined.blocking}
    with pytest.raises(NotReadyError):
        launch(ready_project, by=cast.owner)


def test_nothing_is_told_before_the_first_check(cast, client_of):
    browser = client_of(cast.owner)
    quiet = browser.get(f"/m/{cast.project.pk}/ready/").content.decode()
    assert 'class="finding' not in quiet
    assert 'class="stop unknown"' in quiet
    browser.post(f"/m/{cast.project.pk}/ready/check/")
    told = browser.get(f"/m/{cast.project.pk}/ready/").content.decode()
    assert 'class="finding blocks"' in told
    assert 'class="stop blocks"' in told


def test_a_reason_is_kept_with_its_writer_and_a_short_one_comes_back(cast, client_of):
    browser = client_of(cast.consultant)
    warning = examine_project(cast.project).warnings[0]
    address = f"/m/{cast.project.pk}/ready/reason/"
    browser.post(f"/m/{cast.project.pk}/ready/check/")
    refused = browser.post(address, {"code": warning.code, "digest": digest(warning), "reason": "ja"})
    assert refused.status_code == 422
    assert 'value="ja"' in refused.content.decode()
    browser.post(address, {"code": warning.code, "digest": digest(warning), "reason": "Vi vet det, og lever med det."})
    reason = cast.project.reasons.get()
    assert (reason.by, reason.text) == (cast.consultant, "Vi vet det, og lever med det.")
    assert AuditEntry.objects.filter(verb="reason.given").get().data["text"] == reason.text


def test_a_launch_by_the_page_is_refused_with_what_is_missing(cast, client_of):
    refused = client_of(cast.owner).post(f"/m/{cast.project.pk}/ready/launch/", {"seen": cast.project.version})
    assert refused.status_code == 409
    assert 'class="finding blocks"' in refused.content.decode()
    assert not Wave.objects.exists()


def test_a_launch_by_the_page(ready_project, cast, client_of):
    browser = client_of(cast.owner)
    browser.post(f"/m/{ready_project.pk}/ready/check/")
    ready_project.refresh_from_db()
    assert "ready/launch/" in browser.get(f"/m/{ready_project.pk}/ready/").content.decode()
    answer = browser.post(f"/m/{ready_project.pk}/ready/launch/", {"seen": ready_project.version})
    assert answer.url == f"/m/{ready_project.pk}/"
    assert Wave.objects.count() == 1


def test_every_finding_has_a_page_that_mends_it(cast):
    for finding in examine_project(cast.project).findings:
        assert page_for(finding) in BY_NAME
        assert finding.severity in Severity


def test_a_project_is_not_deleted_from_under_its_wave(ready_project, cast):
    from django.db.models import ProtectedError

    launch(ready_project, by=cast.owner)
    with pytest.raises(ProtectedError):
        Project.objects.get(pk=ready_project.pk).delete()


def launched_and_closed(project: Project, by) -> Wave:
    from django.db.models import QuerySet

    wave = launch(project, by=by)
    # Time goes by: the row itself refuses every change, so this is the database's own way.
    QuerySet(Wave).filter(pk=wave.pk).update(opens=wave.opens - timedelta(days=90), closes=wave.closes - timedelta(days=90))
    return wave


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("privacy", "policy"), "standard", "other_policy"),
        (("privacy", "k"), 6, "other_policy"),
        (("mapping", "instrument"), "relational-coordination", "other_questions"),
    ],
)
def test_the_next_wave_goes_on_as_the_last_one_was(ready_project, cast, path, value, code):
    launched_and_closed(ready_project, cast.owner)
    assert not [each for each in examine_project(ready_project).findings if "other_" in each.code]
    services.edit(ready_project, lambda table: set_value(table, path, value), "privacy", by=cast.owner)
    ready_project.refresh_from_db()
    found = {finding.code: finding.severity for finding in examine_project(ready_project).findings}
    assert found[f"projects.finding.{code}"] is Severity.BLOCKS
    with pytest.raises(NotReadyError):
        launch(ready_project, by=cast.owner)


def test_the_path_tells_what_is_open_and_the_gate_the_worst_of_all(cast):
    from samspill_web.projects.steps import open_pages

    found = examine_project(cast.project).findings
    told = open_pages(each for each in found if each.severity is not Severity.INFORMS)
    assert told["key"] is told["ready"] is Severity.BLOCKS
    assert told["trial"] is Severity.WARNS
    assert "start" not in told
