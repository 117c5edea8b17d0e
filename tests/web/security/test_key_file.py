"""The file of a private key: who may read it, where it lies, and that it is never another file than its own."""

from __future__ import annotations

import stat

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from samspill.errors import UsageError
from samspill_web.collection import keys, services
from samspill_web.collection.models import WaveKey
from samspill_web.projects.readiness import examine_project


@pytest.fixture(autouse=True)
def within(cast, settings, tmp_path):
    settings.KEYS = tmp_path / "outer" / "keys"
    with scope(tenant=cast.tenant.pk):
        yield


def test_only_its_owner_reads_it(cast):
    services.make_key(cast.project, 1, by=cast.owner)
    path = services.key_file(cast.project, 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_folder_that_others_may_look_into_is_closed(cast, settings):
    settings.KEYS.mkdir(parents=True, mode=0o777)
    settings.KEYS.chmod(0o777)
    services.make_key(cast.project, 1, by=cast.owner)
    assert stat.S_IMODE(settings.KEYS.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("there", [b"", b"x" * 31, b"x" * 33, b"y" * 1_000_000])
def test_what_is_no_key_is_never_used_as_one(cast, client_of, there):
    pk, wave = cast.project.pk, examine_project(cast.project).plan.wave
    path = services.key_file(cast.project, wave)
    path.parent.mkdir(parents=True)
    path.write_bytes(there)
    answer = client_of(cast.owner).post(reverse("make_key", args=[pk]), follow=True)
    assert answer.status_code == 200
    assert path.name in answer.content.decode()
    assert path.read_bytes() == there
    assert not WaveKey.objects.exists()


@pytest.mark.parametrize("dangling", [True, False])
def test_a_link_in_its_place_is_not_followed(cast, tmp_path, dangling):
    """Whoever may write a link into the folder would choose the key, or have it written elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    if not dangling:
        elsewhere.write_bytes(b"k" * 32)
    path = services.key_file(cast.project, 1)
    path.parent.mkdir(parents=True)
    path.symlink_to(elsewhere)
    with pytest.raises(UsageError):
        services.make_key(cast.project, 1, by=cast.owner)
    assert dangling is not elsewhere.exists()
    assert not WaveKey.objects.exists()


def test_another_key_that_was_put_in_its_place_is_not_printed(cast, client_of):
    browser, pk = client_of(cast.owner), cast.project.pk
    browser.post(reverse("make_key", args=[pk]))
    found = WaveKey.objects.get(project=cast.project)
    services.key_file(cast.project, found.wave).write_bytes(b"k" * 32)
    assert browser.get(reverse("key_sheet", args=[pk])).status_code == 404


def test_a_machine_that_stops_halfway_leaves_no_half_key(cast, monkeypatch):
    def stop(_handle):
        raise OSError("no space left")

    monkeypatch.setattr(keys.os, "fsync", stop)
    with pytest.raises(OSError, match="no space"):
        services.make_key(cast.project, 1, by=cast.owner)
    assert list(services.key_file(cast.project, 1).parent.iterdir()) == []
    monkeypatch.undo()
    assert services.make_key(cast.project, 1, by=cast.owner).public


def test_the_sheet_is_gone_once_it_was_put_away(cast, client_of):
    browser, pk = client_of(cast.owner), cast.project.pk
    browser.post(reverse("make_key", args=[pk]))
    sheet = browser.get(reverse("key_sheet", args=[pk]))
    found = WaveKey.objects.get(project=cast.project)
    private = keys.read(services.key_file(cast.project, found.wave))
    words = keys.on_paper(private).split()
    assert all(word in sheet.content.decode() for word in words)
    assert "no-store" in sheet["Cache-Control"]
    browser.post(reverse("confirm_key", args=[pk]))
    assert browser.get(reverse("key_sheet", args=[pk])).status_code == 404
    browser.post(reverse("make_key", args=[pk]))
    assert browser.get(reverse("key_sheet", args=[pk])).status_code == 404
    assert "".join(words[:3]) not in browser.get(reverse("key", args=[pk])).content.decode().replace(" ", "")


@pytest.mark.parametrize(
    "name", ["partner", "representative", "group_leader", "reader", "administrator", "privacy_officer", "outsider"]
)
def test_nobody_else_sees_or_makes_the_sheet(cast, client_of, name):
    client_of(cast.owner).post(reverse("make_key", args=[cast.project.pk]))
    browser = client_of(cast.people[name])
    for page in ("key", "key_sheet"):
        assert browser.get(reverse(page, args=[cast.project.pk])).status_code in {403, 404}
    for action in ("make_key", "confirm_key"):
        assert browser.post(reverse(action, args=[cast.project.pk])).status_code in {403, 404}
    with scopes_disabled():
        assert WaveKey.objects.get(project=cast.project).backed_up is None
