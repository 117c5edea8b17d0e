"""What a result was made from is destroyed in time: rows, files, and the bytes that deleted rows leave behind."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from secrets import token_bytes

import pytest
from analysis.conftest import form_of, send, work
from django.db import connection
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.errors import UsageError
from samspill.language import say
from samspill.terms import Language
from samspill_web.analysis import services
from samspill_web.analysis.models import Release
from samspill_web.collection import destroying, keys
from samspill_web.collection.ballots import doors, secret
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.channels.keys import invite_key, remind_key
from samspill_web.collection.models import Bag, Ballot, Draft, Participation, Person, Reminding, Spent, Urn, WaveKey
from samspill_web.collection.services import key_file
from samspill_web.kernel import clock, outbox
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.projects.selectors import closing

pytestmark = pytest.mark.django_db(transaction=True)


def left(wave) -> list[str]:
    with scopes_disabled():
        in_urn = [model for model in (Ballot, Spent, Draft, Reminding, Participation) if model.objects.exists()]
        return [model.__name__ for model in (*in_urn, *([Bag] if Bag.objects.exists() else []))]


def files_of(wave) -> list[Path]:
    with scopes_disabled():
        return [key_file(wave.project, wave.number), secret.secret_file(wave.project_id, wave.number)]


def fill(wave) -> None:
    """Leave something everywhere where something can be left."""
    with scopes_disabled():
        urn = Urn.objects.get(wave=wave)
        Draft.objects.create(mark="d" * 64, urn=urn, blob=b"x" * 100)
        Reminding.objects.create(urn=urn, day=clock.now().date())
        Participation.objects.create(urn=urn, node="larere", day=clock.now().date(), band="some")
        Bag.objects.create(project=wave.project, wave=wave.number, node="larere", number=4, made=clock.now())
        WaveKey.objects.filter(project=wave.project, wave=wave.number).update(holders=[{"name": "Kari", "has": True}])


def test_everything_is_destroyed_on_the_seventh_day(counted, time_machine, owner):
    wave = counted()
    fill(wave)
    with scopes_disabled():
        day = closing(wave) + services.KEPT
    time_machine.move_to(day - timedelta(minutes=1))
    work()
    assert left(wave) == ["Ballot", "Spent", "Draft", "Reminding", "Participation", "Bag"]
    time_machine.move_to(day)
    work()
    assert left(wave) == []
    assert [file for file in files_of(wave) if file.exists()] == []
    with scopes_disabled():
        urn = Urn.objects.get(wave=wave)
        assert day <= urn.destroyed < closing(wave) + timedelta(days=7)
        assert urn.certificate["files"] == urn.certificate["scrubbed"] == day.date().isoformat()
        assert WaveKey.objects.get(project=wave.project, wave=wave.number).holders == []
        assert Person.objects.exists()
        assert AuditEntry.objects.get(verb="wave.destroyed").by_name == "Samspill"
    # The result is there as before.
    assert owner.get(reverse("release", args=[wave.project_id])).status_code == 200


def test_nothing_is_destroyed_while_there_is_no_result(answered, over, time_machine, cast):
    wave = over(answered(people=3))
    time_machine.shift(timedelta(days=30).total_seconds())
    work()
    assert left(wave) == ["Ballot", "Spent"]
    with scopes_disabled(), pytest.raises(UsageError) as raised:
        services.destroy(wave, by=cast.owner)
    assert raised.value.problems[0].code == "analysis.destroy.no_release"


def test_an_open_wave_is_not_destroyed(answered):
    wave = answered(people=1)
    with scopes_disabled(), pytest.raises(UsageError) as raised:
        destroying.destroy(wave, by=None)
    assert raised.value.problems[0].code == "analysis.destroying.open"
    assert left(wave) == ["Ballot", "Spent"]


def test_what_cannot_be_undone_is_told_behind_a_fold_before_its_button(counted, owner, cast):
    wave = counted()
    page = reverse("closing", args=[wave.project_id])
    for name in ("destroy", "people"):
        html = owner.get(page).content.decode()
        (fold,) = re.findall(r"(?s)<details(?![^>]* open)[^>]*>(?:(?!</details>).)*</details>", html[html.index("<h1") :])
        what, sure = (fold.index(say(f"analysis.{name}.{part}", Language.NB)) for part in ("what", "sure"))
        assert what < sure
        assert html.count(f">{say(f'analysis.{name}.sure', Language.NB)}<") == 1
        with scopes_disabled():
            if name == "destroy":
                services.destroy(wave, by=cast.owner)


def test_the_owner_may_destroy_before_and_nobody_else(counted, owner, client_of, cast):
    wave = counted()
    address = reverse("destroy_answers", kwargs={"project_id": wave.project_id, "wave": wave.number})
    assert client_of(cast.consultant).post(address).status_code == 403
    assert left(wave)
    assert owner.post(address).status_code == 302
    assert left(wave) == []
    assert [file for file in files_of(wave) if file.exists()] == []
    # Once more says that it is done, and changes nothing.
    owner.post(address)
    with scopes_disabled():
        assert AuditEntry.objects.filter(verb="wave.destroyed").count() == 1


def test_a_machine_that_stops_between_rows_and_files_ends_it_later(counted, monkeypatch, cast):
    wave = counted()
    monkeypatch.setattr(destroying, "destroy_files", lambda _wave: None)
    with scopes_disabled():
        services.destroy(wave, by=cast.owner)
    assert all(file.exists() for file in files_of(wave))
    monkeypatch.undo()
    work()
    assert [file for file in files_of(wave) if file.exists()] == []


def test_a_certificate_tells_no_more_than_the_result(counted, owner, client_of, cast):
    wave = counted(people=48)
    with scopes_disabled():
        services.destroy(wave, by=cast.owner)
    work()
    page = client_of(cast.representative).get(
        reverse("certificate", kwargs={"project_id": wave.project_id, "wave": wave.number})
    )
    told = page.content.decode()
    assert page.status_code == 200
    assert "25+" in told
    # Tokens inside the tags are drawn by lot, and may hold any figures.
    assert "48" not in re.sub(r"<[^>]*>", "", told)
    assert str(cast.owner) in told


def test_there_is_no_certificate_before(counted, owner):
    wave = counted()
    address = reverse("certificate", kwargs={"project_id": wave.project_id, "wave": wave.number})
    assert owner.get(address).status_code == 404


def test_a_link_of_a_destroyed_wave_is_answered_politely(counted, cast, client):
    wave = counted()
    with scopes_disabled():
        person = Person.objects.order_by("pk").first()
        code = code_of(person)
        services.destroy(wave, by=cast.owner)
    for process in ("that destroyed it", "another"):
        if process == "another":
            doors.forget()
        answer = client.post("/s/open/", {"code": code})
        assert answer.json()["state"] == "not_open", process
        assert "Undersøkelsen kan også være stengt" in answer.json()["html"]
        assert send(code, form_of(wave, person.nodes[0], 0)) == "not_open"
    with pytest.raises(secret.NoSecretError):
        secret.secret_of(wave.project_id, wave.number)


def test_the_list_of_people_goes_after_thirty_days_or_when_the_owner_says(counted, time_machine, owner, cast):
    wave = counted()
    address = reverse("delete_people", kwargs={"project_id": wave.project_id, "wave": wave.number})
    owner.post(address)
    with scopes_disabled():
        assert Person.objects.exists(), "while there are answers, the list is needed to invite and remind"
        made = Release.objects.get(wave=wave).made
    time_machine.move_to(made + services.PEOPLE_KEPT - timedelta(minutes=1))
    work()
    with scopes_disabled():
        assert Person.objects.exists()
    time_machine.move_to(made + services.PEOPLE_KEPT)
    work()
    with scopes_disabled():
        assert not Person.objects.exists()
        assert AuditEntry.objects.filter(verb="roster.deleted").count() == 1


def test_the_owner_may_delete_the_list_before(counted, owner, cast):
    wave = counted()
    with scopes_disabled():
        services.destroy(wave, by=cast.owner)
    owner.post(reverse("delete_people", kwargs={"project_id": wave.project_id, "wave": wave.number}))
    with scopes_disabled():
        assert not Person.objects.exists()


def test_messages_of_the_wave_go_and_those_of_others_stay(counted, cast):
    wave = counted()
    messages = {
        invite_key(wave.pk, "a", "email"),
        remind_key(wave.pk, clock.now().date(), "a", "sms"),
        invite_key(0, "a", "email"),
    }
    outbox.enqueue_many(outbox.New("invitation", "a@eksempel.no", Language.NB, key=key) for key in messages)
    with scopes_disabled():
        services.destroy(wave, by=cast.owner)
    assert not Message.objects.filter(key__contains=f":{wave.pk}:").exists()
    assert Message.objects.filter(key=invite_key(0, "a", "email")).exists()


def test_a_file_is_overwritten_before_its_name_goes(tmp_path):
    file, other = tmp_path / "1.key", tmp_path / "same"
    content = token_bytes(32)
    keys.keep(file, content)
    other.hardlink_to(file)
    keys.destroy(file)
    assert not file.exists()
    assert other.read_bytes() != content
    keys.destroy(file)


def test_a_link_in_the_place_of_a_key_does_not_lead_elsewhere(tmp_path):
    other = tmp_path / "other"
    other.write_bytes(b"another's")
    (tmp_path / "1.key").symlink_to(other)
    keys.destroy(tmp_path / "1.key")
    assert other.read_bytes() == b"another's"
    assert not (tmp_path / "1.key").is_symlink()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the files of a server are not ours to read")
def test_no_byte_of_an_answer_is_left_in_the_files_of_the_database(counted, cast):
    wave = counted()
    canaries = [token_bytes(48) for _ in range(2)]
    with scopes_disabled():
        urn = Urn.objects.get(wave=wave)
        Ballot.objects.create(urn=urn, sealed=canaries[0] + bytes(4000))
        Draft.objects.create(mark="c" * 64, urn=urn, blob=canaries[1] + bytes(4000))
        sealed = [bytes(each)[:48] for each in Ballot.objects.values_list("sealed", flat=True)]
    assert all(found(piece) for piece in (*sealed, *canaries))
    with scopes_disabled():
        services.destroy(wave, by=cast.owner)
    work()
    assert [piece for piece in (*sealed, *canaries) if found(piece)] == []
    with scopes_disabled():
        assert Urn.objects.get(wave=wave).certificate["scrubbed"]


def found(piece: bytes) -> bool:
    """Tell whether bytes stand in the database's file or its journal."""
    file = Path(connection.settings_dict["NAME"])
    around = [each for each in file.parent.glob(f"{file.name}*") if each.is_file()]
    assert file in around
    return any(piece in each.read_bytes() for each in around)


def test_a_reader_in_the_way_delays_the_scrubbing_and_stops_nothing(counted, cast, monkeypatch):
    wave = counted()
    with scopes_disabled():
        services.destroy(wave, by=cast.owner)
    monkeypatch.setattr(destroying, "scrub", lambda _tables: False)
    work()
    with scopes_disabled():
        assert Urn.objects.get(wave=wave).certificate["scrubbed"] == ""
    monkeypatch.undo()
    work()
    with scopes_disabled():
        assert Urn.objects.get(wave=wave).certificate["scrubbed"]
