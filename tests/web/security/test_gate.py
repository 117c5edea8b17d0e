"""Ways past the gate: scripts, forged rows, reasons that fit nothing, and changes after the look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django_scopes import scope

from samspill.design.edit.paths import set_value
from samspill.design.edit.write import to_toml
from samspill_web.kernel import clock
from samspill_web.projects import services
from samspill_web.projects.drafts import draft_of
from samspill_web.projects.launching import NotReadyError, launch
from samspill_web.projects.models import FrozenError, Project, Reason, Wave
from samspill_web.projects.readiness import digest, examine_project
from samspill_web.projects.selectors import instrument_sources


@pytest.fixture(autouse=True)
def within(cast):
    with scope(tenant=cast.tenant.pk):
        yield


def row(project: Project, **other: object) -> Wave:
    """Return a wave as a script would make it: all as the launch does, but for what is given."""
    now = clock.now()
    values = {
        "project": project,
        "number": examine_project(project).plan.wave,
        "source": project.source,
        "instrument": list(instrument_sources(project).items()),
        "launched": now,
        "opens": now,
        "closes": now + timedelta(days=20),
    }
    return Wave(**{**values, **other})


@pytest.mark.parametrize(
    "forged",
    [
        {"source": '[mapping]\ntitle = "Et annet"\n'},
        {"instrument": []},
        {"instrument": [["relational-capacity", "[instrument]"]]},
        {"number": 7},
        {"closes": clock.now() - timedelta(days=1)},
    ],
    ids=lambda forged: next(iter(forged)),
)
def test_a_script_cannot_launch_another_plan_than_the_one_that_was_looked_at(ready_project, forged):
    with pytest.raises(NotReadyError):
        row(ready_project, **forged).save()
    assert not Wave.objects.exists()


def test_a_script_that_copies_the_launch_is_let_through(ready_project):
    row(ready_project).save()
    assert Wave.objects.count() == 1


def test_a_script_cannot_show_the_guard_a_plan_that_is_not_stored(cast, ready_project):
    """The guard looks at the database, not at what a script holds in its hands."""
    ready = ready_project.source
    services.edit(ready_project, lambda table: set_value(table, ("calendar",), {}), "calendar", by=cast.owner)
    gone = lambda table: {name: part for name, part in table.items() if name not in {"group", "tie", "wave"}}  # noqa: E731
    services.edit(ready_project, gone, "groups", by=cast.owner)
    stale = Project.objects.get(pk=ready_project.pk)
    stale.source = ready
    with pytest.raises(NotReadyError):
        row(stale).save()
    assert not Wave.objects.exists()


def test_a_script_cannot_open_a_second_wave_beside_one_that_is_open(cast, ready_project):
    first = launch(ready_project, by=cast.owner)
    with pytest.raises(NotReadyError):
        row(ready_project, number=first.number + 1).save()
    assert Wave.objects.count() == 1


def test_a_wave_is_not_written_over_by_a_new_row_with_its_number(cast, ready_project):
    wave = launch(ready_project, by=cast.owner)
    before = Wave.objects.filter(pk=wave.pk).values().get()
    with pytest.raises(Exception):  # noqa: B017, PT011 -- whichever guard comes first
        row(ready_project, pk=wave.pk, number=wave.number, source="other").save()
    assert Wave.objects.filter(pk=wave.pk).values().get() == before


def test_a_wave_is_not_taken_away(cast, ready_project):
    wave = launch(ready_project, by=cast.owner)
    for attempt in (
        wave.delete,
        Wave.objects.all().delete,
        ready_project.waves.all().delete,
        lambda: Wave.objects.bulk_update([wave], ["source"]),
    ):
        with pytest.raises(FrozenError), transaction.atomic():
            attempt()
    assert Wave.objects.filter(pk=wave.pk).exists()


def test_the_frozen_copies_outlive_every_change(cast, ready_project, client_of):
    wave = launch(ready_project, by=cast.owner)
    before = Wave.objects.filter(pk=wave.pk).values().get()
    browser, pk = client_of(cast.owner), ready_project.pk
    plan = Project.objects.get(pk=pk)
    other = to_toml(set_value(draft_of(plan.source).table, ("privacy", "policy"), "standard"))
    answer = browser.post(reverse("file_replace", args=[pk]), {"source": other, "seen": plan.version})
    assert answer.status_code == 302
    for number in range(2, plan.version + 2):
        browser.post(reverse("undo", args=[pk, number]))
    assert Project.objects.get(pk=pk).version > plan.version + 1
    assert Wave.objects.filter(pk=wave.pk).values().get() == before


def post_reason(browser, project, code, print_, text="Dette går bra."):
    return browser.post(reverse("reason", args=[project.pk]), {"code": code, "digest": print_, "reason": text})


def test_a_reason_that_fits_no_warning_is_not_kept(cast, client_of):
    browser = client_of(cast.owner)
    examined = examine_project(cast.project)
    warning, blocking = examined.warnings[0], examined.blocking[0]
    answers = [
        post_reason(browser, cast.project, warning.code, "0" * 64),
        post_reason(browser, cast.project, blocking.code, digest(blocking)),
        post_reason(browser, cast.project, "made.up", "0" * 64),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert not Reason.objects.exists()


def test_a_forged_reason_does_not_take_the_place_of_a_good_one(cast, client_of):
    browser, warning = client_of(cast.owner), examine_project(cast.project).warnings[0]
    post_reason(browser, cast.project, warning.code, digest(warning), "Den gode grunnen.")
    post_reason(browser, cast.project, warning.code, "0" * 64, "En annen.")
    assert Reason.objects.get().text == "Den gode grunnen."


def test_no_reason_lifts_what_blocks(cast, ready_project):
    services.edit(ready_project, lambda table: set_value(table, ("mapping", "core_task"), ""), "core_task", by=cast.owner)
    ready_project.refresh_from_db()
    for finding in examine_project(ready_project).findings:
        Reason.objects.update_or_create(
            project=ready_project,
            code=finding.code,
            defaults={"digest": digest(finding), "text": "x", "by": cast.owner, "at": clock.now()},
        )
    assert examine_project(ready_project).blocked
    with pytest.raises(NotReadyError):
        launch(ready_project, by=cast.owner)


def test_one_reason_explains_one_warning(cast, ready_project):
    """Two warnings under one code, for example about two groups: a reason for one says nothing of the other."""
    from dataclasses import replace

    examined = examine_project(ready_project)
    first = examined.warnings[0]
    other = replace(first, about=("another_group",))
    both = replace(examined, findings=(*examined.findings, other))
    assert [digest(each) for each in both.unexplained] == [digest(other)]


def test_a_questionnaire_that_changed_after_the_look_is_not_launched(cast, ready_project, client_of):
    """The plan names a questionnaire by its key; somebody of the organisation may have brought another text under it."""
    from samspill.instrument.load import shipped_source
    from samspill_web.instruments.services import bring

    text = shipped_source("relational-capacity").replace('key = "relational-capacity"', 'key = "vår-egen"', 1)
    bring(cast.tenant, text, by=cast.owner)
    services.edit(
        ready_project, lambda table: set_value(table, ("mapping", "instrument"), "vår-egen"), "questions", by=cast.owner
    )
    ready_project.refresh_from_db()
    for finding in examine_project(ready_project).warnings:
        services.give_reason(ready_project, finding.code, digest(finding), "Vi har snakket om det.", by=cast.owner)
    browser = client_of(cast.owner)
    browser.post(reverse("check", args=[ready_project.pk]))
    form = fields_of(
        browser.get(reverse("ready", args=[ready_project.pk])).content.decode(), reverse("launch", args=[ready_project.pk])
    )
    version = next(line for line in text.splitlines() if line.startswith("version"))
    bring(cast.tenant, text.replace(version, 'version = "9.9"', 1), by=cast.owner)
    answer = browser.post(reverse("launch", args=[ready_project.pk]), form)
    assert answer.status_code == 409
    assert not Wave.objects.exists()


def fields_of(page: str, action: str) -> dict[str, str]:
    import re

    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form, "no form to launch"
    return dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', form[0]))


def test_launches_by_forged_posts_leave_nothing(cast, client_of, ready_project):
    browser = client_of(cast.owner)
    for sent in (
        {},
        {"seen": ""},
        {"seen": "0"},
        {"seen": "-1"},
        {"seen": str(ready_project.version + 1)},
        {"seen": "9" * 5_000},
        {"seen": "1e3"},
    ):
        assert browser.post(reverse("launch", args=[ready_project.pk]), sent).status_code in {409, 422}
    for name in ("reader", "group_leader", "partner", "representative"):
        assert (
            client_of(cast.people[name])
            .post(reverse("launch", args=[ready_project.pk]), {"seen": ready_project.version})
            .status_code
            == 403
        )
    assert (
        client_of(cast.outsider).post(reverse("launch", args=[ready_project.pk]), {"seen": ready_project.version}).status_code
        == 404
    )
    assert not Wave.objects.exists()
