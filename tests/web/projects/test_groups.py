"""Organisations, sites and groups on one page, each change at its own address."""

from __future__ import annotations

import pytest
from django.utils.html import escape
from django_scopes import scopes_disabled
from projects.plans import at, table, with_sites

from samspill_web.projects import services
from samspill_web.projects.launching import launch
from samspill_web.projects.models import Project


def entry(project: Project, kind: str, key: str) -> dict:
    return next(found for found in table(project)[kind] if found["key"] == key)


def keys(project: Project, kind: str) -> list[str]:
    return [found["key"] for found in table(project).get(kind, ())]


@pytest.fixture
def project(cast) -> Project:
    """A mapping with sites."""
    return with_sites(cast)


def text(response) -> str:
    return response.content.decode()


def test_the_tree_is_on_one_page(client, project):
    page = text(client.get(at("groups", project)))
    for kind in ("organisation", "site", "group"):
        for found in table(project)[kind]:
            name = found["name"] if isinstance(found["name"], str) else found["name"]["nb"]
            assert name in page


def test_an_empty_plan_teaches_where_to_begin(client, empty):
    page = text(client.get(at("groups", empty)))
    assert "Begynn med dem som må arbeide sammen" in page
    assert at("add_part", empty, "organisation") in page


def test_a_plan_grows_from_nothing(client, empty):
    client.post(at("add_part", empty, "organisation"), {"name_nb": "Oppvekst"})
    client.post(at("add_part", empty, "site"), {"name_nb": "Nordby"})
    sent = {"name_nb": "Lærere", "in_text_nb": "lærerne", "organisation": "oppvekst", "where": "each", "asked": "yes"}
    answer = client.post(at("add_part", empty, "group"), {**sent, "size@nordby": "24"})
    assert answer.status_code == 302
    assert table(empty)["group"] == [
        {
            "key": "laerere",
            "name": "Lærere",
            "organisation": "oppvekst",
            "each_site": True,
            "size": {"nordby": 24},
            "in_text": "lærerne",
        }
    ]


def test_wrong_input_keeps_what_was_typed_and_stores_nothing(client, empty):
    client.post(at("add_part", empty, "organisation"), {"name_nb": "Oppvekst"})
    sent = {"name_nb": "", "in_text_nb": "lærerne i «x»", "organisation": "oppvekst", "asked": "yes", "size": "-3"}
    with scopes_disabled():
        before = Project.objects.get(pk=empty.pk).version
        answer = client.post(at("add_part", empty, "group"), sent)
        assert Project.objects.get(pk=empty.pk).version == before
    assert answer.status_code == 422
    page = text(answer)
    assert "lærerne i «x»" in page
    assert 'value="-3"' in page
    assert 'href="#id_name' in page
    assert 'href="#id_size"' in page


def test_a_new_name_leaves_the_key(client, project):
    key = keys(project, "site")[0]
    client.post(at("edit_part", project, "site", key), {"name_nb": "Et helt nytt navn", "seen": project.version})
    assert keys(project, "site")[0] == key
    assert "Et helt nytt navn" in str(entry(project, "site", key)["name"])


def test_sizes_are_saved_in_one_form_and_only_what_was_changed(client, project):
    before = table(project)
    page = client.get(at("groups", project))
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    group = next(found for found in before["group"] if isinstance(found.get("size"), dict))
    site = next(iter(group["size"]))
    sent[f"size@{group['key']}@{site}"] = "31"
    assert client.post(at("groups", project), sent).status_code == 302
    after = table(project)
    assert entry(project, "group", group["key"])["size"] == {**group["size"], site: 31}
    for found in after["group"]:
        if found["key"] == group["key"]:
            found["size"] = group["size"]
    assert after == before


def test_autosave_answers_briefly_and_tells_the_page_beside(client, project):
    form = client.get(at("groups", project)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(at("groups", project), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "plan-changed" in answer["HX-Trigger"]
    assert len(answer.content) < 400


def test_two_people_change_two_sizes_and_lose_nothing(cast, client_of, project):
    one, other = client_of(cast.owner), client_of(cast.consultant)
    groups = [found["key"] for found in table(project)["group"] if isinstance(found.get("size"), int)][:2]
    if len(groups) < 2:
        group = next(found for found in table(project)["group"] if isinstance(found.get("size"), dict))
        fields = [f"size@{group['key']}@{site}" for site in list(group["size"])[:2]]
    else:
        fields = [f"size@{key}@" for key in groups]
    form = one.get(at("groups", project)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert one.post(at("groups", project), {**sent, fields[0]: "41"}).status_code == 302
    assert other.post(at("groups", project), {**sent, fields[1]: "42"}).status_code == 302
    form = one.get(at("groups", project)).context["form"]
    assert [form[name].value() for name in fields] == [41, 42]


def test_two_people_who_change_the_same_size_are_told(cast, client_of, project):
    one, other = client_of(cast.owner), client_of(cast.consultant)
    form = one.get(at("groups", project)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    field = next(name for name in form.fields if name.startswith("size@"))
    one.post(at("groups", project), {**sent, field: "41"})
    answer = other.post(at("groups", project), {**sent, field: "42"})
    page = text(answer)
    assert answer.status_code == 422
    assert "Noen andre har også endret dette" in page
    assert "<q>41</q>" in page
    assert "<q>42</q>" in page
    assert 'value="42"' in page
    again = {name: answer.context["form"][name].value() or "" for name in answer.context["form"].fields}
    assert other.post(at("groups", project), again).status_code == 302
    assert one.get(at("groups", project)).context["form"][field].value() == 42


def test_one_number_for_all_sites_becomes_a_number_for_each(client, empty):
    client.post(at("add_part", empty, "organisation"), {"name_nb": "O"})
    for site in ("A", "B"):
        client.post(at("add_part", empty, "site"), {"name_nb": site})
    with scopes_disabled():
        change = {"key": "g", "name": "G", "organisation": "o", "each_site": True, "size": 9}
        services.edit(empty, lambda found: {**found, "group": [change]}, "groups", by=None)
    form = client.get(at("groups", empty)).context["form"]
    assert [form[name].value() for name in ("size@g@a", "size@g@b")] == [9, 9]
    client.post(at("groups", empty), {"seen": form["seen"].value(), "size@g@a": "9", "size@g@b": "12"})
    assert entry(empty, "group", "g")["size"] == {"a": 9, "b": 12}


def test_what_is_removed_comes_back_by_one_button(client, project):
    before = table(project)
    key = keys(project, "group")[0]
    answer = client.post(at("remove_part", project, "group", key), follow=True)
    assert key not in keys(project, "group")
    page = text(answer)
    number = answer.context["done"][0]
    assert at("undo", project, number) in page
    assert "er tatt bort" in page
    client.post(at("undo", project, number), {"back": "groups"})
    assert table(project) == before


def test_an_organisation_with_groups_stays_and_says_why(client, project):
    key = table(project)["group"][0]["organisation"]
    page = text(client.post(at("remove_part", project, "organisation", key), follow=True))
    assert key in keys(project, "organisation")
    assert "Flytt grupp" in page


def test_groups_move_among_those_of_their_organisation(client, project):
    owner = table(project)["group"][0]["organisation"]
    inside = [found["key"] for found in table(project)["group"] if found["organisation"] == owner]
    assert len(inside) > 1
    client.post(at("move_part", project, "down", "group", inside[0]))
    now = [found["key"] for found in table(project)["group"] if found["organisation"] == owner]
    assert now[:2] == [inside[1], inside[0]]
    client.post(at("move_part", project, "up", "group", now[0]))
    assert [found["key"] for found in table(project)["group"] if found["organisation"] == owner] == now


@pytest.mark.parametrize("where", [{"where": "all", "size": "9"}, {"where": "some", "sites": ["nordby"], "size@nordby": "9"}])
def test_a_group_that_moves_takes_with_it_what_was_said_of_it_elsewhere(client, project, where):
    key = "larere"
    assert entry(project, "group", key)["fallback"] == "sfo"
    sent = {"name_nb": "Lærere", "in_text_nb": "lærerne", "organisation": entry(project, "group", key)["organisation"]}
    answer = client.post(at("edit_part", project, "group", key), {**sent, **where, "asked": "yes", "seen": project.version})
    assert answer.status_code == 302
    group = entry(project, "group", key)
    assert ("fallback" in group) is (where["where"] == "some")
    later = [wave["size"][key] for wave in table(project)["wave"] if key in wave.get("size", {})]
    assert all(set(size) <= {"nordby"} for size in later if isinstance(size, dict))
    assert later == [] or where["where"] == "some"


@pytest.mark.parametrize("kind", ["organisation", "site", "group"])
def test_every_kind_moves_and_the_page_says_so(client, project, kind):
    before = keys(project, kind)
    page = text(client.post(at("move_part", project, "down", kind, before[0]), follow=True))
    assert keys(project, kind)[0] == before[1]
    assert "ny rekkefølge" in page or "ei ny rekkjefølgje" in page


def test_groups_are_merged_and_the_sizes_added(client, empty):
    with scopes_disabled():
        made = [{"key": key, "name": key.upper(), "organisation": "o", "size": size} for key, size in (("a", 3), ("b", 4))]
        services.edit(
            empty, lambda found: {**found, "organisation": [{"key": "o", "name": "O"}], "group": made}, "groups", by=None
        )
        empty.refresh_from_db()
    one = client.post(at("merge_groups", empty), {"groups": ["a"], "name_nb": "Begge", "seen": empty.version})
    assert one.status_code == 422
    assert "Velg to grupper" in text(one)
    assert 'value="Begge"' in text(one)
    client.post(at("merge_groups", empty), {"groups": ["a", "b"], "name_nb": "Begge", "seen": empty.version})
    assert table(empty)["group"] == [{"key": "a", "name": "Begge", "organisation": "o", "size": 7}]


def test_a_group_is_split_into_named_parts(client, project):
    group = next(found for found in table(project)["group"] if isinstance(found.get("size"), int))
    sent = {"seen": project.version, "name@1_nb": "Første", "size@1@": "5", "name@2_nb": "Andre", "size@2@": "6"}
    answer = client.post(at("split_group", project, group["key"]), sent)
    assert answer.status_code == 302, text(answer)
    new = [found for found in table(project)["group"] if any(name in str(found["name"]) for name in ("Første", "Andre"))]
    assert [found["size"] for found in new] == [5, 6]
    nameless = {"seen": project.version + 1, "name@1_nb": "X", "name@2_nb": "Y", "size@3@": "6"}
    wrong = client.post(at("split_group", project, group["key"]), nameless)
    assert wrong.status_code == 422
    assert "Skriv navnet på denne delen" in text(wrong)


def test_keys_of_launched_waves_are_not_given_again(cast, client, project, made_ready):
    key = keys(project, "group")[0]
    name = entry(project, "group", key)["name"]
    with scopes_disabled():
        launch(made_ready(project), by=cast.owner)
    client.post(at("remove_part", project, "group", key))
    sent = {"name_nb": name if isinstance(name, str) else name["nb"], "organisation": keys(project, "organisation")[0]}
    client.post(at("add_part", project, "group"), {**sent, "where": "all", "asked": "yes", "size": "9"})
    assert key not in keys(project, "group")
    assert text(client.get(at("merge_groups", project), follow=True)).count("kan ikke slås sammen") == 1


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}", "a'b&c"])
def test_names_are_text_on_every_page(client, project, name):
    site, group = keys(project, "site")[0], keys(project, "group")[0]
    client.post(at("edit_part", project, "site", site), {"name_nb": name, "seen": project.version})
    sent = {
        "name_nb": name,
        "in_text_nb": name,
        "organisation": keys(project, "organisation")[0],
        "where": "all",
        "asked": "yes",
    }
    client.post(at("edit_part", project, "group", group), {**sent, "size": "9", "seen": project.version + 1})
    addresses = [at(page, project) for page in ("groups", "needs", "history", "questions", "merge_groups", "beside", "file")]
    addresses += [at(page, project, group) for page in ("needs_of", "split_group")]
    addresses += [at("edit_part", project, "group", group), at("groups", project) + "?done=4"]
    for address in addresses:
        shown = text(client.get(address))
        assert "<script>alert" not in shown, address
        assert "<img src=x" not in shown, address
    assert escape(name) in text(client.get(at("needs", project)))


@pytest.mark.parametrize("who", ["partner", "representative"])
def test_those_who_only_look_see_all_groups_and_change_nothing(cast, client_of, project, who):
    client = client_of(cast.people[who])
    page = text(client.get(at("groups", project)))
    assert '<input type="number"' not in page
    assert at("add_part", project, "group") not in page
    assert page.count('class="tree-group"') == len(keys(project, "group"))
    before = table(project)
    key = keys(project, "group")[0]
    for address in (
        at("groups", project),
        at("add_part", project, "site"),
        at("remove_part", project, "group", key),
        at("move_part", project, "up", "group", key),
        at("merge_groups", project),
        at("split_group", project, key),
        at("undo", project, 1),
    ):
        assert client.post(address, {"name_nb": "x"}).status_code == 403, address
    assert table(project) == before


def test_an_address_of_what_is_gone_is_not_found(client, project):
    assert client.get(at("edit_part", project, "group", "borte")).status_code == 404
    assert client.get(at("split_group", project, "borte")).status_code == 404
    assert client.post(at("undo", project, 99)).status_code == 404
    assert client.post(at("undo", project, 1)).status_code == 404


def test_the_page_asks_the_database_as_often_for_many_groups(client, empty):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def grow(count: int) -> None:
        made = [{"key": f"g{n}", "name": f"G{n}", "organisation": "o", "size": 9} for n in range(count)]
        with scopes_disabled():
            services.edit(
                empty, lambda found: {**found, "organisation": [{"key": "o", "name": "O"}], "group": made}, "groups", by=None
            )

    counts = []
    for count in (1, 3):
        grow(count)
        client.get(at("groups", empty))
        with CaptureQueriesContext(connection) as queries:
            client.get(at("groups", empty))
        counts.append(len(queries))
    assert counts[0] == counts[1]
