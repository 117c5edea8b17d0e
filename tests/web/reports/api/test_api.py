"""What the API gives, to whom, and how: role by role, token by token, and every number the release's."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django_scopes import scopes_disabled
from reports.api.conftest import role_of

from samspill.disclosure.release_file import from_json, to_json
from samspill.language import say
from samspill.terms import Language
from samspill_web.analysis.models import Release
from samspill_web.analysis.tokens.models import ApiToken
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Role
from samspill_web.reports.api import guard, operations, replies

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = "/api/v1"
MAY_READ = {"owner", "consultant", "representative"}
"""The table once more: those who may have the leaders' reports."""


def addresses(wave) -> dict[str, str]:
    mapping = f"{ROOT}/mappings/{wave.project_id}"
    return {"mappings": f"{ROOT}/mappings", "releases": f"{mapping}/releases", "release": f"{mapping}/releases/{wave.number}"}


def is_problem(answer, code: str) -> bool:
    told = json.loads(answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert "no-store" in answer["Cache-Control"]
    return (told["code"], told["status"]) == (code, answer.status_code)


def test_every_number_is_the_release_s(wave, programme):
    answer = programme("owner").get(addresses(wave)["release"])
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    with scopes_disabled():
        kept = from_json(Release.objects.get(wave=wave).text)
    assert answer.content.decode() == to_json(kept)
    assert from_json(answer.content.decode()) == kept
    assert len(answer.json()["waves"][0]["cells"]) == len(kept.waves[0].cells) > 100


def test_it_is_the_file_that_the_workspace_gives(wave, programme, client_of, cast):
    file = client_of(cast.owner).get(
        f"/m/{wave.project_id}/release/{wave.number}/report/?audience=leaders&language=nb&kind=json"
    )
    assert programme("owner").get(addresses(wave)["release"]).content == file.content


@pytest.mark.parametrize("role", [role.value for role in ProjectRole])
def test_each_role_reads_what_it_may_have(wave, programme, role):
    client, at = programme(role), addresses(wave)
    mappings = client.get(at["mappings"]).json()["mappings"]
    assert mappings == [{"id": wave.project_id, "title": wave.project.title, "role": role}]
    listed = client.get(at["releases"]).json()["releases"]
    answer = client.get(at["release"])
    if role in MAY_READ:
        assert [each["wave"] for each in listed] == [wave.number]
        assert answer.status_code == 200
    else:
        assert listed == []
        assert is_problem(answer, "not_found")
        assert answer.content == client.get(f"{at['releases']}/77").content


def test_another_s_mapping_is_there_no_more_than_one_that_nobody_has(wave, programme):
    client = programme("outsider")
    for address in (addresses(wave)["releases"], addresses(wave)["release"]):
        answer, nowhere = client.get(address), client.get(address.replace(f"/{wave.project_id}/", "/987654321/"))
        assert is_problem(answer, "not_found")
        assert answer.content == nowhere.content
    assert [each["title"] for each in client.get(f"{ROOT}/mappings").json()["mappings"]] == ["En annen kartlegging"]


def ended(cast, how: str, token: str, time_machine) -> None:
    """Let a token of the owner end."""
    with scopes_disabled():
        if how == "revoked":
            ApiToken.objects.update(revoked=role_of(cast, "owner").project.made)
        elif how == "inactive":
            cast.owner.is_active = False
            cast.owner.save()
        elif how == "role":
            Role.objects.filter(user=cast.owner).delete()
    if how == "expired":
        time_machine.shift(timedelta(days=90, seconds=1))


@pytest.mark.parametrize("how", ["revoked", "inactive", "role", "expired"])
def test_a_token_that_has_ended_is_answered_as_a_wrong_one(wave, cast, token_of, how, time_machine):
    token, at = token_of("owner"), addresses(wave)
    assert Client(headers={"authorization": f"Bearer {token}"}).get(at["release"]).status_code == 200
    ended(cast, how, token, time_machine)
    wrong = Client(headers={"authorization": "Bearer samspill_galt"})
    for address in at.values():
        answer, other = Client(headers={"authorization": f"Bearer {token}"}).get(address), wrong.get(address)
        assert is_problem(answer, "token")
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert (answer.content, sorted(answer.headers.items())) == (other.content, sorted(other.headers.items()))


def test_a_token_opens_in_its_header_alone(wave, token_of):
    token, at = token_of("owner"), addresses(wave)["release"]
    for client, address in (
        (Client(), at),
        (Client(), f"{at}?token={token}&access_token={token}"),
        (Client(headers={"authorization": f"Basic {token}"}), at),
        (Client(headers={"authorization": token}), at),
        (Client(headers={"x-api-key": token}), at),
        (Client(headers={"authorization": f"Bearer {token[:-1]}"}), at),
        (Client(headers={"authorization": f"Bearer {token}x"}), at),
        (Client(headers={"authorization": "Bearer "}), at),
        (Client(headers={"authorization": "Bearer " + "å\x00" * 4000}), at),
    ):
        assert is_problem(client.get(address), "token"), address


def test_a_log_in_counts_for_nothing_and_none_is_begun(wave, cast, client_of, token_of):
    client = client_of(cast.owner)
    assert is_problem(client.get(addresses(wave)["release"]), "token")
    both = client.get(addresses(wave)["release"], headers={"authorization": f"Bearer {token_of('reader')}"})
    assert is_problem(both, "not_found"), "the token's person counts, whoever is logged in"
    assert both.cookies == {}
    assert settings.SESSION_COOKIE_NAME not in Client(headers={"authorization": "Bearer x"}).get(f"{ROOT}/mappings").cookies


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_it_reads_and_does_nothing_else(wave, programme, method):
    for address in (*addresses(wave).values(), f"{ROOT}/openapi.json", "/api/nowhere"):
        answer = programme("owner").generic(method, address)
        assert is_problem(answer, "method")
        assert answer["Allow"] == "GET, HEAD"


def test_the_head_alone(wave, programme):
    client, address = programme("owner"), addresses(wave)["release"]
    whole, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert {name: value for name, value in head.headers.items() if name != "Content-Length"} == {
        name: value for name, value in whole.headers.items() if name != "Content-Length"
    }


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1", "/api/v1/", "/api/v1/docs", "/api/v2/mappings", "/api/v1/mappings/x/releases"]
)
def test_what_is_not_there(wave, programme, address):
    assert is_problem(programme("owner").get(address), "not_found")


@pytest.mark.parametrize("number", [0, 2**63, 10**40])
def test_numbers_that_nothing_has(wave, programme, number):
    client = programme("owner")
    for address in (f"{ROOT}/mappings/{number}/releases", f"{ROOT}/mappings/{wave.project_id}/releases/{number}"):
        answer = client.get(address)
        assert is_problem(answer, "parameter")
        assert ("wave" if "releases/" in address else "mapping") in answer.json()["title"]


def test_no_other_site_may_ask(wave, programme):
    answer = programme("owner", origin="https://annen.eksempel.no").get(addresses(wave)["release"])
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_one_has_is_not_sent_again(wave, programme):
    client, address = programme("owner"), addresses(wave)["release"]
    first = client.get(address)
    for tag in (first["ETag"], f"W/{first['ETag']}", f'"x", {first["ETag"]}', "*"):
        again = client.get(address, headers={"if-none-match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Cache-Control"] == first["Cache-Control"]
    assert client.get(address, headers={"if-none-match": '"x"'}).status_code == 200
    assert is_problem(Client().get(address, headers={"if-none-match": first["ETag"]}), "token")


def test_it_is_packed_for_those_who_take_that(wave, programme):
    client, address = programme("owner"), addresses(wave)["release"]
    plain = client.get(address)
    packed = client.get(address, headers={"accept-encoding": "br, gzip"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 4
    assert packed["ETag"] != plain["ETag"]
    assert {"Accept-Encoding", "Authorization"} <= set(packed["Vary"].split(", "))
    assert "Content-Encoding" not in client.get(address, headers={"accept-encoding": "gzip;q=0"})
    assert len(client.get(f"{ROOT}/mappings").content) < replies.WORTH_PACKING


@pytest.mark.parametrize("language", Language)
def test_problems_are_told_in_the_reader_s_language(db, language):
    answer = Client().get(f"{ROOT}/mappings", headers={"accept-language": f"fi, {language}-XX;q=0.9, en;q=0.1"})
    assert answer.json()["title"] == say("api.problem.token", language)
    assert answer["Content-Language"] == language
    assert answer.json()["type"] == "urn:samspill:problem:token"


def test_guessing_is_limited_and_right_tokens_are_not_held_up(wave, programme, monkeypatch, time_machine):
    monkeypatch.setattr(guard, "WRONG_TOKENS", "5/10m")
    client, wrong = programme("owner"), Client(headers={"authorization": "Bearer samspill_galt"})
    statuses = [wrong.get(f"{ROOT}/mappings").status_code for _ in range(8)]
    assert statuses == [401] * 5 + [429] * 3
    answer = wrong.get(f"{ROOT}/mappings")
    assert is_problem(answer, "too_many")
    assert 1 <= int(answer["Retry-After"]) <= 600
    assert client.get(f"{ROOT}/mappings").status_code == 200
    time_machine.shift(timedelta(minutes=11))
    assert wrong.get(f"{ROOT}/mappings").status_code == 401


def test_a_programme_that_asks_too_often_waits(wave, programme, monkeypatch):
    monkeypatch.setattr(guard, "OF_A_TOKEN", "3/m")
    client, other = programme("owner"), programme("owner")
    assert [client.get(f"{ROOT}/mappings").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert other.get(f"{ROOT}/mappings").status_code == 200


def test_a_fault_of_ours_is_told_as_one_and_tells_nothing(wave, programme, monkeypatch, caplog):
    monkeypatch.setattr(operations.reports, "rendered", lambda *_: 1 / 0)
    client = programme("owner")
    answer = client.get(addresses(wave)["release"])
    assert is_problem(answer, "fault")
    assert "ZeroDivisionError" in caplog.text
    assert "samspill_" not in caplog.text.replace("samspill_web", "")
    assert "division" not in answer.content.decode()
