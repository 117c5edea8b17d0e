"""Raw answers for research: of those who said yes, sealed at rest, for the owner alone, and written down."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from analysis.conftest import keep, work
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill_web.analysis import research, services
from samspill_web.analysis.models import Release, ResearchFile
from samspill_web.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def at(name: str, wave) -> str:
    return reverse(name, kwargs={"project_id": wave.project_id, "wave": wave.number})


@pytest.fixture
def wave(counted, next_wave):
    """A wave in which everybody but one said yes."""
    said: list[str] = []

    def sending(code: str, form: dict[str, object]) -> str:
        said.append("yes" if said else "no")
        return keep(code, form | {"research": said[-1]})

    return counted(people=48, wave=next_wave(people=48, policy="research"), sending=sending)


def tables(content: bytes) -> dict[str, list[dict[str, str]]]:
    with ZipFile(BytesIO(content)) as file:
        read = {name: file.read(name).decode("utf-8-sig") for name in file.namelist()}
    assert "Confidential, not anonymous" in read["READ-ME.txt"]
    return {name: list(csv.DictReader(StringIO(text))) for name, text in read.items() if name.endswith(".csv")}


def test_the_owner_gets_the_answers_of_those_who_said_yes(wave, owner, consultant):
    assert consultant.get(at("research_file", wave)).status_code == 403
    answer = owner.get(at("research_file", wave))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = tables(answer.content)["ratings.csv"]
    # One of the first group said no: of that group nothing is given. All others said yes.
    assert len({row["rater_group"] for row in found}) == 7
    assert len({row["respondent"] for row in found}) == 42
    with scopes_disabled():
        assert AuditEntry.objects.get(verb="research.exported").data == {"wave": wave.number}
        assert Release.objects.filter(wave=wave).exists()


def test_it_is_sealed_at_rest_and_outlives_the_answers_until_the_owner_deletes_it(wave, owner, cast):
    with scopes_disabled():
        row = ResearchFile.objects.get()
        assert b"ratings.csv" not in bytes(row.sealed)
        services.destroy(wave, by=cast.owner)
    work()
    before = owner.get(at("research_file", wave))
    assert tables(before.content)["ratings.csv"]
    assert "låst, hos eieren" in owner.get(at("certificate", wave)).content.decode()
    assert owner.post(at("delete_research", wave)).status_code == 302
    assert not research.research_key(wave).exists()
    assert owner.get(at("research_file", wave)).status_code == 404
    assert "låst, hos eieren" not in owner.get(at("certificate", wave)).content.decode()


def test_without_its_key_it_says_so(wave, owner):
    research.research_key(wave).unlink()
    answer = owner.get(at("research_file", wave))
    assert answer.status_code == 409
    assert "Uten den kan ingen lese" in answer.content.decode()


def test_no_other_policy_keeps_raw_answers(counted, owner):
    wave = counted()
    with scopes_disabled():
        assert not ResearchFile.objects.exists()
    assert owner.get(at("research_file", wave)).status_code == 404
