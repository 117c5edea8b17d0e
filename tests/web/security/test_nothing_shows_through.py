"""Two results that differ in everything look the same to whoever may see neither yet: on every page they can come to."""

from __future__ import annotations

import json
import re

import pytest
from actions.conftest import groups, role_of, subject, wave, written
from analysis.conftest import answered, counted, nobody_known, over, released
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from security.test_days_of_showing import go_to

from samspill_web.analysis import reports, selectors
from samspill_web.analysis.models import Release
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.dashboards import results
from samspill_web.dialogue import services as meetings

__all__ = ["answered", "counted", "groups", "nobody_known", "over", "released", "role_of", "subject", "wave", "written"]

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 150
"""Pages of one reader."""
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
CHANGING = re.compile(r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|nonce-[^\s;\']+')
BESIDE = ("/static/", "/account/", "/help/", "/s/")


def other(text: str, keys: list[str]) -> str:
    """Return a release in which two groups have changed places, and so every tie of theirs is another."""
    first, second = keys[0], keys[-1]
    names = {first: second, second: first}
    return re.sub(rf'(?<=["+])(?:{first}|{second})(?=["+@])', lambda found: names[found[0]], text)


def of_others(text: str, own: str) -> str:
    """Return a release in which all that others say of others is another, and all about one group is as it was."""
    told = json.loads(text)
    for part in told["waves"]:
        for cell in part["cells"]:
            if own not in {cell["rater"], cell["target"]} and cell["value"] is not None:
                cell |= {"value": 2.25, "class": "needs_talk"}
        for group in part["groups"]:
            if group["id"] != own:
                for mean in (*group["received"].values(), *group["given"].values()):
                    mean["value"] = 2.25
        part["choices"] = [choice for choice in part["choices"] if choice["unit"] == own]
    return json.dumps(told)


def seen(client: Client, first: list[str]) -> dict[str, tuple[int, str]]:
    """Return every page that somebody comes to from some, by its address."""
    waiting, found = [*first], {}
    while waiting and len(found) < MOST:
        address = waiting.pop(0)
        if address in found or address.startswith(BESIDE):
            continue
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = CHANGING.sub("", content.decode("utf-8", "replace"))
        found[address] = answer.status_code, answer.headers.get("Location", "") + text
        if answer.headers.get("Location"):
            waiting.append(answer["Location"])
        if "text/html" in answer.headers.get("Content-Type", ""):
            waiting += [link.replace("&amp;", "&") for link in LINK.findall(text)]
    return found


def put(wave, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE analysis_release SET text = %s WHERE wave_id = %s", [text, wave.pk])
    selectors.understood.cache_clear()
    reports.made.clear()
    results.forget()


def first_pages(wave, action: int) -> list[str]:
    of_mapping = (
        "project",
        "actions",
        "actions_list",
        "actions_report",
        "own_actions",
        "feedback_meeting",
        "release",
        "action_new",
    )
    of_wave = ("release_of_wave", "result", "files", "public_edition", "codebook", "report")
    pages = [reverse(name, args=[wave.project_id]) for name in of_mapping]
    pages += [reverse(name, args=[wave.project_id, wave.number]) for name in of_wave]
    pages += [
        reverse("result_part", args=[wave.project_id, wave.number, part]) for part in ("overview", "matrix", "map", "tie-1-2")
    ]
    pages += [reverse("result_group", args=[wave.project_id, wave.number, 1, part]) for part in ("overview", "map")]
    pages += [reverse("action", args=[wave.project_id, action]), reverse("meeting_notes", args=[wave.project_id, 1])]
    return ["/", *pages]


NOT_YET = [
    (name, stage) for name in ("representative", "partner", "group_leader", "reader") for stage in ("unset", "preparing")
]
NOT_YET += [("representative", "groups"), ("reader", "groups")]


@pytest.mark.parametrize(("name", "stage"), NOT_YET)
def test_no_page_differs_where_the_result_does(wave, written, groups, cast, client_of, stage, name):
    with scopes_disabled():
        text = Release.objects.get(wave=wave).text
    changed = other(text, list(plan_of(wave).mapping.groups))
    assert changed != text
    about = {"rater": groups["other"], "target": groups["leader"], "dimension": "respect"}
    action = written("Felles møte", **about)
    with scope(tenant=cast.tenant.pk):
        meetings.make(cast.project, "45-minutes", cast.owner)
    go_to(stage)
    client, pages = client_of(cast.people[name]), []
    client.get("/")
    for each in (text, changed, text):
        put(wave, each)
        pages.append(seen(client, first_pages(wave, action.pk)))
    assert pages[0].keys() == pages[1].keys()
    differs = [address for address in pages[0] if pages[0][address] != pages[1][address]]
    # What differs of itself, as a day and an hour do, tells nothing.
    assert not [address for address in differs if pages[0][address] == pages[2][address]]
    assert len(pages[0]) > 20
    # And there was something to see: to those who prepare, both results are there, and differ.
    owner, address = client_of(cast.owner), reverse("result_part", args=[wave.project_id, wave.number, "matrix"])
    looks = []
    for each in (text, changed):
        put(wave, each)
        looks.append(CHANGING.sub("", owner.get(address).content.decode()))
    assert looks[0] != looks[1]


def test_a_leader_who_is_ahead_reads_nothing_of_others(wave, written, groups, cast, client_of):
    """In the days of leaders: two results that differ in all that others say of others look the same to one of them."""
    own = groups["leader"]
    with scopes_disabled():
        text = Release.objects.get(wave=wave).text
    changed = of_others(text, own)
    action = written("Felles møte", rater=groups["other"], target=own, dimension="respect")
    with scope(tenant=cast.tenant.pk):
        meetings.make(cast.project, "45-minutes", cast.owner)
    client, files = client_of(cast.group_leader), reverse("report", args=[wave.project_id, wave.number])
    kinds = ("pdf", "html", "docx", "pptx", "xlsx", "csv", "sav", "graphml")
    asked = [f"{files}?audience=group:{own}&language=nb&kind={kind}" for kind in kinds]
    same = {}
    for stage in ("groups", "everybody"):
        go_to(stage)
        client.get("/")
        pages = []
        for each in (text, changed, text):
            put(wave, each)
            pages.append(seen(client, [*first_pages(wave, action.pk), *asked]))
        assert {pages[0][address][0] for address in asked} == {200}, stage
        differs = [address for address in pages[0] if pages[0][address] != pages[1].get(address)]
        same[stage] = [address for address in differs if pages[0][address] == pages[2][address]]
    assert same["groups"] == []
    assert len(same["everybody"]) > 5
