"""The pages of actions: the form keeps what was written, the board, the list and its filters, links from elsewhere."""

from __future__ import annotations

import pytest
from actions.conftest import form_of
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.actions.enums import Status
from samspill_web.actions.models import Action

pytestmark = pytest.mark.django_db(transaction=True)

EVIL = """"'><pwn pwn=1 onclick=pwn()></title></textarea></script>{{ 7 }}{0}%s"""


@pytest.fixture
def owner(cast, client_of, wave):
    return client_of(cast.owner)


def at(wave, name: str, *more: object) -> str:
    return reverse(name, args=[wave.project_id, *more])


def test_before_there_is_a_result_there_is_nothing_to_act_on(open_wave, cast, client_of):
    wave = open_wave(people=6)
    client = client_of(cast.owner)
    for name in ("actions", "actions_list", "action_new"):
        page = client.get(at(wave, name))
        assert page.status_code == 200
        assert "Tiltak kommer ut av et resultat" in page.content.decode()
    assert client.post(at(wave, "action_new"), form_of()).status_code == 409
    assert at(wave, "actions") not in client.get(reverse("project", args=[wave.project_id])).content.decode()


def test_the_page_is_on_the_path_of_everybody_once_there_is_a_result(wave, cast, client_of):
    for name in ("owner", "group_leader", "reader"):
        assert at(wave, "actions") in client_of(cast.people[name]).get(at(wave, "release")).content.decode(), name


def test_an_action_is_agreed_in_one_form(owner, wave, groups):
    answer = owner.post(at(wave, "action_new"), form_of(rater=groups["leader"], target=groups["other"], dimension="respect"))
    assert answer.status_code == 302, answer.context["form"].errors
    with scopes_disabled():
        made = Action.objects.get()
    assert answer.headers["Location"] == at(wave, "action", made.pk)
    assert (made.status, made.rater, made.target, made.dimension) == ("agreed", groups["leader"], groups["other"], "respect")
    page = owner.get(answer.headers["Location"]).content.decode()
    for said in ("Felles oppstartsmøte hver august", "Anne Berg", "12. mars 2099", "Alle vet hvem de skal ringe", "Respekt"):
        assert said in page


@pytest.mark.parametrize(
    ("lacks", "names"),
    [({"owner_name": ""}, ["eier"]), ({"due": ""}, ["dato"]), ({"owner_name": "", "due": ""}, ["eier", "dato"])],
)
def test_what_lacks_an_owner_or_a_date_is_offered_as_an_idea_and_nothing_is_lost(owner, wave, groups, lacks, names):
    given = form_of(rater=groups["leader"], target=groups["other"], **lacks)
    answer = owner.post(at(wave, "action_new"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f"Et avtalt tiltak trenger en {name}" in page for name in names)
    assert 'value="idea"' in page
    assert "ta vare på det som en idé" in page
    form = answer.context["form"]
    assert {name: form[name].value() for name in form.fields} == {name: given[name] for name in form.fields}
    with scopes_disabled():
        assert not Action.objects.exists()
    assert owner.post(at(wave, "action_new"), given | {"as": "idea"}).status_code == 302
    with scopes_disabled():
        made = Action.objects.get()
    assert (made.status, made.sign) == ("idea", given["sign"])


def test_other_errors_offer_no_idea(owner, wave):
    page = owner.post(at(wave, "action_new"), form_of(what="", owner_name="")).content.decode()
    assert "Skriv hva dere vil gjøre" in page
    assert "ta vare på det som en idé" not in page


def test_agreeing_by_one_button_leads_to_what_is_missing(owner, wave, written):
    made = written(status=Status.IDEA, owner_name="", due=None)
    answer = owner.post(at(wave, "action_status", made.pk, "agreed"))
    assert answer.status_code == 422
    assert "trenger en eier" in answer.content.decode()
    assert at(wave, "action_edit", made.pk) in answer.content.decode()


def test_a_status_is_changed_by_one_button_and_undone_by_another(owner, wave, written):
    made = written()
    assert owner.get(at(wave, "action_status", made.pk, "done")).status_code == 405
    page = owner.post(at(wave, "action_status", made.pk, "under_way"), follow=True).content.decode()
    assert "«Felles oppstartsmøte» er i gang." in page
    assert at(wave, "action_undo", made.pk) in page
    owner.post(at(wave, "action_undo", made.pk))
    made.refresh_from_db()
    assert made.status == "agreed"
    assert owner.post(at(wave, "action_status", made.pk, "nowhere")).status_code == 404


def test_letting_go_keeps_the_line_and_asks_for_one(owner, wave, written):
    made = written()
    assert owner.post(at(wave, "action_let_go", made.pk), {"reason": ""}).status_code == 422
    page = owner.post(at(wave, "action_let_go", made.pk), {"reason": "Nytt system"}, follow=True).content.decode()
    assert "er lagt bort" in page
    assert "Lagt bort: Nytt system" in owner.get(at(wave, "action", made.pk)).content.decode()


def test_two_people_change_the_same_and_neither_loses_a_word(owner, wave, written):
    made = written()
    assert owner.post(at(wave, "action_edit", made.pk), form_of(what="Den andres", seen="1")).status_code == 302
    answer = owner.post(at(wave, "action_edit", made.pk), form_of(what="Mitt", seen="1"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Noen andre har endret tiltaket imens" in page
    assert "Mitt" in page
    assert owner.post(at(wave, "action_edit", made.pk), form_of(what="Mitt", seen=answer.context["seen"])).status_code == 302


@pytest.mark.parametrize("seen", ["", "x", "-1", "²", "9" * 5000])
def test_a_version_that_is_none_overwrites_nothing(owner, wave, written, seen):
    made = written()
    assert owner.post(at(wave, "action_edit", made.pk), form_of(what="Mitt", seen=seen)).status_code == 422


def test_filters_are_plain_addresses(owner, wave, written, groups):
    written("en", rater=groups["leader"], target=groups["other"])
    written("to", rater=groups["another"], owner_name="Per Li")
    written("tre", Status.IDEA)
    page = at(wave, "actions_list")

    def found(query: str) -> set[str]:
        return {line.what for line in owner.get(f"{page}?{query}").context["lines"]}

    assert found("") == {"en", "to", "tre"}
    assert found(f"group={groups['leader']}") == {"en"}
    assert found("owner=Per+Li") == {"to"}
    assert found("status=idea") == {"tre"}
    assert found("kind=structural") == set()
    assert found(f"group={groups['another']}&owner=Anne+Berg") == set()
    # What is no choice asks for all: a link that has grown old still leads somewhere.
    assert found("group=nobody&status=x&kind=%00") == {"en", "to", "tre"}
    assert "Ingen tiltak passer" in owner.get(f"{page}?kind=structural").content.decode()


def test_other_pages_lead_to_a_filled_form(owner, wave, groups):
    a, b = groups["leader"], groups["other"]
    form = owner.get(
        at(wave, "action_new"), {"tie": f"{a}>{b}", "dimension": "respect", "wave": str(wave.number), "aim": "keep"}
    )
    assert {name: form.context["form"].initial[name] for name in ("rater", "target", "dimension", "wave", "aim")} == {
        "rater": a,
        "target": b,
        "dimension": "respect",
        "wave": str(wave.number),
        "aim": "keep",
    }
    assert not form.context["unknown"]
    pool = owner.get(at(wave, "action_new"), {"tie": f"{a}+{b}>{groups['another']}"})
    assert pool.context["form"].initial["rater"] == f"{a}+{b}"
    assert f'value="{a}+{b}" selected' in pool.content.decode()


@pytest.mark.parametrize(
    "query", ["tie=x>y", "tie=>", "dimension=charm", "wave=9", "wave=²", "tie=%3Cpwn%3E", "aim=x", "tie=+++>@"]
)
def test_what_no_result_has_is_left_open_and_said_so(owner, wave, query):
    answer = owner.get(f"{at(wave, 'action_new')}?{query}")
    assert answer.status_code == 200
    assert ("Lenken nevnte" in answer.content.decode()) == (query != "tie=>")
    assert "<pwn" not in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["what", "sign", "owner_name", "email", "rater", "target", "dimension", "wave", "owner", "kind"]
)
def test_hostile_text_in_every_field_makes_no_element_and_no_fault(owner, wave, name):
    for text in (EVIL, "a\0b", "x" * 100_000, "a\u202eb", "{x.__class__}", "٣", "-1", "\r\nBcc: a@b.no"):
        answer = owner.post(at(wave, "action_new"), form_of(**{name: text}))
        assert answer.status_code in {302, 422}
        assert "<pwn" not in answer.content.decode()
    for page in ("actions", "actions_list"):
        assert "<pwn" not in owner.get(at(wave, page)).content.decode()
    with scopes_disabled():
        made = list(Action.objects.all())
    for action in made:
        assert "<pwn" not in owner.get(at(wave, "action", action.pk)).content.decode()
        assert "\n" not in action.what + action.sign + action.owner_name


def test_it_is_in_the_readers_language_and_nothing_is_without_words(owner, wave, written, groups):
    made = written(rater=groups["leader"], target=groups["other"], dimension="respect")
    for language in Language:
        owner.post(reverse("set_language"), {"language": language.value})
        for address in (
            at(wave, "actions"),
            at(wave, "actions_list"),
            at(wave, "action_new"),
            at(wave, "action", made.pk),
            at(wave, "action_edit", made.pk),
        ):
            page = owner.get(address).content.decode()
            assert f'lang="{language.value}"' in page
            assert "actions." not in page.replace("actions.css", "").replace("actions.ics", "")
