"""People answer the survey in a browser: on phones, offline, in two tabs, by keyboard, without scripts. CASES by number."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from django_scopes import scopes_disabled
from look.seeing import press
from playwright.sync_api import Browser, BrowserContext, Page, expect

from samspill.language import say
from samspill.terms import Language
from samspill_web.collection.ballots.drafts import AROUND, draft_room
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.models import Ballot, Draft, Spent
from samspill_web.kernel import clock
from samspill_web.projects.models import Deadline

# By its place: tests/web has a module of the same name.
spec = importlib.util.spec_from_file_location("answering_in_browser", Path(__file__).with_name("answering.py"))
answering = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(answering)
SIZES, Answering = answering.SIZES, answering.Answering


@pytest.fixture
def context_of(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A device; what it refuses to run or load fails the test."""
    contexts, refused = [], []

    def make(**options: object) -> BrowserContext:
        options = {"viewport": SIZES["phone"], "locale": "nb-NO", **options}
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.on("weberror", lambda error: refused.append(str(error.error)))
        context.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
        return context

    yield make
    for context in contexts:
        context.close()
    assert refused == []


@pytest.fixture
def somebody(context_of) -> Callable[..., Answering]:
    """Somebody who holds a code, on a device of their own."""

    def make(opened, number: int = 0, page: Page | None = None, **options: object) -> Answering:
        return Answering(page or context_of(**options).new_page(), opened.address, opened.codes[number])

    return make


def kept_on_server(person: Answering) -> None:
    expect(person.page.locator(".save-status")).to_contain_text("på serveren")


def all_given(opened) -> dict[str, dict[str, str]]:
    (answers,) = opened.ballots()
    return {node: dict(items) for node, items in answers.ties.items()}


# From the link to the thanks


@pytest.mark.every_change
def test_what_is_chosen_on_a_phone_is_what_is_kept(open_survey, somebody):
    opened = open_survey()
    person = somebody(opened).come()
    person.go_to("contact")
    for row, answer in zip(person.rows, [0, 1, 0, 2], strict=False):
        person.choose(row, answer)
    person.go_on()
    numbers = Random(1)  # noqa: S311 -- answers, not secrets
    while person.kind == "question":
        for row in person.rows:
            person.choose(row, numbers.randrange(5))
        person.go_on()
    chosen = person.chosen()
    assert "Uten svar" in person.here.inner_text()
    person.send()
    assert "Ingen kan finne igjen svaret ditt." in person.thanked()
    (answers,) = opened.ballots()
    ties = {f"{item}:{node}": [code] for node, items in answers.ties.items() for item, code in items.items()}
    contacts = {f"contact:{node}": [value] for node, value in answers.contacts.items()}
    own = {item: list(codes) for item, codes in answers.own.items()}
    assert {**ties, **contacts, **own} == chosen
    assert len(answers.asked) == 2
    assert list(answers.contacts.values()) == ["yes", "no", "yes", "wanted"]


def test_steps_are_told_and_the_heading_is_where_one_is(open_survey, somebody):
    person = somebody(open_survey()).come()
    person.go_on()
    number = 0
    while person.kind != "summary":
        number += 1
        assert person.page.title().startswith(f"{number} av ")
        assert person.page.evaluate("document.activeElement.tagName") == "H1"
        assert person.page.locator("h1:visible").count() == 1
        person.go_on()
    number += 1
    assert person.page.title() == f"{number} av {number} – Klar til å sende"


@pytest.mark.every_change
def test_by_keyboard_alone_on_a_phone(open_survey, somebody):
    opened = open_survey()
    person = somebody(opened).come()
    keys = person.page.keyboard

    def tab_to(what: str) -> None:
        for _ in range(60):
            keys.press("Tab")
            if person.page.evaluate("what => document.activeElement.matches(what)", what):
                return
        raise AssertionError(what)

    tab_to(".moves .next")
    keys.press("Enter")
    assert person.kind == "contact"
    for _ in range(2):
        tab_to("input[type=radio]:not(:checked)")
        keys.press("Space")
    # Enter goes on from wherever one is, though "back" stands first.
    keys.press("Enter")
    assert person.kind == "question"
    for _ in person.rows:
        tab_to("input[type=radio]")
        keys.press("ArrowDown")
        keys.press("ArrowDown")
    given = len(person.chosen())
    assert given >= 5
    # A chosen answer is taken away by a space, and given again by the next.
    keys.press("Space")
    assert len(person.chosen()) == given - 1
    keys.press("Space")
    assert len(person.chosen()) == given
    tab_to(".moves [value=back]")
    keys.press("Enter")
    assert person.kind == "contact"
    person.go_to("summary")
    tab_to(".line")
    keys.press("Enter")
    assert person.kind == "contact"
    person.go_to("summary")
    tab_to(".moves .next")
    keys.press("Enter")
    person.thanked()
    (answers,) = opened.ballots()
    assert len(answers.asked) == 2
    assert len(answers.ties) == 3


@pytest.mark.every_change
def test_without_javascript_enter_goes_on_and_the_code_is_typed(open_survey, context_of):
    opened = open_survey()
    page = context_of(java_script_enabled=False).new_page()
    page.goto(f"{opened.address}/s/")
    page.fill("#code", opened.codes[0].lower().replace("-", " "))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page.locator(".moves .next"))
    for row in page.locator("tr.question").all()[:2]:
        row.locator("label").first.click()
    with page.expect_navigation():
        page.locator("input:checked").last.press("Enter")
    assert page.locator("tr.question").count() == 3
    while page.locator("[value=send]").count() == 0:
        for row in page.locator("tr.question").all():
            row.locator("label").nth(1).click()
        press(page.locator(".moves .next"))
    press(page.locator(".moves [value=back]"))
    assert page.locator("[name=move][value=clear]").count() == 0
    press(page.locator(".moves .next"))
    press(page.locator(".moves .next"))
    assert page.locator("h1").inner_text() == "Takk"
    (answers,) = opened.ballots()
    assert len(answers.asked) == 2
    assert {code for items in answers.ties.values() for code in items.values()} == {"2"}


def test_an_answer_can_be_taken_away_and_a_double_click_takes_none(open_survey, somebody):
    person = somebody(open_survey()).come()
    person.go_to("contact")
    first = person.rows[0].locator("label").first
    first.dblclick()
    assert len(person.chosen()) == 1
    person.page.wait_for_timeout(700)
    first.click()
    assert person.chosen() == {}
    person.fill(0)
    person.page.get_by_role("button", name="Ta bort svarene på denne siden").click()
    assert person.chosen() == {}
    assert person.page.locator(".clear").is_hidden()


def test_no_more_are_chosen_than_may_be(open_survey, somebody):
    opened = open_survey()
    person = somebody(opened).come()
    while not person.here.locator("[type=checkbox]").count():
        person.go_on()
    boxes = person.here.locator("label.answer")
    for number in range(3):
        boxes.nth(number).click()
    assert person.here.locator("[role=status]").inner_text() == "Du kan velge høyst 2. Ta bort et valg først."
    assert [len(values) for values in person.chosen().values()] == [2]
    boxes.last.click()
    assert list(person.chosen().values()) == [["?"]]
    boxes.first.click()
    assert "?" not in next(iter(person.chosen().values()))


def test_who_has_two_hats_answers_as_one_and_changes_language_without_loss(open_survey, somebody):
    opened = open_survey(hats=2)
    person = somebody(opened).come()
    person.go_to("contact")
    person.choose(person.rows[-1], 0)
    given = person.chosen()
    person.page.go_back()
    assert person.kind == "welcome"
    first = person.page.locator(".as strong").inner_text()
    person.page.locator(".other-hats summary").click()
    person.page.locator(".other-hats button").click()
    expect(person.page.locator(".as strong")).not_to_have_text(first)
    person.speak("da")
    person.go_to("contact")
    assert person.chosen() == given
    person.page.reload()
    person.wait()
    assert person.page.locator("html").get_attribute("lang") == "da"
    assert (person.kind, person.chosen()) == ("contact", given)
    person.go_to("summary").send()
    assert "Ingen kan finde dit svar igen." in person.thanked()
    assert opened.ballots()[0].node == [str(node) for node in plan_of(opened.wave).mapping.rater_nodes(1)][1]


def test_only_some_groups_are_asked_about_and_the_browser_picks_those_that_the_server_does(open_survey, somebody, context_of):
    opened = open_survey(2, mapping__ask_at_most=3)
    person = somebody(opened).come()
    person.go_to("contact")
    person.fill(0)
    person.go_on()
    rows = [row.get_attribute("data-name") for row in person.rows]
    assert len(rows) == 4
    # Taking one away brings in the next, and nobody else changes place.
    person.go_back()
    aside = rows[0].partition(":")[2]
    person.choose(person.page.locator(f"[data-name='contact:{aside}']"), 1)
    person.go_on()
    fewer = [row.get_attribute("data-name") for row in person.rows]
    assert len(set(rows) - set(fewer)) == 1
    assert len(fewer) == 4
    person.go_to("summary", 1)
    person.send()
    person.thanked()
    assert list(opened.ballots()[0].asked) == [name.partition(":")[2] for name in fewer[:-1]]
    page = context_of(java_script_enabled=False).new_page()
    page.goto(f"{opened.address}/s/")
    page.fill("#code", opened.codes[1])
    press(page.locator(".moves .next"))
    press(page.locator(".moves .next"))
    for row in page.locator("tr.question").all():
        row.locator("label").first.click()
    press(page.locator(".moves .next"))
    without = [row.get_attribute("data-name") for row in page.locator("tr.question").all()]
    other = somebody(opened, 1).come()
    other.go_to("contact")
    other.fill(0)
    other.go_on()
    assert [row.get_attribute("data-name") for row in other.rows] == without


# What goes wrong on the way


@pytest.mark.every_change
def test_case_1_an_answer_whose_receipt_was_lost_is_sent_again_and_kept_once(open_survey, somebody):
    opened = open_survey()
    person = somebody(opened).come().go_to("summary", 1)
    opened.network.lose_answers_to = "/s/send/"
    person.send()
    person.thanked()
    assert [path for _, path in opened.network.seen].count("/s/send/") == 2
    assert Ballot.objects.count() == Spent.objects.count() == 1


def test_case_2_reloading_the_thanks_or_opening_the_link_again_says_that_one_has_answered(open_survey, somebody):
    opened = open_survey()
    person = somebody(opened).come().go_to("summary", 1)
    person.send()
    person.thanked()
    person.page.reload()
    assert "allerede sendt" in person.thanked()
    again = somebody(opened, page=person.page.context.new_page())
    again.page.goto(f"{opened.address}/s/#{opened.codes[0]}")
    assert "allerede sendt" in again.thanked()
    elsewhere = somebody(opened)
    elsewhere.page.goto(f"{opened.address}/s/#{opened.codes[0]}")
    elsewhere.page.get_by_text("Har du sendt svaret ditt, er det kommet trygt fram").wait_for()
    assert elsewhere.page.locator(".question").count() == 0
    assert Ballot.objects.count() == 1


def test_case_3_a_fast_double_click_sends_once_and_back_shows_no_form(open_survey, somebody):
    opened = open_survey()
    person = somebody(opened).come().go_to("summary", 1)
    person.page.locator(".moves .next").dblclick()
    person.thanked()
    person.page.go_back()
    person.page.wait_for_timeout(300)
    assert "Takk" in person.page.locator("main").inner_text()
    assert [path for _, path in opened.network.seen].count("/s/send/") == 1
    assert Ballot.objects.count() == 1


def test_case_5_ten_people_on_a_network_that_loses_every_third_request_leave_ten_ballots(open_survey, context_of):
    opened = open_survey(10)
    people = [Answering(context_of().new_page(), opened.address, code) for code in opened.codes]
    for person in people:
        person.come()
    opened.network.loss = 0.3
    order = Random(7)  # noqa: S311 -- an order, not a secret
    order.shuffle(people)
    for person in people:
        person.go_to("question")
        person.fill(order.randrange(5))
    order.shuffle(people)
    for person in people:
        person.go_to("summary").send()
    for person in people:
        person.thanked(timeout=90_000)
    assert Ballot.objects.count() == Spent.objects.count() == 10
    assert not Draft.objects.exists()
    assert all(answers.ties for answers in opened.ballots())


def test_case_7_going_back_and_forth_with_the_browsers_own_buttons_loses_nothing(open_survey, somebody):
    person = somebody(open_survey()).come().go_to("summary", 3)
    given = person.chosen()
    person.page.locator(".line").nth(1).click()
    assert person.kind == "question"
    person.page.go_back()
    expect(person.here).to_have_attribute("data-kind", "summary")
    person.page.go_back()
    person.page.go_back()
    expect(person.here).to_have_attribute("data-kind", "question")
    person.page.go_forward()
    person.go_to("summary")
    assert person.chosen() == given


@pytest.mark.every_change
def test_case_8_half_on_one_device_and_the_rest_on_another(open_survey, somebody):
    opened = open_survey()
    one = somebody(opened).come()
    one.go_to("contact")
    one.fill(0)
    one.go_on()
    one.fill(4)
    key, given = one.key, one.chosen()
    kept_on_server(one)
    with scopes_disabled():
        blob = bytes(Draft.objects.get().blob)
    assert len(blob) == draft_room(opened.wave) + AROUND
    assert b"contact" not in blob
    other = somebody(opened, viewport=SIZES["desk"]).come()
    assert (other.key, other.chosen()) == (key, given)
    other.go_to("summary", 2)
    other.send()
    other.thanked()
    (answers,) = opened.ballots()
    assert {code for items in answers.ties.values() for code in items.values()} >= {"3"}
    # The first device is told when somebody comes back to it.
    one.page.reload()
    one.page.get_by_text("Har du sendt svaret ditt, er det kommet trygt fram").wait_for()


def test_case_8_when_the_browser_has_been_closed_the_link_goes_on_where_one_was(open_survey, somebody, browser, tmp_path):
    opened = open_survey()

    def device() -> BrowserContext:
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        return browser.browser_type.launch_persistent_context(tmp_path, executable_path=chromium, args=["--no-sandbox"])

    context = device()
    person = somebody(opened, page=context.new_page()).come()
    person.go_to("question", 0)
    person.fill(3)
    # What has not reached the server is on the device alone.
    opened.network.down = True
    person.choose(person.rows[0], 1)
    key, given = person.key, person.chosen()
    expect(person.page.locator(".save-status")).to_contain_text(re.compile(r"(maskinen|computer|datorn|device)\.$"))
    context.close()
    opened.network.down = False
    context = device()
    after = somebody(opened, page=context.new_page()).come()
    assert (after.key, after.chosen()) == (key, given)
    context.close()


def test_case_9_while_the_server_is_down_answers_wait_and_go_by_themselves(open_survey, somebody):
    opened = open_survey()
    person = somebody(opened).come().go_to("summary", 1)
    person.page.evaluate("window.mark = 'the same page'")
    opened.network.down = True
    person.page.clock.install()
    person.send()
    expect(person.page.locator(".save-status")).to_contain_text("Ikke sendt ennå – serveren svarer ikke")
    for _ in range(20):
        person.page.clock.run_for(30_000)
        person.page.wait_for_timeout(30)
    assert [path for _, path in opened.network.seen].count("/s/send/") > 8
    assert not Ballot.objects.exists()
    opened.network.down = False
    for _ in range(3):
        person.page.clock.run_for(30_000)
        person.page.wait_for_timeout(100)
    person.thanked()
    assert person.page.evaluate("window.mark") == "the same page"
    assert Ballot.objects.count() == 1


def test_case_9_what_was_sent_offline_is_sent_when_the_page_is_opened_again(open_survey, somebody):
    opened = open_survey()
    person = somebody(opened).come().go_to("summary", 1)
    context = person.page.context
    opened.network.down = True
    person.send()
    expect(person.page.locator(".save-status")).to_contain_text("Ikke sendt ennå")
    person.page.wait_for_timeout(200)
    person.page.close()
    opened.network.down = False
    again = somebody(opened, page=context.new_page())
    again.page.goto(f"{opened.address}/s/#{opened.codes[0]}")
    again.thanked()
    assert Ballot.objects.count() == 1


@pytest.mark.every_change
def test_offline_midway_everything_goes_on_and_the_page_itself_comes_back(open_survey, somebody):
    opened = open_survey()
    person = somebody(opened).come().go_to("question", 0)
    person.page.evaluate("navigator.serviceWorker.ready")
    person.page.wait_for_function("caches.match('/s/')")
    context = person.page.context
    context.set_offline(True)
    person.fill(2)
    given = person.chosen()
    expect(person.page.locator(".save-status")).to_have_text("Svarene er lagret på denne maskinen.")
    person.page.reload()
    person.wait()
    assert (person.kind, person.chosen()) == ("question", given)
    person.go_to("summary", 2)
    person.send()
    expect(person.page.locator(".save-status")).to_contain_text("Ikke sendt ennå – sendes når du er på nett igjen.")
    context.set_offline(False)
    person.thanked()
    assert Ballot.objects.count() == 1
    kept = person.page.evaluate("""async () => {
      const found = [];
      for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
      return found;
    }""")
    assert "/s/" in kept
    assert all(path == "/s/" or path.startswith("/static/") for path in kept)


def test_case_10_two_tabs_hold_the_same_and_leave_one_ballot(open_survey, somebody):
    opened = open_survey()
    one = somebody(opened).come()
    one.go_to("question", 0)
    other = somebody(opened, page=one.page.context.new_page()).come()
    one.choose(one.rows[0], 1)
    other.choose(other.rows[1], 2)
    one.choose(one.rows[2], 3)
    other.page.wait_for_function("document.querySelectorAll('.survey-page:not([hidden]) input:checked').length === 3")
    one.page.wait_for_function("document.querySelectorAll('.survey-page:not([hidden]) input:checked').length === 3")
    # The later answer counts, wherever it is given.
    other.choose(other.rows[0], 4)
    one.page.wait_for_function(
        "document.querySelector('.survey-page:not([hidden]) .question:not([hidden]) input:checked').value === '5'"
    )
    assert one.chosen() == other.chosen()
    one.go_to("summary").send()
    one.thanked()
    assert "allerede sendt" in other.thanked()
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize("changed", ["%23{}", "%2523{}", "#{small}", "#{spaced}", "#%20{}.", "%23{small}"])
def test_case_11_a_link_that_a_gateway_has_changed_is_repaired(open_survey, somebody, changed):
    opened = open_survey()
    code = opened.codes[0]
    person = somebody(opened)
    person.come(f"{opened.address}/s/" + changed.format(code, small=code.lower(), spaced=code.replace("-", "%20")))
    assert person.page.url == f"{opened.address}/s/#{code}"
    person.page.reload()
    assert person.wait().kind == "welcome"


def test_what_opens_the_survey_is_in_no_address_and_nothing_but_our_server_is_asked(open_survey, somebody):
    opened = open_survey()
    person = somebody(opened)
    asked: list[str] = []
    person.page.context.on("request", lambda sent: asked.append(f"{sent.url} {sent.headers.get('referer', '')}"))
    person.come().go_to("summary", 1).send()
    person.thanked()
    assert all(opened.codes[0] not in url and opened.codes[0].replace("-", "") not in url for url in asked)
    assert all(url.startswith((opened.address, "data:")) for url in asked)
    assert person.page.context.cookies() == []
    assert person.page.evaluate("JSON.stringify(localStorage)").count(opened.codes[0].replace("-", "")) == 0


# What is seen and heard


def test_case_12_each_answer_is_named_by_group_question_and_words(open_survey, somebody):
    person = somebody(open_survey()).come()
    person.go_to("question", 0)
    row = person.rows[0]
    names = [radio.get_attribute("value") for radio in row.get_by_role("radio").all()]
    assert names == ["1", "2", "3", "4", "5", "?"]
    for viewport in ({"width": 320, "height": 640}, {"width": 640, "height": 800}, {"width": 1280, "height": 900}):
        person.page.set_viewport_size(viewport)
        group = "De ansatte i psykisk helse og rus … vet hvilke oppgaver vi har?"
        radio = row.get_by_role("radio", name=f"{group} I svært liten grad", exact=True)
        assert radio.count() == 1
        # "1 of 6" is told of radio buttons that share a name in one form.
        assert radio.evaluate("each => each.form.elements[each.name].length") == 6
        if viewport["width"] >= 640:
            table = person.here.get_by_role("table").first
            assert table.locator("caption").inner_text().startswith("I hvilken grad opplever du at … vet")
            assert table.get_by_role("columnheader").count() == 6
            assert table.get_by_role("rowheader").count() == len(person.rows) - 1


@pytest.mark.parametrize("width", [320, 600, 640, 768, 1280])
def test_case_13_every_answer_is_in_view_also_with_letters_of_double_size(open_survey, somebody, width):
    person = somebody(open_survey(), viewport={"width": width, "height": 800}).come()
    outside = """() => [...document.querySelectorAll('main *')].filter(each => each.checkVisibility()).filter(each => {
      if (each.closest(".unseen, .ask, .answer > span")) return false;
      const box = each.getBoundingClientRect();
      return box.width > 1 && (box.right > innerWidth + 0.5 || box.left < -0.5);
    }).map(each => each.outerHTML.slice(0, 90))"""
    while True:
        for scale in ("", "200%"):
            person.page.evaluate("scale => { document.documentElement.style.fontSize = scale }", scale)
            assert person.page.evaluate(outside) == [], (person.key, scale)
            assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (person.key, scale)
            for row in person.rows:
                assert all(label.is_visible() for label in row.locator("label.answer").all())
                least = min(label.bounding_box()["height"] for label in row.locator("label.answer").all())
                assert least >= 48 or width >= 640, (person.key, least)
        person.page.evaluate("() => { document.documentElement.style.fontSize = '' }")
        if person.kind == "summary":
            break
        person.fill(0)
        person.go_on()


@pytest.mark.parametrize("language", Language)
def test_case_14_the_last_the_closed_and_the_refusing_pages_are_in_the_chosen_language(
    open_survey, somebody, language: Language
):
    opened = open_survey(2)
    person = somebody(opened).come()
    person.speak(language)
    kept = say("collection.survey.kept.computer_and_server", language)
    person.go_to("contact")
    person.fill(0)
    expect(person.page.locator(".save-status")).to_have_text(kept)
    other = somebody(opened, 1, page=person.page.context.new_page()).come()
    other.speak(language)
    other.go_to("question", 0)
    other.fill(0)
    person.go_to("summary").send()
    assert say("collection.survey.thanks.nobody", language) in person.thanked()
    with scopes_disabled():
        now = clock.now()
        Deadline.objects.create(wave=opened.wave, closes=now, by=opened.wave.by, at=now)
    other.page.reload()
    other.page.get_by_role("heading", name=say("collection.enter.title_closed", language)).wait_for()
    assert other.page.locator("html").get_attribute("lang") == language


def test_a_shared_terminal_keeps_nothing_and_clears_itself(open_survey, context_of):
    opened = open_survey(2)
    page = context_of(viewport=SIZES["desk"]).new_page()
    page.clock.install()
    page.goto("about:blank")
    page.goto(f"{opened.address}/s/?terminal=1")
    person = Answering(page, opened.address, opened.codes[0])

    def come(code: str) -> None:
        page.fill("#code", code)
        page.locator(".moves .next").click()
        person.wait()

    come(opened.codes[0])
    person.go_to("question", 0)
    # On a busy machine the half minute that is left would be over before anybody clicks: the page's time stands still for that.
    page.clock.pause_at(page.evaluate("Date.now()") / 1_000 + 1)
    page.clock.run_for(154_000)
    expect(page.locator(".ending")).to_contain_text("Siden blir tømt om")
    # Not by the pointer: scrolling to the button would tell already that somebody is here, and take it away before it is met.
    page.get_by_role("button", name="Jeg er her fortsatt").dispatch_event("click")
    expect(page.locator(".ending")).to_have_count(0)
    page.clock.resume()
    page.clock.run_for(155_000)
    page.clock.run_for(31_000)
    page.locator("#code").wait_for()
    assert page.input_value("#code") == ""
    # What was answered is still there for its owner: locked, on the server.
    come(opened.codes[0])
    assert person.kind == "question"
    person.go_to("summary", 1)
    person.send()
    assert "Takk" in person.thanked()
    page.clock.run_for(1_000)
    assert page.locator(".ending").inner_text().startswith("Siden blir tømt om")
    page.clock.run_for(31_000)
    page.locator("#code").wait_for()
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0
    assert opened.codes[0] not in page.url
    page.go_back()
    page.wait_for_timeout(200)
    assert page.locator(".question, .before").count() == 0
    assert Ballot.objects.count() == 1


def test_without_a_safe_place_it_works_and_says_so(open_survey, somebody):
    opened = open_survey()
    person = somebody(opened)
    person.page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    person.come().go_to("contact")
    person.fill(0)
    expect(person.page.locator(".save-status")).to_have_text(say("collection.survey.kept.nowhere", Language.NB))
    person.go_to("summary", 1)
    person.send()
    person.thanked()
    assert person.page.evaluate("localStorage.length") == 0
    assert Ballot.objects.count() == 1


@pytest.mark.every_change
def test_the_first_load_is_small_enough_for_a_slow_phone(open_survey, somebody, client):
    opened = open_survey()
    person = somebody(opened)
    devtools = person.page.context.new_cdp_session(person.page)
    devtools.send("Network.enable")
    urls: dict[str, str] = {}
    got: dict[str, float] = {}
    devtools.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
    devtools.on(
        "Network.loadingFinished",
        lambda event: got.update({(url := urls.get(event["requestId"], "")): max(got.get(url, 0), event["encodedDataLength"])}),
    )
    slow = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
    devtools.send("Network.emulateNetworkConditions", slow)
    person.come()
    person.page.wait_for_load_state("networkidle")
    # The tests' server sends static files as they are; the one that people meet packs them.
    for url in got:
        path = url.removeprefix(opened.address)
        if path.startswith("/static/"):
            answer = client.get(path, headers={"accept-encoding": "gzip"})
            got[url] = len(b"".join(answer)) + 400
    sizes = {url.removeprefix(opened.address): round(size) for url, size in got.items()}
    print(sizes)
    assert sizes["/s/"] > 1_000
    assert {"/s/", "/s/open/", "/static/survey.css", "/static/survey.js", "/static/built/designsystemet.css"} <= set(sizes)
    assert sum(sizes.values()) <= 45_000
