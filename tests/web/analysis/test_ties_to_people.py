"""CASES 34 and 35: nothing that is kept ties an answer to a person, and what people were promised is not taken back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from analysis.conftest import form_of, keep, work
from analysis.fetched import text_of
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.design.edit.paths import set_value
from samspill.design.edit.write import to_toml
from samspill.terms import PolicyName
from samspill_web.analysis import research, services
from samspill_web.analysis.counting.release import make_release
from samspill_web.analysis.models import Release, ResearchFile
from samspill_web.analysis.selectors import understood
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.models import Ballot, Draft, Person, Spent
from samspill_web.collection.services import key_file
from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.launching import NotReadyError, launch
from samspill_web.projects.models import Project, Wave
from samspill_web.projects.selectors import draft

pytestmark = pytest.mark.django_db(transaction=True)

BALLOTS = {"collection_ballot", "collection_spent", "collection_draft"}
DATE = re.compile(r"\b(19|20)\d\d-\d\d-\d\d\b|\b\d\d:\d\d:\d\d\b|\b1[5-9]\d{8}\b")


def dump() -> Counter[tuple[str, str]]:
    """Return every row of the database, as a copy of its file has it: table and values."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        lines = (line for line in connection.connection.iterdump() if line.startswith("INSERT INTO"))
        return Counter((line.split('"')[1], line) for line in lines)
    return Counter(_rows())


def _rows() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- names of our own tables
            yield from (
                (table, repr([bytes(each).hex() if isinstance(each, bytes | memoryview) else str(each) for each in row]))
                for row in cursor
            )


@pytest.fixture
def asked(open_wave) -> list[Person]:
    """People in the order in which they answer, which is not that of the list."""
    wave = open_wave(people=48)
    work()
    with scopes_disabled():
        found = list(Person.objects.filter(project=wave.project, wave=wave.number).select_related("project").order_by("pk"))
    Random(34).shuffle(found)  # noqa: S311 -- an order, not a secret
    return found


def give(person: Person, seed: int) -> str:
    """Let somebody answer; return the code."""
    with scopes_disabled():
        wave, code = Wave.objects.get(project=person.project, number=person.wave), code_of(person)
        assert keep(code, form_of(wave, person.nodes[0], seed)) == "kept"
    return code


def test_case_34_an_answer_leaves_a_sealed_row_and_a_mark_and_nothing_else(asked):
    """Copies of the database before and after each answer: what differs has no date, and nothing of the person or the code."""
    sizes = set()
    for number, person in enumerate(asked[:12]):
        before = dump()
        code = give(person, number)
        after = dump()
        assert before - after == Counter(), "no row is changed, so that none tells by its time or its place that it was"
        new = after - before
        assert sorted(table for table, _ in new.elements()) == ["collection_ballot", "collection_spent"]
        said = " ".join(line for _, line in new)
        assert DATE.findall(said) == []
        known = (person.key.hex, str(person.key), code, code.replace("-", ""), person.email, person.name)
        assert [each for each in known if each.casefold() in said.casefold()] == []
        sizes.update(len(line) for table, line in new if table == "collection_ballot")
    assert len(sizes) == 1, "all sealed answers are as long"


def test_case_34_no_value_of_an_answer_stands_with_anybody(asked):
    """No id or mark in the rows of answers is found in any other row: there is nothing to join by."""
    for number, person in enumerate(asked):
        give(person, number)
    with scopes_disabled():
        ids = {str(key) for key in Ballot.objects.values_list("key", flat=True)}
        ids |= {mark for each in Spent.objects.values_list("mark", "whose") for mark in each}
    assert len(ids) == len(asked) * 3
    elsewhere = " ".join(line for table, line in dump() if table not in BALLOTS)
    forms = {form for each in ids for form in (each, each.replace("-", ""))}
    assert [form for form in forms if form in elsewhere] == []
    columns = {field.column for model in (Ballot, Spent, Draft) for field in model._meta.fields}
    assert columns == {"key", "urn_id", "sealed", "mark", "whose", "blob"}, (
        "a new column must not be a date, an order or a person"
    )


def test_case_34_what_is_made_of_answers_forgets_their_order(asked, over, cast, client_of):
    """The release is the same, byte for byte, in whatever order the answers came; and it names none of them."""
    for number, person in enumerate(asked):
        give(person, number)
    with scopes_disabled():
        wave = Wave.objects.select_related("project").get(project=asked[0].project)
        private = research.keys.read(key_file(wave.project, wave.number))
        ballots = [(str(key), bytes(sealed)) for key, sealed in Ballot.objects.values_list("key", "sealed")]
        marks = {mark for each in Spent.objects.values_list("mark", "whose") for mark in each}
    orders = [ballots, ballots[::-1], sorted(ballots), Random(1).sample(ballots, len(ballots))]  # noqa: S311 -- an order
    texts = {make_release(order, private, plan_of(wave), None, lambda _: None).text for order in orders}
    over(wave)
    work()
    with scopes_disabled():
        assert texts == {Release.objects.get(wave=wave).text}
    kept = " ".join(line for table, line in dump() if table not in BALLOTS)
    ids = {key for key, _ in ballots} | marks
    assert [each for each in ids if each in kept or each.replace("-", "") in kept] == []
    # The one moment that is written is that of the counting, for all at once.
    with scopes_disabled():
        since = AuditEntry.objects.filter(at__gte=clock.now() - timedelta(minutes=5)).values_list("verb", flat=True)
    assert set(since) <= {"wave.closed", "wave.released", "project.viewed"}
    with scopes_disabled():
        services.destroy(wave, by=cast.owner)
    work()
    gone = dump()
    assert [table for table, _ in gone if table in BALLOTS] == []
    assert [each for each in ids if any(each in line for _, line in gone)] == []


def test_case_34_raw_answers_for_research_are_numbered_and_ordered_anew(next_wave, answered):
    """Two files made of the same answers: the same people, each time in another order and under other numbers."""
    wave = next_wave(people=48, policy=PolicyName.RESEARCH.value)
    answered(wave=wave, sending=lambda code, form: keep(code, form | {"research": "yes"}))
    with scopes_disabled():
        private = research.keys.read(key_file(wave.project, wave.number))
        ballots = [(str(key), bytes(sealed)) for key, sealed in Ballot.objects.values_list("key", "sealed")]
    files = [text_of(make_release(ballots, private, plan_of(wave), None, lambda _: None).research or b"") for _ in range(3)]
    sheets = [_of_people(each) for each in files]
    assert len(sheets[0]) == 48
    assert [Counter(each.values()) for each in sheets] == [Counter(sheets[0].values())] * 3, "the same answers"
    assert len({tuple(each.values()) for each in sheets}) == 3, "in another order"
    assert len({tuple(sorted((who, said) for who, said in each.items())) for each in sheets}) == 3, "under other numbers"
    assert not any(key in each for each in files for key, _ in ballots)
    with scopes_disabled():
        assert not ResearchFile.objects.exists(), "nothing was kept by this"


def _of_people(text: str) -> dict[str, str]:
    """Return what each person of a file said, by their number, in the order in which they stand."""
    table = text.partition("ratings.csv")[2].partition("own.csv")[0]
    found: dict[str, list[str]] = {}
    head, *rows = [line for line in table.replace("\ufeff", "").splitlines() if "," in line]
    at = head.split(",").index("respondent")
    for row in rows:
        cells = row.split(",")
        found.setdefault(cells[at], []).append(",".join(cells[:at] + cells[at + 1 :]))
    return {who: "|".join(sorted(said)) for who, said in found.items()}


@pytest.mark.parametrize("policy", ["research", "standard"])
def test_case_35_what_was_promised_cannot_be_taken_back_once_answers_are_in(asked, over, cast, client_of, policy):
    """By the page, by a file, by a script: the wave keeps its policy, the try is in the log, and no later wave has another."""
    for number, person in enumerate(asked):
        give(person, number)
    client, pk = client_of(cast.owner), cast.project.pk
    with scopes_disabled():
        before, plan = Wave.objects.filter(project=pk).values().get(), Project.objects.get(pk=pk)
    client.post(reverse("privacy", args=[pk]), {"policy": policy, "k": "4", "k_reason": "x", "seen": plan.version})
    with scopes_disabled():
        now = Project.objects.get(pk=pk)
        assert draft(now).mapping.policy == draft(plan).mapping.policy, "the page leaves it as it was"
        other = to_toml(set_value(draft(now).table, ("privacy", "policy"), policy))
    assert client.post(reverse("file_replace", args=[pk]), {"source": other, "seen": now.version}).status_code == 302
    with scopes_disabled():
        assert draft(Project.objects.get(pk=pk)).mapping.policy.name == policy
        entry = AuditEntry.objects.filter(project=pk, verb__startswith="project.").order_by("pk").last()
        assert (entry.by, entry.data["paths"]) == (cast.owner, ["privacy.policy"])
        with pytest.raises(Exception, match="source"):
            Wave.objects.filter(project=pk).update(source=other)
        assert Wave.objects.filter(project=pk).values().get() == before
        wave = Wave.objects.select_related("project").get(project=pk)
        assert plan_of(wave).mapping.policy.name is PolicyName.STRICT
    over(wave)
    work()
    with scopes_disabled():
        assert understood(Release.objects.get(wave=wave).text).policy.name is PolicyName.STRICT
        assert not ResearchFile.objects.exists()
        with pytest.raises(NotReadyError) as refused:
            launch(Project.objects.get(pk=pk), by=cast.owner)
        assert "projects.finding.other_policy" in {finding.code for finding in refused.value.findings}
        assert apps.get_model("projects", "Wave").objects.filter(project=pk).count() == 1
