"""The pages where a mapping begins: what is written is what the plan says, and nothing that anybody typed is lost."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django_scopes import scope
from projects.start_pages import PAGES, address, example, filled_in, mapping_of, now, table_of, visible

from samspill.design.agreement import fingerprint
from samspill.design.edit.paths import set_value
from samspill.design.model import Inform
from samspill.terms import Informed, Language, PolicyName, Text
from samspill_web.projects import services
from samspill_web.projects.enums import EDITORS, PREPARING, ProjectRole
from samspill_web.projects.launching import first_check, launch
from samspill_web.projects.models import Role

NB = Language.NB
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{ project.source }}"


@pytest.fixture(autouse=True)
def within(cast):
    with scope(tenant=cast.tenant.pk):
        yield


@pytest.fixture
def fresh(cast):
    """A mapping that somebody has just begun."""
    return services.create(cast.tenant, "Trygg overgang", NB, by=cast.owner)


@pytest.fixture
def whole(cast):
    """The mapping of the reference, with every key that there is."""
    return services.take_in(cast.tenant, example(), by=cast.owner)


@pytest.fixture
def owner(cast, client_of):
    return client_of(cast.owner)


def save(client, project, page, **changes):
    """Save a page as somebody who has asked for as many rows as are written."""
    sent = {**filled_in(client.get(address(project, page))), **changes}
    for name in changes:
        if row := re.match(r"(\w+)-(\d+)-", name):
            rows = f"{row[1]}-TOTAL_FORMS"
            sent[rows] = str(max(int(sent[rows]), int(row[2]) + 1))
    return client.post(address(project, page), sent)


def write(project, path, value, cast):
    services.edit(project, lambda table: set_value(table, path, value), "test", by=cast.consultant)


# Reading and writing


@pytest.mark.parametrize("page", PAGES)
def test_saving_an_untouched_page_changes_nothing(cast, owner, whole, fresh, page):
    for project in (whole, cast.project, fresh):
        before = now(project)
        assert save(owner, project, page).status_code == 302
        assert (now(project).version, now(project).source) == (before.version, before.source)


def test_the_start_says_what_was_written(owner, fresh):
    answer = save(
        owner,
        fresh,
        "start",
        **{"ambitions-0-what_nb": "Ingen faller ut", "ambitions-1-what_nb": " ", "resources-1-what_nb": "To dager"},
        **{
            "goals-0-what_nb": "Én historie",
            "goals-0-owner_nb": "Rektor",
            "goals-0-seen_by_nb": "Vi spør",
            "goals-1-what_nb": "Plan",
        },
        **{"stakeholders-0-who_nb": "Foreldrene", "stakeholders-0-interest_nb": "Ro", "indicators-0-what_nb": "Ventetid"},
    )
    assert answer.status_code == 302
    assert table_of(fresh)["start"] == {
        "ambitions": ["Ingen faller ut"],
        "resources": ["To dager"],
        "goals": [{"what": "Én historie", "owner": "Rektor", "seen_by": "Vi spør"}, "Plan"],
        "stakeholders": [{"who": "Foreldrene", "interest": "Ro"}],
        "indicators": ["Ventetid"],
    }


def test_a_row_that_is_emptied_goes_and_the_others_keep_their_order(owner, whole):
    write_three = {f"ambitions-{number}-what_nb": text for number, text in enumerate("ABC")}
    save(owner, whole, "start", **write_three)
    save(owner, whole, "start", **{"ambitions-1-what_nb": ""})
    assert table_of(whole)["start"]["ambitions"] == ["A", "C"]
    save(owner, whole, "start", **{"ambitions-0-what_nb": "", "ambitions-1-what_nb": ""})
    assert "ambitions" not in table_of(whole)["start"]


def test_the_core_task_and_its_test_read_as_one_sentence(owner, fresh):
    answers = {"test_who_nb": "lærerne", "test_on_whom_nb": "PPT", "test_when_nb": "fra januar", "test_people_nb": "barna"}
    save(owner, fresh, "core_task", core_task_nb="trygg overgang", people_nb="barna", **answers)
    assert table_of(fresh)["mapping"]["core_task"] == "trygg overgang"
    page = visible(owner.get(address(fresh, "core_task")))
    assert "Lærerne trenger PPT fra januar. Det gjelder barna." in page
    save(owner, fresh, "core_task", test_when_nb="")
    assert "Lærerne trenger PPT …. Det gjelder barna." in visible(owner.get(address(fresh, "core_task")))
    save(owner, fresh, "core_task", **dict.fromkeys(answers, ""))
    assert "core_task_test" not in table_of(fresh)


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ("trygg overgang for barn", ()),
        ("helse, skole og arbeid", ("flere oppgaver",)),
        ("å hjelpe alle barn i kommunen vår med alt det som de trenger hver dag", ("lang",)),
    ],
)
def test_a_wide_core_task_is_saved_with_advice(owner, fresh, task, told):
    assert save(owner, fresh, "core_task", core_task_nb=task).status_code == 302
    page = visible(owner.get(address(fresh, "core_task")))
    assert [each for each in ("flere oppgaver", "lang.") if each in page] == [each.replace("lang", "lang.") for each in told]


def test_the_calendar_says_what_was_written(owner, fresh):
    dates = {"opens": "2027-01-25", "closes": "11.02.2027", "reminder_1": "2027-02-05", "reminder_2": "2027-02-01"}
    answer = save(
        owner, fresh, "calendar", **dates, feedback_meeting="2027-03-12", follow_up_nb="Veileder", response="60", shifts="on"
    )
    assert answer.status_code == 302
    table = table_of(fresh)
    assert table["calendar"] == {
        "opens": date(2027, 1, 25),
        "closes": date(2027, 2, 11),
        "reminders": [date(2027, 2, 1), date(2027, 2, 5)],
        "shifts": True,
    }
    assert (table["start"]["feedback_meeting"], table["start"]["follow_up"]) == (date(2027, 3, 12), "Veileder")
    assert table["mapping"]["response"] == 0.6


def test_another_country_brings_its_time_zone(owner, fresh):
    save(owner, fresh, "calendar", country="DK")
    assert table_of(fresh)["calendar"] == {"country": "DK"}
    assert filled_in(owner.get(address(fresh, "calendar")))["zone"] == "Europe/Copenhagen"


@pytest.mark.parametrize(("opens", "first"), [("2027-01-11", "2027-01-11"), ("", "2026-12-21"), ("tull", "2026-12-21")])
def test_proposed_dates_fill_the_form_and_save_nothing(owner, fresh, opens, first):
    with time_machine.travel(datetime(2026, 11, 30, 9, tzinfo=UTC)):
        before = now(fresh).version
        answer = save(owner, fresh, "calendar", opens=opens, follow_up_nb="Veilederen", propose="1")
    form = filled_in(answer)
    assert answer.status_code == 200
    assert (form["opens"], form["follow_up_nb"]) == (first, "Veilederen")
    assert form["opens"] < form["reminder_1"] < form["reminder_2"] < form["closes"]
    assert now(fresh).version == before
    assert "noe feil" not in visible(answer)


def test_privacy_says_what_was_written(owner, whole):
    answer = save(
        owner,
        whole,
        "privacy",
        policy="standard",
        k="6",
        compare_sites="named",
        joins_ppt="stotte",
        dpia="2026-09-01",
        dpia_by_nb="Ombudet",
    )
    assert answer.status_code == 302
    mapping = mapping_of(whole)
    assert (mapping.policy.name, mapping.policy.k) == (PolicyName.STANDARD, 6)
    assert mapping.compare_sites == "named"
    assert mapping.groups["ppt"].fallback == "stotte"
    assert (mapping.assessment.on, mapping.assessment.by) == (date(2026, 9, 1), Text("Ombudet"))


def test_a_proposal_is_used_with_one_click_and_keeps_what_else_was_typed(owner, fresh, cast):
    groups = [
        {"key": "larere", "name": "Lærere", "organisation": "o", "size": 24},
        {"key": "ppt", "name": "PPT", "organisation": "o", "size": 5},
    ]
    services.edit(
        fresh, lambda table: {**table, "organisation": [{"key": "o", "name": "O"}], "group": groups}, "test", by=cast.owner
    )
    assert "Bruk forslaget: Lærere" in visible(owner.get(address(fresh, "privacy")))
    assert save(owner, fresh, "privacy", use="ppt>larere", dpia_by_nb="Ombudet").status_code == 302
    assert mapping_of(fresh).groups["ppt"].fallback == "larere"
    assert mapping_of(fresh).assessment.by == Text("Ombudet")


def test_what_was_promised_stands_fast_once_a_wave_was_launched(owner, ready_project, cast):
    launch(ready_project, by=cast.owner)
    before = mapping_of(ready_project)
    answer = save(owner, ready_project, "privacy", policy="standard", k="10", k_reason="x", dpia_by_nb="Rådgiveren")
    assert answer.status_code == 302
    after = mapping_of(ready_project)
    assert (after.policy, after.k_reason, after.compare_sites) == (before.policy, before.k_reason, before.compare_sites)
    assert after.assessment.by.get_in(NB) == "Rådgiveren"
    assert "Den første runden er satt i gang." in visible(owner.get(address(ready_project, "privacy")))


def test_four_needs_a_reason(owner, whole, fresh):
    answer = save(owner, fresh, "privacy", k="4")
    assert answer.status_code == 422
    assert "Skriv hvorfor 4 er nok hos dere" in visible(answer)
    assert "privacy" not in table_of(fresh)
    assert save(owner, fresh, "privacy", k="4", k_reason="Alle er fem").status_code == 302
    assert table_of(fresh)["privacy"] == {"k": 4, "k_reason": "Alle er fem"}
    assert save(owner, whole, "privacy", k_reason="").status_code == 422


def test_who_tells_whom_is_kept_in_order(owner, fresh):
    rows = {
        "inform-0-who_nb": "Rektor",
        "inform-0-whom": "employees",
        "inform-0-when": "2027-01-18",
        "inform-0-how_nb": "I møte",
    }
    assert save(owner, fresh, "informing", **rows, **{"inform-1-who_nb": "HR", "inform-1-whom": "leaders"}).status_code == 302
    assert table_of(fresh)["inform"] == [
        {"who": "Rektor", "whom": "employees", "when": date(2027, 1, 18), "how": "I møte"},
        {"who": "HR", "whom": "leaders"},
    ]


# Languages


def test_several_languages_are_written_beside_each_other(owner, fresh, cast):
    write(fresh, ("mapping", "languages"), ["nb", "en"], cast)
    page = owner.get(address(fresh, "core_task")).content.decode()
    assert 'name="core_task_nb"' in page
    assert 'name="core_task_en"' in page
    save(owner, fresh, "core_task", core_task_nb="trygg overgang", core_task_en="safe transition", people_nb="barna")
    head = table_of(fresh)["mapping"]
    assert head["core_task"] == {"nb": "trygg overgang", "en": "safe transition"}
    assert head["people"] == {"nb": "barna"}
    assert head["title"] == "Trygg overgang"


def test_a_language_that_is_no_longer_asked_for_is_kept(owner, whole, cast):
    write(whole, ("start", "ambitions"), [{"nb": "A", "en": "B"}], cast)
    write(whole, ("mapping", "people"), {"nb": "barna", "en": "children"}, cast)
    save(owner, whole, "start", **{"ambitions-0-what_nb": "C"})
    save(owner, whole, "core_task", people_nb="ungene")
    assert table_of(whole)["start"]["ambitions"] == [{"nb": "C", "en": "B"}]
    assert table_of(whole)["mapping"]["people"] == {"nb": "ungene", "en": "children"}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_reads_in_every_language(owner, cast, client_of, page, language):
    cast.owner.language = cast.partner.language = language.value
    cast.owner.save()
    cast.partner.save()
    first_check(cast.project, by=cast.owner)
    for client in (owner, client_of(cast.partner)):
        answer = client.get(address(cast.project, page))
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()


# Wrong input

WRONG = {
    "start": ({"goals-2-owner_nb": "Ingen bestemt"}, "Rad 3, Mål: Skriv noe her."),
    "core_task": ({"title_nb": "", "people_nb": "Ingen bestemt"}, "Skriv noe her."),
    "agreement": ({"agreed-0-on": "i går", "agreed-0-who_nb": "Ingen bestemt"}, "Skriv den slik: 25.01.2027."),
    "calendar": ({"closes": "2026-01-01", "follow_up_nb": "Ingen bestemt"}, "Velg en senere dag."),
    "privacy": ({"k": "3", "dpia_by_nb": "Ingen bestemt"}, "Skriv et helt tall fra 4 til 25."),
    "informing": ({"inform-3-who_nb": "Ingen bestemt"}, "Velg hvem som får vite det."),
}


@pytest.mark.parametrize("page", PAGES)
def test_wrong_input_is_kept_and_told(owner, whole, page):
    typed, told = WRONG[page]
    before = now(whole).version
    answer = save(owner, whole, page, **typed)
    assert answer.status_code == 422
    assert told in visible(answer)
    kept = filled_in(answer)
    assert {name: kept[name] for name in typed} == typed
    assert now(whole).version == before


@pytest.mark.parametrize("page", ["start", "agreement", "informing"])
def test_rows_that_did_not_arrive_delete_nothing(owner, whole, page):
    before = now(whole).source
    answer = owner.post(address(whole, page), {"seen": now(whole).version})
    assert answer.status_code == 422
    assert now(whole).source == before


def test_a_ring_of_fallbacks_is_told(owner, cast):
    keys = [group["key"] for group in table_of(cast.project)["group"]][:3]
    ring = {f"joins_{key}": keys[(place + 1) % 3] for place, key in enumerate(keys)}
    answer = save(owner, cast.project, "privacy", **ring)
    assert answer.status_code == 422
    assert {name: filled_in(answer)[name] for name in ring} == ring


def test_more_rows_save_nothing_and_keep_everything(owner, whole):
    before = now(whole).version
    answer = save(owner, whole, "start", **{"goals-0-what_nb": "Nytt", "goals-3-owner_nb": "Rektor", "goals-more": "1"})
    form = filled_in(answer)
    assert answer.status_code == 200
    assert (form["goals-0-what_nb"], form["goals-3-owner_nb"], form["goals-TOTAL_FORMS"]) == ("Nytt", "Rektor", "5")
    assert "ds-validation-message" not in answer.content.decode()
    assert now(whole).version == before
    saved = owner.post(address(whole, "start"), {**form, "goals-3-what_nb": "Siste", "goals-4-what_nb": "Aller siste"})
    assert saved.status_code == 302
    goals = table_of(whole)["start"]["goals"]
    assert (goals[0], goals[2], goals[3]) == ("Nytt", {"what": "Siste", "owner": "Rektor"}, "Aller siste")


# At the same time


def test_two_people_who_write_different_things_lose_nothing(cast, client_of, whole):
    with scope(tenant=cast.tenant.pk):
        Role.objects.create(project=whole, user=cast.consultant, role=ProjectRole.CONSULTANT)
    first, second = client_of(cast.owner), client_of(cast.consultant)
    mine, theirs = (filled_in(client.get(address(whole, "core_task"))) for client in (first, second))
    assert second.post(address(whole, "core_task"), {**theirs, "title_nb": "Ny tittel"}).status_code == 302
    assert first.post(address(whole, "core_task"), {**mine, "core_task_nb": "ny oppgave"}).status_code == 302
    assert (table_of(whole)["mapping"]["title"], table_of(whole)["mapping"]["core_task"]) == ("Ny tittel", "ny oppgave")


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("start", "ambitions-0-what_nb"),
        ("core_task", "people_nb"),
        ("calendar", "follow_up_nb"),
        ("informing", "inform-0-who_nb"),
    ],
)
def test_two_people_who_write_the_same_see_both(cast, owner, whole, page, name):
    mine = filled_in(owner.get(address(whole, page)))
    assert owner.post(address(whole, page), {**mine, name: "Den andres"}).status_code == 302
    answer = owner.post(address(whole, page), {**mine, name: "Mitt eget"})
    assert answer.status_code == 422
    assert "Den andres" in visible(answer)
    assert filled_in(answer)[name] == "Mitt eget"
    assert "Den andres" in now(whole).source
    assert owner.post(address(whole, page), filled_in(answer)).status_code == 302
    assert "Mitt eget" in now(whole).source


def test_a_page_saves_itself(owner, fresh):
    typed = {**filled_in(owner.get(address(fresh, "start"))), "ambitions-0-what_nb": "Ingen faller ut"}
    answer = owner.post(address(fresh, "start"), typed, headers={"HX-Request": "true"})
    assert "Lagret" in answer.content.decode()
    assert f'name="seen" value="{now(fresh).version}"' in answer.content.decode()
    assert table_of(fresh)["start"]["ambitions"] == ["Ingen faller ut"]


def test_a_page_that_saved_itself_twice_keeps_plain_texts_and_translations(owner, whole, cast):
    write(whole, ("start", "ambitions"), ["En", {"nb": "To", "da": "To!"}], cast)
    write(whole, ("mapping", "languages"), ["nb", "en"], cast)
    typed = filled_in(owner.get(address(whole, "start")))
    for word in ("X", "Y"):
        typed |= {"ambitions-0-what_nb": f"En {word}", "ambitions-1-what_nb": f"To {word}", "seen": now(whole).version}
        owner.post(address(whole, "start"), typed, headers={"HX-Request": "true"})
    assert table_of(whole)["start"]["ambitions"] == ["En Y", {"nb": "To Y", "da": "To!"}]


def test_a_page_that_cannot_save_itself_says_so(owner, fresh):
    typed = {**filled_in(owner.get(address(fresh, "start"))), "goals-0-owner_nb": "Rektor"}
    answer = owner.post(address(fresh, "start"), typed, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Ikke lagret" in answer.content.decode()


# Who may


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ProjectRole)
def test_roles(cast, client_of, page, role):
    client, before = client_of(getattr(cast, role.value)), now(cast.project).version
    answer = client.get(address(cast.project, page))
    assert answer.status_code == (200 if role in PREPARING else 403)
    posted = client.post(address(cast.project, page), {"propose": "1", "goals-more": "1"})
    assert (posted.status_code == 403) == (role not in EDITORS)
    assert now(cast.project).version == before
    if role in PREPARING - EDITORS:
        assert "plan-form" not in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_learns_nothing(cast, client_of, page):
    assert client_of(cast.outsider).get(address(cast.project, page)).status_code == 404


def test_whoever_may_not_edit_reads_the_same(cast, client_of):
    page = visible(client_of(cast.representative).get(address(cast.project, "start")))
    assert "Ingen unge blir stående alene mellom tjenestene" in page
    assert "Lederen for NAV Solvik" in page
    assert "2. november 2026" in visible(client_of(cast.representative).get(address(cast.project, "calendar")))


@pytest.mark.parametrize("role", sorted(PREPARING))
def test_the_next_page_is_one_that_may_be_seen(cast, client_of, role):
    client = client_of(getattr(cast, role.value))
    for page in PAGES:
        answer = client.get(address(cast.project, page))
        link = re.search(r'class="ds-paragraph next"><a class="ds-link" href="([^"]+)"', answer.content.decode())[1]
        assert client.get(link).status_code == 200


# Findings


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_found_before_somebody_asks(owner, fresh, page):
    assert 'class="page-findings"' not in owner.get(address(fresh, page)).content.decode()


def test_each_page_shows_what_is_found_about_it(owner, cast):
    write(cast.project, ("start", "ambitions"), None, cast)
    write(cast.project, ("start", "feedback_meeting"), None, cast)
    first_check(now(cast.project), by=cast.owner)
    start, calendar = (visible(owner.get(address(cast.project, page))) for page in ("start", "calendar"))
    assert "Det står ikke hva dere vil oppnå sammen." in start
    assert "Det står ikke hva dere vil oppnå sammen." not in calendar
    assert "noe å se på" in calendar


# Hostile texts


@pytest.mark.parametrize("page", PAGES)
def test_hostile_texts_are_only_texts(cast, client_of, owner, whole, page):
    form = filled_in(owner.get(address(whole, page)))
    texts = {name: HOSTILE for name in form if name.endswith("_nb") or name == "k_reason"}
    rows = {f"inform-{number}-whom": "employees" for number in range(5)} if page == "informing" else {}
    assert owner.post(address(whole, page), {**form, **texts, **rows}).status_code == 302
    assert now(whole).source.count("alert(1)") >= len(texts)
    with scope(tenant=cast.tenant.pk):
        Role.objects.create(project=whole, user=cast.partner, role=ProjectRole.PARTNER, organisation="oppvekst")
    for client in (owner, client_of(cast.partner)):
        for each in PAGES:
            shown = client.get(address(whole, each)).content.decode()
            assert "<script>alert" not in shown
            assert "<img src=x" not in shown
    letter = owner.get(f"/m/{whole.pk}/informing/employees/nb/").content.decode()
    assert "<script>alert" not in letter


# Letters


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("to", Informed)
def test_a_letter_is_filled_from_the_plan(cast, client_of, to, language):
    answer = client_of(cast.representative).get(f"/m/{cast.project.pk}/informing/{to}/{language}/")
    page = visible(answer)
    mapping = mapping_of(cast.project)
    assert answer.status_code == 200
    assert mapping.title.get_in(language) in page
    assert mapping.core_task.get_in(language) in page
    assert mapping.start.follow_up.get_in(language) in page
    assert f'<article class="letter" lang="{language}">' in answer.content.decode()


def test_a_letter_says_what_is_promised(cast, owner):
    page = visible(owner.get(f"/m/{cast.project.pk}/informing/employees/nb/"))
    for promise in (
        "frivillig",
        "arbeidstiden",
        "pseudonyme",
        "offentlige",
        "2. november 2026",
        "3. desember 2026",
        "færre enn 5",
    ):
        assert promise in page


def test_a_letter_about_an_empty_plan_says_what_is_not_decided(owner, fresh):
    for to in Informed:
        assert "ikke bestemt ennå" in visible(owner.get(f"/m/{fresh.pk}/informing/{to}/nb/"))


@pytest.mark.parametrize("where", ["employees/xx", "nobody/nb", "employees/da"])
def test_a_letter_that_there_is_not(owner, fresh, where):
    assert owner.get(f"/m/{fresh.pk}/informing/{where}/").status_code == 404


def test_who_informs_is_read_back(whole):
    assert mapping_of(whole).inform[0] == Inform(Text("Kommunalsjef oppvekst"), Informed.LEADERS)


def test_the_fingerprint_of_a_page_is_that_of_the_core(whole):
    from samspill_web.projects.signing import present

    mapping = mapping_of(whole)
    assert present(table_of(whole)) == fingerprint(mapping.start, mapping.core_task)
