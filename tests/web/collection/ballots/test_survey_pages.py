"""How questions are laid out, who is asked about whom, and what the form without JavaScript can do."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from answering import filled
from django_scopes import scopes_disabled

from samspill.instrument.load import shipped, with_modules
from samspill.language import say
from samspill.terms import Language, PolicyName
from samspill_web.collection.ballots.answers import understand
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.models import Ballot, Person
from samspill_web.collection.survey import CONTACT, PageKind, Respondent, pages, ranks, rated, targets, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(open_wave):
    return plan_of(open_wave())


def somebody(plan, lot: bytes = b"somebody", language: Language = Language.NB, **more) -> Respondent:
    return Respondent(plan.mapping.rater_nodes(plan.wave)[0], language, lot=lot, **more)


def questions(sheet):
    return [page for page in sheet if page.kind is PageKind.QUESTION and page.rows]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("instrument", ["relational-capacity", "relational-coordination"])
def test_what_is_taken_apart_is_the_whole_question_when_it_is_read_in_a_row(plan, instrument, language):
    plan = replace(plan, instrument=with_modules(shipped(instrument), ["we-know"]))
    for page in questions(pages(plan, somebody(plan, language=language))):
        for table in page.rows:
            for asked in table.asked:
                lead = " ".join(page.sentences)
                if table.own:
                    read = asked.after if asked.after.startswith(lead) else f"{lead} {asked.after}"
                elif table.opening:
                    group = asked.group[:1].lower() + asked.group[1:]
                    read = f"{lead} {table.opening.removesuffix('…')}{group}{asked.after.removeprefix(' …')}"
                else:
                    read = f"{lead} {asked.before}{asked.group}{asked.after}"
                assert read.strip().casefold() == asked.text.casefold()
                assert "\ue000" not in table.caption + read


def test_the_stem_stands_once_and_each_row_goes_on_from_it(plan):
    page = questions(pages(plan, somebody(plan)))[0]
    table, own = page.rows
    assert page.sentences[0].startswith("Tenk på de siste tre månedene")
    assert table.opening == "I hvilken grad opplever du at …"
    assert table.caption == "I hvilken grad opplever du at … vet hvilke oppgaver vi har?"
    assert (table.asked[0].group, table.asked[0].after) == (
        "De ansatte i psykisk helse og rus",
        " … vet hvilke oppgaver vi har?",
    )
    assert own.caption == "I hvilken grad opplever du at dere kjenner hverandres oppgaver?"
    assert [choice.apart for choice in table.choices] == [False] * 5 + [True]


def test_the_first_page_says_what_people_are_promised(plan):
    (page,) = [each for each in pages(plan, somebody(plan)) if each.kind is PageKind.WELCOME]
    text = " ".join([*page.sentences, *(sentence for block in page.blocks for sentence in block.sentences)])
    for promise in (
        "frivillig",
        "arbeidstiden",
        "minutter",
        "minst 5 personer",
        "tilbakemeldingsmøtet",
        "offentlige",
        "slettet",
        "ingen leder får se hva du har svart",
    ):
        assert promise in text, promise
    assert say("collection.survey.welcome.policy.strict", Language.NB) in text


def test_research_is_said_at_once_and_nothing_is_said_to_be_deleted(plan):
    mapping = replace(plan.mapping, policy=replace(plan.mapping.policy, name=PolicyName.RESEARCH))
    plan = replace(plan, mapping=mapping)
    page = pages(plan, somebody(plan))[0]
    assert "ikke anonym" in page.blocks[0].heading
    assert not page.blocks[0].folded
    text = " ".join(sentence for block in page.blocks for sentence in block.sentences)
    assert "slettet" not in text
    assert "bare for å regne ut resultatet" not in text


# Whom somebody is asked about, where that is drawn


@pytest.fixture
def drawn(plan):
    return replace(plan, mapping=replace(plan.mapping, ask_at_most=3))


def test_no_more_groups_are_asked_about_than_the_mapping_says_and_the_same_again(drawn):
    every = [str(node) for node in targets(drawn, somebody(drawn))]
    found = set()
    for number in range(40):
        who = somebody(drawn, b"%d" % number, contacts=tuple(every))
        asked = rated(drawn, who)
        assert len(asked) == 3
        assert asked == rated(drawn, who)
        found.update(asked)
    assert len(found) > 3


def test_a_browser_that_knows_the_turns_picks_those_that_the_server_does(drawn):
    every = targets(drawn, somebody(drawn))
    for number in range(30):
        chosen = every[number % 3 :: 1 + number % 2]
        who = somebody(drawn, b"%d" % number, contacts=tuple(map(str, chosen)))
        turns = ranks(drawn, who)
        first = sorted(chosen, key=turns.__getitem__)[:3]
        assert set(rated(drawn, who)) == set(first)
        answers = understand(drawn, replace(who, contacts=None), {f"{CONTACT}{node}": ["yes"] for node in chosen})
        assert set(answers.asked) == set(map(str, first))


def test_the_whole_survey_holds_every_group_whatever_is_drawn(drawn):
    who = somebody(drawn)
    asked = {each.node for page in questions(whole(drawn, who)) for each in page.asked}
    assert asked == {str(node) for node in targets(drawn, who)} | {str(who.node)}


def test_two_people_draw_apart_and_no_row_of_the_database_tells_the_lot(open_wave, codes):
    from samspill_web.collection.ballots.coming_in import come_in, lot_of

    open_wave(people=2)
    holders = [come_in(code, str).guest.holder for code in codes()]
    first, second = map(lot_of, holders)
    assert first != second
    assert first.hex() not in {holder.mark for holder in holders}
    assert lot_of(holders[0]) == first


# The form without JavaScript


def test_answers_on_a_page_can_be_taken_away(open_wave, codes, browser_of_nobody):
    wave = open_wave(people=1)
    with scopes_disabled():
        form = filled(wave, Person.objects.get().nodes[0]) | {"code": codes()[0]}
    page = browser_of_nobody.post("/s/", form | {"page": 1, "move": "stay"})
    assert "clear" in page.content.decode()
    page = browser_of_nobody.post("/s/", form | {"page": 1, "move": "clear"})
    position = page.context["position"]
    assert position.number == 1
    assert not any(values for values in position.chosen.values())
    assert "checked" not in page.content.decode()


def test_too_many_choices_are_told_on_their_page(open_wave, codes, browser_of_nobody):
    wave = open_wave(people=1)
    plan = plan_of(wave)
    item = next(item for item in plan.instrument.self_items if item.choose > 1)
    with scopes_disabled():
        form = filled(wave, Person.objects.get().nodes[0]) | {"code": codes()[0], item.key: ["1", "2", "3"]}
    sheet = browser_of_nobody.post("/s/", form | {"move": "to:0"}).context["position"].sheet
    number = next(number for number, page in enumerate(sheet) if item.key in {asked.name for asked in page.asked})
    page = browser_of_nobody.post("/s/", form | {"page": number, "move": "next"})
    assert page.context["position"].number == number
    assert say("collection.survey.too_many", Language.NB, n=item.choose) in page.content.decode()
    # Sent all the same, nothing is lost: the last page says that an answer does not fit, and carries the rest.
    page = browser_of_nobody.post("/s/", form | {"page": number + 1, "move": "send"})
    assert page.status_code == 422
    assert page.context["position"].page.kind is PageKind.SUMMARY
    assert len(page.context["position"].carried) > 10
    assert not Ballot.objects.exists()


def test_the_first_button_of_the_form_goes_on(open_wave, codes, browser_of_nobody):
    open_wave(people=1)
    for number in (0, 1, 2):
        page = browser_of_nobody.post("/s/", {"code": codes()[0], "page": number, "move": "stay"}).content.decode()
        assert re.search(r'<button[^>]* value="(\w+)"', page)[1] == "next"


def test_the_worker_rules_the_survey_alone(client):
    answer = client.get("/s/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer.headers
    assert client.post("/s/worker.js").status_code == 405


def test_the_survey_is_packed_for_slow_networks(open_wave, codes, browser_of_nobody):
    open_wave(people=1)
    plainly = browser_of_nobody.post("/s/open/", {"code": codes()[0]})
    packed = browser_of_nobody.post("/s/open/", {"code": codes()[0]}, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) * 4 < len(plainly.content)


def test_names_of_pages_differ(plan):
    names = [page.name for page in pages(plan, somebody(plan))]
    assert len(set(names)) == len(names)
