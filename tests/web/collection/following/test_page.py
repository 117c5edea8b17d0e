"""What the page says, to whom, from before the opening to the end; and that it says the same whoever has answered."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from math import ceil

import pytest
from collection.following.october import CLOSES, OPENS, SIZES, at, said
from django.db import connection
from django_scopes import scopes_disabled

from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.following import chores
from samspill_web.collection.models import Ballot, Draft, Person, Spent, Urn
from samspill_web.kernel import clock

pytestmark = pytest.mark.django_db

TUESDAY = OPENS + timedelta(days=1)
NAMES = {"larere": "Lærere i videregående", "ppt": "PPT", "nav_ungdom": "Ungdomsteamet i NAV", "barnevern": "Barnevernet"}


def test_before_a_launch_the_page_says_that_there_is_nothing_yet(page):
    assert "Ingen runde er satt i gang ennå." in page()


def test_each_stage_has_one_sentence_here_and_on_the_overview(settled, go, page, cast, client_of):
    number = settled.number
    stages = [
        (at(OPENS, 5), f"Runde {number} er satt i gang. Den åpner mandag 12. oktober 2026 kl. 06.00"),
        (at(OPENS, 7), f"Runde {number} er åpen. Den stenger på slutten av torsdag 29. oktober 2026."),
        (at(CLOSES, 7), f"Runde {number} stenger snart: på slutten av torsdag 29. oktober 2026."),
        (at(CLOSES + timedelta(days=1), 7), f"Runde {number} stengte på slutten av torsdag 29. oktober 2026."),
    ]
    for moment, sentence in stages:
        go(moment)
        assert sentence in page()
        overview = client_of(cast.owner).get(f"/m/{cast.project.pk}/").content.decode()
        assert sentence in overview
        assert f'href="/m/{cast.project.pk}/collect/"' in overview
    for field, sentence in (("shut", "det kommer ikke inn flere svar"), ("destroyed", "svarene er slettet")):
        with scopes_disabled():
            Urn.objects.update(**{field: clock.now()})
        assert sentence in page()


def test_the_clock_is_that_of_the_mapping(launched, page, go):
    launched(zone="Europe/Helsinki")
    html = page()
    assert "Den åpner mandag 12. oktober 2026 kl. 06.00" in html
    assert "Klokkeslettene gjelder i Helsingfors." in html or "Klokkeslettene gjelder i Helsinki." in html


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("owner", set(NAMES)),
        ("consultant", set(NAMES)),
        ("representative", set(NAMES)),
        ("partner", {"nav_ungdom"}),
        ("group_leader", set()),
    ],
)
def test_each_sees_the_groups_that_concern_them(settled, go, page, who, seen):
    go(at(OPENS, 7))
    lines = re.findall(r"<dt>(.*?)</dt>", page(who))
    assert {node for node, name in NAMES.items() if name in lines} == seen
    if who == "group_leader":
        assert lines == ["Helsesykepleiere"]


def test_a_reader_sees_nothing_of_it(settled, cast, client_of):
    client, url = client_of(cast.reader), f"/m/{cast.project.pk}/collect/"
    assert client.get(url).status_code == 403
    assert url not in client.get(f"/m/{cast.project.pk}/").content.decode()


@pytest.mark.parametrize("who", ["representative", "partner", "group_leader", "reader"])
def test_only_editors_remind_and_extend(settled, go, cast, client_of, who):
    go(at(TUESDAY, 12))
    for action in ("remind", "extend"):
        assert client_of(cast.people[who]).post(f"/m/{cast.project.pk}/collect/{action}/", {}).status_code == 403


def test_advice_comes_at_mid_time_and_says_what_it_costs(settled, go, page, people, answer):
    for person in people("barnevern"):
        answer(person)
    for person in people("larere")[:6]:
        answer(person)
    go(at(OPENS + timedelta(days=8), 12))
    assert "Dette hjelper" not in page()
    go(at(OPENS + timedelta(days=9), 12))
    html = page()
    assert "Dette hjelper" in html
    costs = dict(re.findall(r"<dt>([^<]*)</dt><dd>(Har[^<]*|Gruppen[^<]*)</dd>", html))
    assert costs == {
        "Helsesykepleiere, Psykisk helse og rus": "Har færre enn 5 svart når runden stenger, blir gruppen verken med i "
        "resultatet eller i noe samlet tall.",
        "Ungdomskontakter": "Har færre enn 5 svart når runden stenger, blir gruppen vist sammen med Helsesykepleiere.",
        "Lærere i videregående": "Gruppen blir vist for seg, men resultatet bygger på få svar og blir mindre sikkert.",
        "Oppfølgingstjenesten, PPT": "Har færre enn 5 svart når runden stenger, blir gruppen vist sammen med Lærere i "
        "videregående.",
        "Ungdomsteamet i NAV": "Har færre enn 5 svart når runden stenger, blir gruppen vist sammen med Psykisk helse og rus.",
    }


@pytest.mark.parametrize("language", ["nb", "nn", "da", "sv", "en"])
def test_the_text_for_leaders_names_no_number_and_blames_nobody(settled, cast, client_of, language):
    html = client_of(cast.owner).get(f"/m/{cast.project.pk}/collect/words/{language}/").content.decode()
    text = re.search(r'(?s)<article class="letter" lang="(\w+)">(.*?)</article>', html)
    assert text is not None
    assert text[1] == language
    said = re.sub(r"<[^>]+>", "", text[2])
    with scopes_disabled():
        minutes = str(ceil(max(burden.minutes for burden in plan_of(settled).burdens)))
    numbers = set(re.findall(r"\d+", said.replace("127.0.0.1:8000", "")))
    assert numbers == {"29", "2026", minutes}, "the last day, and the time that the survey tells too"
    assert client_of(cast.owner).get(f"/m/{cast.project.pk}/collect/words/fi/").status_code == 404


def test_case_37_who_of_a_group_has_answered_changes_nothing_that_anybody_can_read(settled, go, page, people, answer, caplog):
    """Two runs that differ only in who of a group answered: pages, audit log, logs and rows are the same (attack 5)."""
    caplog.set_level(logging.DEBUG)
    go(at(OPENS, 6, 1))
    for person in people("larere")[:5]:
        answer(person)
    with scopes_disabled():
        one, other = people("larere")[5:7]
        spent, ballots = (list(model.objects.values_list("pk", flat=True)) for model in (Spent, Ballot))
    found = []
    for who in (one, other):
        caplog.clear()
        with scopes_disabled():
            Spent.objects.exclude(pk__in=spent).delete()
            Ballot.objects.exclude(pk__in=ballots).delete()
            connection.cursor().execute("DELETE FROM collection_participation WHERE day > %s", [OPENS])
            connection.cursor().execute("DELETE FROM kernel_auditentry WHERE verb <> 'wave.launched'")
        go(at(OPENS, 6, 2))
        answer(who)
        go(at(TUESDAY, 6))
        pages = [said(page(role)) for role in ("owner", "representative", "group_leader", "partner")]
        found.append((pages, _dump(), [(each.name, each.getMessage()) for each in caplog.records if "samspill" in each.name]))
    assert found[0] == found[1]
    assert "5 eller flere har svart, men under halvparten." in found[0][0][0]


def _dump() -> dict[str, list]:
    """All rows of the tables that follow a wave, without ids that are drawn anew, and how many lie in the urn."""
    with scopes_disabled(), connection.cursor() as cursor:
        tables = {
            "people": "SELECT * FROM collection_person ORDER BY id",
            "participation": "SELECT node, day, band FROM collection_participation ORDER BY node",
            "remindings": "SELECT * FROM collection_reminding",
            "deadlines": "SELECT * FROM projects_deadline",
            "audit": "SELECT verb, data FROM kernel_auditentry ORDER BY id",
            "messages": "SELECT * FROM kernel_message ORDER BY id",
            "urn": "SELECT count(*), max(length(sealed)), min(length(sealed)) FROM collection_ballot",
        }
        found = {}
        for name, query in tables.items():
            cursor.execute(query)
            found[name] = [tuple(map(str, row)) for row in cursor.fetchall()]
        assert Draft.objects.count() == 0
        return found


def test_counting_leaves_no_number_and_no_mark_in_any_row_it_writes(settled, go, people, answer):
    go(at(OPENS, 6, 1))
    for person in people("larere")[:7]:
        answer(person)
    go(at(TUESDAY, 6))
    rows = _dump()["participation"]
    assert {band for _, _, band in rows} <= {"few", "under_k", "some", "half", "most"}
    assert len({day for _, day, _ in rows}) == 1
    assert len(rows) == len(SIZES)
    with scopes_disabled():
        assert {person.counted for person in Person.objects.all()} == set(SIZES)


def test_chores_bear_to_be_run_twice(settled, go, people, answer):
    go(at(OPENS, 9))
    go(at(TUESDAY, 9))
    before = _dump()
    chores.count_answers(clock.now())
    chores.remind(clock.now())
    assert _dump() == before
