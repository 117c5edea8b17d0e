"""Letters: a page each, the address in the window and nothing else, no code kept, nobody told who has answered."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse

from samspill.language import say
from samspill.terms import Language, Text
from samspill_web.collection.ballots import secret
from samspill_web.collection.ballots.codes import link_of, mark_of, paper_code_of, printed, whose_of
from samspill_web.collection.channels import deliveries
from samspill_web.collection.channels.keys import invite_key, remind_key
from samspill_web.collection.channels.letter import views
from samspill_web.collection.channels.letter.papers import letter, letters
from samspill_web.collection.channels.letter.recipients import Whom, recipients
from samspill_web.collection.channels.letter.recipients import listed as on_list
from samspill_web.collection.channels.occasion import occasion_of
from samspill_web.collection.channels.typeset import code_drawing
from samspill_web.collection.enums import Channel, Standing
from samspill_web.collection.models import Person, Spent, Urn
from samspill_web.kernel import clock, outbox
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.projects.models import Deadline

HOSTILE = [
    '#import "/etc/passwd": *',
    '#read("/etc/passwd") $x$ *b* _i_ `c` <d> @e // /* \\ [f]',
    'Ola "Ola\'n" Nordmann, Drift\r\nog Vedlikehold',
    "=HYPERLINK(1)",
    "W" * 200,
    "Kari " * 40,
    "𝕶\u202e\u0000ari 🙂",
    "Łukasz Čáslavský-Ðorđević Þórðarson",
]


def bare(text: str) -> str:
    return "".join(text.split())


def test_everyone_has_a_page_in_their_language_with_their_own_way_in(occasion, listed, pages_of):
    languages = [language for language in Language if language in occasion.languages]
    assert len(languages) > 1
    people = [listed(f"Kari {language.value.upper()}", language=language.value) for language in languages]
    pages = pages_of(letters(occasion, people))
    assert len(pages) == len(people)
    for person, language, page in zip(people, languages, pages, strict=True):
        assert bare(person.name) in page
        assert bare(say("paper.letter.yours", language)) in page
        assert bare(occasion.until(language)) in page
        assert printed(paper_code_of(person)) in page
        assert not any(printed(paper_code_of(other)) in page for other in people if other != person)


def test_the_drawing_is_the_link_as_a_qr_code(occasion, listed):
    import segno

    person = listed("Kari")
    link = link_of(paper_code_of(person))
    drawing = letter(occasion, person)["code_drawing"]
    rows = segno.make(link, error="m", micro=False).matrix
    drawn = [[0] * len(rows) for _ in rows]
    for left, top, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1\.02h-\d+z", drawing):
        for place in range(int(left), int(left) + int(wide)):
            drawn[int(top)][place] = 1
    assert drawn == [list(row) for row in rows]
    assert drawing != code_drawing(link_of("0" * 16))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_a_name_whatever_stands_in_it(occasion, listed, pages_of, places_of, name):
    people = [listed(name), listed("Etter")]
    made = letters(occasion, people)
    pages = pages_of(made)
    assert len(pages) == 2
    seen = re.sub(r"[\u200b…□]", "", pages[0])
    start = bare(re.sub(r"[^ -~]", "", name))[:14]
    assert start in seen or bare(name)[:14] in seen
    assert printed(paper_code_of(people[0])) in pages[0]
    assert "Etter" in pages[1]
    assert all(x < 210 and y < 297 - 10 for x, y, _ in places_of(made, 0))


def test_the_window_shows_the_address_and_nothing_else(occasion, listed, places_of):
    for name in ("Kari Nordmann", "Åse " * 50):
        made = letters(occasion, [listed(name)])
        inside = [text for x, y, text in places_of(made, 0) if 15 < x < 110 and 40 < y < 95]
        placed = [(x, y) for x, y, text in places_of(made, 0) if 15 < x < 110 and 40 < y < 95]
        assert all(x + 0.1 >= 25 and y + 0.1 >= 50 and y < 86 for x, y in placed)
        assert bare(name)[:4] in bare("".join(inside))
        node = str(occasion.nodes[0])
        assert bare(occasion.name(node, Language.NB)) in bare("".join(inside))
        assert bare(occasion.organisation(node, Language.NB)) in bare("".join(inside))
        below = [text for _, y, text in places_of(made, 0) if y > 148.5]
        assert re.search(r"\w{4}-\w{4}-\w{4}-\w{4}", "".join(below))


def test_the_longest_texts_stay_on_one_page(occasion, listed, pages_of):
    many = Text(dict.fromkeys(Language, "Samarbeidsutfordringene " * 30))
    mapping = replace(occasion.plan.mapping, title=many, core_task=many)
    long = replace(occasion, plan=replace(occasion.plan, mapping=mapping), ask=("x" * 200 + "@eksempel.no",) * 2)
    pages = pages_of(letters(long, [listed("Kari " * 40), listed("Ola")]))
    assert len(pages) == 2
    assert all(bare(say("paper.letter.yours", Language.NB)) in page for page in pages)


def test_a_letter_can_be_read_aloud(occasion, listed, pdf_reading, tmp_path):
    made = letters(occasion, [listed("Kari"), listed("Kai", language="sv")])
    file, tree = pdf_reading.read(made)
    assert str(file.Root.Lang) == "nb"
    assert len(tree.all("H1")) == 2
    assert [figure.alt for figure in tree.all("Figure")] == [
        say("paper.letter.code_alt", language) for language in (Language.NB, Language.SV)
    ]
    path = tmp_path / "letters.pdf"
    path.write_bytes(made)
    checked = subprocess.run(
        [Path(sys.executable).with_name("pdfua"), "check", path], capture_output=True, text=True, check=False
    )
    assert "PASS (no findings)" in checked.stdout


def test_somebody_without_a_group_or_in_one_that_is_gone_gets_a_letter_too(occasion, listed, pages_of):
    pages = pages_of(letters(occasion, [listed("Kari", nodes=[]), listed("Ola", nodes=["borte@nord"], language="xx")]))
    assert "Kari" in pages[0]
    assert bare(say("paper.letter.yours", Language.NB)) in pages[1]


# ---- the last day ----------------------------------------------------------------------------------------------------------


def test_the_last_day_is_told_as_the_clock_stands_there(occasion, cast):
    local = occasion.closes.astimezone(occasion.zone)
    assert occasion.until(Language.NB) == say("paper.until", Language.NB, day=local.date())
    noon = datetime.combine(local.date(), datetime.min.time(), occasion.zone) + timedelta(days=2, hours=12)
    Deadline.objects.create(wave=occasion.wave, closes=noon, by=cast.owner, at=clock.now())
    later = occasion_of(occasion.project)
    assert later.until(Language.NB) == say("paper.until_hour", Language.NB, day=noon.date(), hour="12.00")


def test_late_in_the_evening_it_is_still_the_same_day(occasion):
    """23.59 in Oslo is 22.59 or 21.59 in UTC; half past midnight is the day before there."""
    local = datetime(2027, 1, 15, 0, 30, tzinfo=occasion.zone)
    assert say("paper.until_hour", Language.EN, day=local.date(), hour="00.30") == replace(occasion, closes=local).until(
        Language.EN
    )


# ---- who gets one ----------------------------------------------------------------------------------------------------------


def message(occasion, person: Person, state: SendState, channel: str = "email", kind: str = "invite") -> None:
    """Put a message about somebody in the outbox, in the state that it has come to."""
    keys = {
        "invite": invite_key(occasion.wave.pk, person.key, channel),
        "remind": remind_key(occasion.wave.pk, clock.now().date(), person.key, channel),
    }
    to = person.email if channel == "email" else person.phone
    outbox.enqueue_many([outbox.New(f"channels.{kind}", to, Language.NB, channel, keys[kind], {"person": str(person.key)})])
    Message.objects.filter(key=keys[kind]).update(state=state, trouble="550 5.1.1")


def names(people) -> list[str]:
    return [person.name for person in people]


def test_those_without_any_other_way_and_those_whom_nothing_has_reached(occasion, listed, monkeypatch):
    monkeypatch.setattr(deliveries, "chain", lambda: (Channel.EMAIL, Channel.SMS))
    listed("Uten")
    reached, failed, both, partly, next_one, waiting = (
        listed(name, email=f"{number}@x.no", phone="" if name == "Feil" else "+4799999999")
        for number, name in enumerate(("Nådd", "Feil", "Begge feil", "Delvis", "SMS neste", "Venter"))
    )
    message(occasion, reached, SendState.SENT)
    message(occasion, failed, SendState.FAILED)
    message(occasion, both, SendState.FAILED)
    message(occasion, both, SendState.FAILED, "sms")
    message(occasion, partly, SendState.FAILED)
    message(occasion, partly, SendState.UNKNOWN, "sms")
    message(occasion, next_one, SendState.FAILED)
    message(occasion, waiting, SendState.WAITING)
    everybody = on_list(occasion)
    assert names(recipients(occasion, everybody, Whom.WITHOUT)) == ["Uten"]
    assert names(recipients(occasion, everybody, Whom.UNREACHED)) == ["Begge feil", "Feil", "Uten"]


def test_a_reminder_that_failed_tells_nothing(occasion, listed):
    person = listed("Kari", email="kari@x.no")
    message(occasion, person, SendState.SENT)
    message(occasion, person, SendState.FAILED, kind="remind")
    assert recipients(occasion, on_list(occasion), Whom.UNREACHED) == []


def test_nobody_who_was_withdrawn_or_is_asked_from_another_list_and_nobody_of_another_wave(occasion, listed):
    listed("Med")
    listed("Nei", standing=Standing.DECLINED)
    listed("Ut", standing=Standing.WITHDRAWN)
    listed("Står to steder", double=True)
    Person.objects.create(project=occasion.project, wave=occasion.number + 1, name="Neste", language="nb")
    assert names(on_list(occasion)) == ["Med", "Nei"]


@pytest.mark.parametrize("address", ["", "n@x.no"])
def test_no_list_number_or_pile_of_letters_tells_who_declined(occasion, listed, owner, pages_of, address):
    """Not even when somebody takes the address away, to see whether a letter comes of it."""
    people = [listed("Med", email=address and "m@x.no"), listed("Nei", email=address)]

    def seen() -> tuple[object, ...]:
        page = owner.get(reverse("letters", args=[occasion.project.pk])).context
        chosen = print_them(owner, occasion, whom="chosen", person=[person.pk for person in people])
        others = [print_them(owner, occasion, whom=whom) for whom in ("without", "unreached")]
        piles = [len(pages_of(answer.content)) if answer.status_code == 200 else 0 for answer in (chosen, *others)]
        return names(page["people"]), page["counts"], page["preselected"], piles

    before = seen()
    assert before[0] == ["Med", "Nei"]
    assert before[3] == ([2, 0, 0] if address else [2, 2, 2])
    Person.objects.filter(name="Nei").update(standing=Standing.DECLINED)
    assert seen() == before


def test_what_has_people_is_chosen_beforehand_or_nothing(occasion, listed, owner):
    url = reverse("letters", args=[occasion.project.pk])

    def chosen() -> tuple[str, list[str]]:
        page = owner.get(url)
        return page.context["preselected"], re.findall(r'value="(\w+)" id="whom-\w+" checked', page.content.decode())

    assert chosen() == ("", [])
    failed = listed("Feil", email="f@x.no", nodes=[str(occasion.nodes[1])])
    message(occasion, failed, SendState.FAILED)
    assert chosen() == ("unreached", ["unreached"])
    # Of the groups it is the first that has people.
    assert names(owner.get(url).context["people"]) == ["Feil"]
    listed("Uten")
    assert chosen() == ("without", ["without"])
    assert names(owner.get(url).context["people"]) == ["Uten"]


def test_who_has_answered_gets_the_same_letter_as_everybody(occasion, listed, cast, client_of):
    people = [listed("Har svart"), listed("Har ikke svart")]
    url = reverse("letters", args=[occasion.project.pk])
    before = client_of(cast.owner).get(url).context
    urn = Urn.objects.get(wave=occasion.wave)
    value = secret.secret_of(occasion.project.pk, occasion.number)
    whose = whose_of(value, people[0])
    Spent.objects.create(mark=mark_of(value, paper_code_of(people[0])), whose=whose, urn=urn)
    after = client_of(cast.owner).get(url).context
    assert (before["counts"], before["people"]) == (after["counts"], after["people"])
    assert names(recipients(occasion, on_list(occasion), Whom.WITHOUT)) == ["Har ikke svart", "Har svart"]


# ---- the pages -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def owner(cast, client_of):
    return client_of(cast.owner)


def print_them(owner, occasion, **values):
    return owner.post(reverse("print_letters", args=[occasion.project.pk]), values)


def test_a_file_is_for_printing_and_nothing_of_it_stays(occasion, listed, owner, pages_of, settings, caplog):
    people = [listed("Kari"), listed("Ola")]
    answer = print_them(owner, occasion, whom="without")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"%PDF")
    assert len(pages_of(answer.content)) == 2
    entry = AuditEntry.objects.get(verb="letters.printed")
    assert entry.data == {"wave": occasion.number, "count": 2}
    kept = [str(row) for model in apps.get_models() for row in model._base_manager.values()]
    kept += [path.read_bytes().decode("latin-1") for path in settings.KEYS.parent.rglob("*") if path.is_file()]
    kept += [caplog.text, str(dict(owner.session))]
    for person in people:
        for form in (paper_code_of(person), printed(paper_code_of(person))):
            assert not any(form in text for text in kept)


def test_some_that_are_chosen_and_nobody_else(occasion, listed, owner, pages_of):
    chosen, other = listed("Valgt", email="v@x.no"), listed("Ikke valgt")
    stranger = Person.objects.create(project=occasion.project, wave=occasion.number + 1, name="Neste", language="nb")
    answer = print_them(owner, occasion, whom="chosen", person=[chosen.pk, stranger.pk, "x", "9" * 5_000, "-1"])
    (page,) = pages_of(answer.content)
    assert printed(paper_code_of(chosen)) in page
    assert printed(paper_code_of(other)) not in page


def test_the_log_names_those_who_have_another_way_in(occasion, listed, owner):
    reached, other = listed("Nås", email="v@x.no"), listed("Uten")
    print_them(owner, occasion, whom="chosen", person=[reached.pk, other.pk])
    entry = AuditEntry.objects.get(verb="letters.printed")
    assert entry.data == {"wave": occasion.number, "count": 2, "person": str(reached.pk)}


def test_people_of_another_organisation_get_no_letter(occasion, listed, owner, cast):
    from django_scopes import scopes_disabled

    with scopes_disabled():
        foreign = Person.objects.create(project=cast.foreign_project, wave=occasion.number, name="Fremmed", language="nb")
    assert print_them(owner, occasion, whom="chosen", person=[foreign.pk]).status_code == 302
    assert not AuditEntry.objects.filter(verb="letters.printed").exists()


def test_many_letters_come_in_several_files(occasion, listed, owner, pages_of, monkeypatch):
    monkeypatch.setattr(views, "A_FILE", 2)
    people = [listed(f"Person {number}") for number in range(5)]
    page = owner.get(reverse("letters", args=[occasion.project.pk]))
    assert page.context["files"] == 3
    seen = []
    for part in ("1", "2", "3"):
        seen += pages_of(print_them(owner, occasion, whom="without", part=part).content)
    assert len(seen) == 5
    assert all(any(printed(paper_code_of(person)) in text for text in seen) for person in people)
    for part in ("4", "0", "x", ""):
        assert print_them(owner, occasion, whom="without", part=part).status_code in {200, 302}


def test_the_page_shows_the_people_of_a_group(occasion, listed, owner):
    listed("I første")
    second = str(occasion.nodes[1])
    listed("I andre", nodes=[second])
    url = reverse("letters", args=[occasion.project.pk])
    assert names(owner.get(url).context["people"]) == ["I første"]
    assert names(owner.get(url, {"group": second}).context["people"]) == ["I andre"]
    assert names(owner.get(url, {"group": "<script>"}).context["people"]) == ["I første"]


def test_no_letters_before_the_launch_or_without_the_secret(cast, client_of, ready_project, within):
    owner = client_of(cast.owner)
    assert owner.get(reverse("letters", args=[ready_project.pk])).context["launched"] is False
    assert owner.post(reverse("print_letters", args=[ready_project.pk]), {"whom": "without"}).status_code == 302
    from samspill_web.projects.launching import launch

    launch(ready_project, by=cast.owner)
    occasion = occasion_of(ready_project)
    Person.objects.create(project=ready_project, wave=occasion.number, name="Kari", language="nb")
    secret.forget(ready_project.pk, occasion.number)
    answer = owner.post(reverse("print_letters", args=[ready_project.pk]), {"whom": "without"}, follow=True)
    assert say("paper.no_secret", Language.NB) in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="letters.printed").exists()
