"""The plan as a file: out, in after a look, and nothing that could do harm."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled
from projects.plans import at, table

from samspill_web.kernel.models import AuditEntry
from samspill_web.projects import services

EXAMPLES = sorted(Path("examples").glob("*/mapping.toml"))
SMALL = """
[mapping]
title = "T"
core_task = "t"
language = "nb"
[[organisation]]
key = "o"
name = "O"
[[group]]
key = "g"
name = "G"
organisation = "o"
size = 9
"""


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_nothing_is_lost_on_the_way_in_and_out(client, empty, example):
    content = example.read_text(encoding="utf-8")
    look = client.post(at("file", empty), {"source": content})
    assert look.status_code == 200
    assert "Ingenting er lagret ennå" in look.content.decode()
    assert table(empty)["mapping"]["title"] == "Ny"
    # A browser sends a text area with \\r\\n.
    sent = {"source": look.context["source"].replace("\n", "\r\n"), "seen": look.context["version"]}
    assert client.post(at("file_replace", empty), sent).status_code == 302
    out = client.get(at("file_download", empty))
    assert tomllib.loads(out.content.decode()) == tomllib.loads(content)
    assert 'filename="mapping.toml"' in out["Content-Disposition"]
    with scopes_disabled():
        assert (
            AuditEntry.objects.filter(verb="project.exported", project=empty.pk, by_id=client.session["_auth_user_id"]).count()
            == 1
        )


def test_the_look_says_in_words_what_would_change(client, empty):
    page = client.post(at("file", empty), {"source": SMALL}).content.decode()
    assert "Gruppen G er lagt til" in page
    assert "Navnet på kartleggingen: fra Ny til T" in page


def test_a_file_can_be_chosen(client, empty):
    upload = SimpleUploadedFile("mapping.toml", ("\ufeff" + SMALL).encode())
    assert "Gruppen G er lagt til" in client.post(at("file", empty), {"upload": upload}).content.decode()


def test_the_same_file_changes_nothing(client, empty):
    out = client.get(at("file_download", empty)).content.decode()
    assert "Filen sier det samme" in client.post(at("file", empty), {"source": out}).content.decode()


def deep(levels: int) -> str:
    return SMALL + "x = " + "[" * levels + "]" * levels


WRONG = {
    "nothing": ("", "Velg en fil, eller lim inn teksten"),
    "not toml": ("[mapping\ntitle", "rad 1"),
    "deep": (deep(1000), ""),
    "dotted": (SMALL + ".".join(["a"] * 5000) + " = 1", "så mange ledd"),
    "rather deep": (deep(100), "dypt"),
    "deep title": (SMALL.replace('"T"', "[" * 200 + "]" * 200), "dypt"),
    "huge": (SMALL.replace("9", "9" * 5000), ""),
    "large": (SMALL.replace("= 9", "= 9999999999"), "group[1].size: Tallet er for stort"),
    "negative": (SMALL.replace("= 9", "= -99999999999"), "Tallet er for stort"),
    "far wave": (SMALL + "waves = [1, 100000]", "Tallet er for stort"),
    "many": (SMALL + '[[site]]\nkey = "s"\nname = "S"\n' * 300, "300"),
    "unknown organisation": (SMALL.replace('organisation = "o"', 'organisation = "x"'), "group[1].organisation"),
    "unknown key": (SMALL + "storrelse = 4", "group[1].storrelse"),
    "no key": (SMALL.replace('key = "g"\n', ""), "group[1].key"),
    "language": (SMALL.replace('"nb"', '"xx"'), "mapping.language"),
    "not tables": ("mapping = 1\ngroup = 2\ntie = 3\nsite = 4\norganisation = [5]", "mapping"),
    "big": ("# " + "x" * 200_001, "for stor"),
    "bad dates": (SMALL + "[calendar]\nopens = 2026-13-45", "rad"),
    "infinity": (SMALL.replace('language = "nb"', 'language = "nb"\nresponse = inf'), "mapping.response"),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("way", ["file", "file_replace"])
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_stored(client, empty, name, way):
    content, told = WRONG[name]
    before = table(empty)
    answer = client.post(at(way, empty), {"source": content, "seen": empty.version})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page, page[page.find("ds-error-summary") :][:900]
    assert "ds-error-summary" in page
    assert table(empty) == before


def test_a_file_that_is_no_text_is_refused(client, empty):
    answer = client.post(at("file", empty), {"upload": SimpleUploadedFile("mapping.toml", b"\xff\xfe\x00")})
    assert answer.status_code == 422
    assert "UTF-8" in answer.content.decode()


def test_what_others_change_between_look_and_yes_stays(client, cast, empty):
    look = client.post(at("file", empty), {"source": SMALL})
    with scopes_disabled():
        services.edit(empty, lambda found: {**found, "start": {"ambitions": ["Alle med"]}}, "start", by=cast.owner)
        services.edit(
            empty, lambda found: {**found, "mapping": {**found["mapping"], "title": "Andres"}}, "core_task", by=cast.owner
        )
    answer = client.post(at("file_replace", empty), {"source": look.context["source"], "seen": look.context["version"]})
    assert answer.status_code == 409
    assert "<q>Andres</q>" in answer.content.decode()
    assert table(empty)["start"] == {"ambitions": ["Alle med"]}
    assert table(empty)["group"][0]["key"] == "g"


@pytest.mark.parametrize("who", ["partner", "representative"])
def test_those_who_only_look_take_it_out_and_bring_nothing_in(cast, client_of, project, who):
    client = client_of(cast.people[who])
    assert "<textarea" not in client.get(at("file", project)).content.decode()
    assert client.get(at("file_download", project)).status_code == 200
    before = table(project)
    for way in ("file", "file_replace"):
        assert client.post(at(way, project), {"source": SMALL, "seen": 1}).status_code == 403
    assert table(project) == before


def test_readers_and_strangers_see_no_plan(cast, client_of, project):
    assert client_of(cast.reader).get(at("file_download", project)).status_code == 403
    assert client_of(cast.outsider).get(at("file_download", project)).status_code == 404
