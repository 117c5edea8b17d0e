"""What a copy of database and log tells of those who answer: that somebody did. `make attack-ballots` tries harder."""

from __future__ import annotations

import json
import logging
import re
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import product
from random import Random

import pytest
from answering import filled
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django_scopes import scopes_disabled

from samspill.design.model import Node
from samspill.terms import Language
from samspill_web.collection.ballots import doors, submit
from samspill_web.collection.ballots.answers import understand
from samspill_web.collection.ballots.codes import code_of, derive, link_of, printed
from samspill_web.collection.ballots.doors import holder_of
from samspill_web.collection.ballots.drafts import AROUND, draft_room
from samspill_web.collection.ballots.plans import plan_of, room_in
from samspill_web.collection.ballots.wrong_codes import AT_MOST, wrong_codes
from samspill_web.collection.keys import ALPHABET
from samspill_web.collection.models import Ballot, Person, Spent
from samspill_web.collection.survey import Respondent

pytestmark = pytest.mark.django_db

CALLER, BROWSER = "203.0.113.77", "Kanari/1.0 (kanarifugl)"
GUESSES = 20_000
NOBODY = "0000-0000-0000-0000"


@pytest.fixture(autouse=True)
def nobody_known():
    doors.forget()
    wrong_codes.forget()
    yield
    doors.forget()


@pytest.fixture
def wave(open_wave):
    found = open_wave(people=12)
    with scopes_disabled():
        for person in Person.objects.all():
            person.phone = f"+4790{person.pk:06}"
            person.save(update_fields=["phone"])
    return found


@pytest.fixture
def people(wave) -> list[Person]:
    with scopes_disabled():
        return list(Person.objects.order_by("pk"))


@pytest.fixture
def caller() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False, REMOTE_ADDR=CALLER, HTTP_USER_AGENT=BROWSER)


def rows() -> Counter[tuple[str, str]]:
    """Return every row of every table as text, on PostgreSQL with its place and the transactions that made and locked it."""
    found: Counter[tuple[str, str]] = Counter()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            # Answers lock the urn for sharing, which is noted on its row: the same for all.
            noted = connection.vendor == "postgresql" and table != "collection_urn"
            hidden = "ctid::text, xmin::text, xmax::text, " if noted else ""
            cursor.execute(f'SELECT {hidden}* FROM "{table}"')  # noqa: S608 -- names of our own tables
            found.update((table, repr(tuple(map(shown, row)))) for row in cursor.fetchall())
    return found


def shown(value: object) -> object:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else value


def dump() -> str:
    opened = (json.dumps(session.get_decoded()) for session in Session.objects.all())
    return "\n".join([*(text for _, text in rows()), *opened, *unpacked()])


def unpacked() -> Iterator[str]:
    """Yield what lies in the cache: base 64, which a search for words does not see through."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM samspill_cache")
        yield from (b64decode(value).decode("latin-1") for (value,) in cursor.fetchall())


def answer(caller: Client, wave, person: Person, seed: int = 0) -> dict[str, object]:
    """Answer as browsers do: come in, keep two drafts, come back, send."""
    form = filled(wave, person.nodes[0], seed) | {"code": printed(code_of(person))}
    assert caller.post("/s/open/", {"code": form["code"]}).json()["state"] == "open"
    for turn in range(2):
        blob = b64encode(Random(turn).randbytes(draft_room(wave) + AROUND)).decode()  # noqa: S311 -- stands for a cipher
        assert caller.post("/s/draft/", {"code": form["code"], "blob": blob}).json()["state"] == "kept"
    caller.post("/s/", {"code": form["code"]})
    assert caller.post("/s/send/", form).json()["state"] == "kept"
    return form


def sheet_of(wave, form: dict[str, object]) -> str:
    """Return the part of a sheet that holds the answers."""
    given = {name: value if isinstance(value, list) else [value] for name, value in form.items()}
    who = Respondent(Node.parse(str(form["node"])), Language.NB)
    return understand(plan_of(wave), who, given).to_text().partition('"ties":')[2].partition(',"research"')[0]


class Kept(logging.Handler):
    """Writes as the console of the server would."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def console():
    kept, root = Kept(), logging.getLogger()
    root.addHandler(kept)
    yield kept
    root.removeHandler(kept)


def opening(person: Person) -> set[str]:
    """Return all that would let somebody in."""
    code = code_of(person)
    return {code, printed(code), code.lower(), link_of(code), sha256(code.encode()).hexdigest()}


def test_an_answer_is_in_no_row_and_no_line(wave, people, caller, console):
    form = answer(caller, wave, people[3])
    sheet, text, log = sheet_of(wave, form), dump(), "\n".join(console.lines)
    assert len(sheet) > 500
    parts = {sheet[start : start + 40] for start in range(0, len(sheet) - 40, 20)}
    parts |= {part.replace('"', '\\"') for part in parts}
    assert not [part for part in parts if part in text or part in log]
    assert not [secret for secret in opening(people[3]) if secret in text or secret in log]


def test_to_answer_adds_a_mark_and_a_sheet_and_touches_no_other_row(wave, people, caller):
    answer(caller, wave, people[0])
    before = rows()
    answer(caller, wave, people[7])
    after = rows()
    changed = Counter(table for table, _ in (after - before) + (before - after))
    assert changed == {"collection_ballot": 1, "collection_spent": 1}


def test_neither_a_mark_nor_a_code_is_a_hash_of_what_the_database_holds(wave, people, caller):
    """The attacker hashes all that the rows say of each person, plain and keyed with whatever lies in the database."""
    for person in people[:3]:
        answer(caller, wave, person)
    with scopes_disabled():
        marks = {each for told in Spent.objects.values_list("mark", "whose") for each in told}
        marks |= {key.hex for key in Ballot.objects.values_list("key", flat=True)}
    assert len(marks) == 9
    known = [str(wave.pk), str(wave.project_id), f"{wave.project_id}-{wave.number}", django_settings.SECRET_KEY, ""]
    hashed = set()
    for person in people:
        hashed |= {doors.whose_of(salt.encode(), person) for salt in known}
        told = [person.key.hex, str(person.key), str(person.pk), person.email, person.name, person.phone, code_of(person)]
        told += [f"person:{person.key}", f"code:person:{person.key}", f"mark:{person.key}"]
        assert code_of(person) not in {derive(salt.encode(), text) for text, salt in product(told, known)}
        for text, salt in product(told, known):
            hashed |= {text, sha256(f"{salt}{text}".encode()).hexdigest(), sha256(f"{salt}:{text}".encode()).hexdigest()}
            of = (doors.mark_of, doors.whose_of)
            hashed |= {derive(salt.encode(), text), *(each(key, text) for each in of for key in (salt.encode(), b""))}
    assert not marks & hashed


def test_a_ballot_has_a_random_key_and_no_time(wave, people, caller):
    assert {field.name for field in Ballot._meta.get_fields()} == {"key", "urn", "sealed"}
    assert {field.name for field in Spent._meta.get_fields()} == {"mark", "whose", "urn"}
    for person in people[:2]:
        answer(caller, wave, person)
    with scopes_disabled():
        ballots = list(Ballot.objects.all())
    assert {ballot.key.version for ballot in ballots} == {4}
    assert {len(bytes(ballot.sealed)) for ballot in ballots} == {room_in(wave) + 48}


def test_a_fault_while_a_sheet_is_written_spends_nothing(wave, people, caller, monkeypatch):
    form = filled(wave, people[0].nodes[0]) | {"code": code_of(people[0])}

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(Ballot, "save", fail)
        assert caller.post("/s/send/", form).status_code == 500
    assert not Spent.objects.exists()
    assert caller.post("/s/send/", form).json()["state"] == "kept"
    assert Spent.objects.count() == Ballot.objects.count() == 1


def test_neither_a_caller_nor_a_browser_is_written_anywhere(wave, people, caller, console):
    answer(caller, wave, people[1])
    for _ in range(AT_MOST + 2):
        caller.post("/s/open/", {"code": NOBODY})
    kept = dump() + "\n".join(console.lines)
    assert [secret for secret in (CALLER, BROWSER, sha256(CALLER.encode()).hexdigest()) if secret in kept] == []
    assert not caller.cookies


def test_an_address_with_a_code_in_it_is_in_no_line(wave, people, caller, console, monkeypatch):
    """Mail gateways make a path of a fragment, and Django names the path of whatever is answered with 400 and more."""
    code = code_of(people[0])
    monkeypatch.setattr(submit, "seal", lambda *_: 1 / 0)
    addresses = [f"/s/%23{code}", f"/s/%23{printed(code)}", f"/s/%2523{code}", f"/s/{printed(code)}", f"/s/%23{code.lower()}/x"]
    for address in addresses:
        caller.get(address)
        caller.put(address)
        caller.post(address, {"code": NOBODY})
        caller.post(address, {"code": code, "x": "x" * 1_100_000})
        caller.post(address, {"code": code, "node": people[0].nodes[0], "move": "send"})
        caller.get(address, headers={"host": "evil.example"})
        caller.get(f"{address[:3]}missing{address[2:]}")
        caller.get(f"/nowhere{address[2:]}")
    log = "\n".join(console.lines)
    assert log.count("division by zero") == len(addresses), "the fault was not met: the test sees nothing"
    assert not [text for text in (code, printed(code), code.lower()) if text in log]


def test_what_goes_wrong_at_the_survey_is_told_without_a_time_unless_it_is_a_fault(wave, people, caller, console):
    """A line has a time: who sees when somebody was refused, and who was at work then, can tell them from the others."""
    for address in ("/s/", "/s/open/", f"/s/%23{code_of(people[0])}"):
        caller.post(address, {"code": NOBODY})
        caller.put(address)
    caller.post("/s/", {"code": NOBODY, "x": "x" * 1_100_000})
    assert not console.lines


def test_no_page_gives_its_address_to_where_somebody_goes_next(wave, people, caller):
    """The address may hold a code (a gateway's doing): pages that tell of an error ask for style sheets too."""
    code = code_of(people[0])
    answers = [
        caller.get("/s/"),
        caller.get(f"/s/%23{code}"),
        caller.post(f"/s/%23{code}", {"code": code}),
        caller.post(f"/s/%23{code}", {"code": NOBODY}),
        caller.post(f"/s/%23{code}", {"code": code, "x": "x" * 1_100_000}),
        caller.get(f"/nowhere/%23{code}"),
    ]
    for each in answers:
        assert each["Referrer-Policy"] in {"no-referrer", "strict-origin"}, each.request["PATH_INFO"]
        assert not {"ETag", "Last-Modified", "Set-Cookie"} & set(each.headers)


def test_a_used_code_is_answered_like_a_wrong_one_also_by_whoever_tries_too_often(wave, people, caller):
    answer(caller, wave, people[0])
    used = printed(code_of(people[0]))
    for _ in range(2):
        for address in ("/s/", "/s/open/", "/s/draft/"):
            told, wrong = (caller.post(address, {"code": code, "language": "nb"}) for code in (used, NOBODY))
            assert (told.status_code, told.content, dict(told.headers)) == (
                wrong.status_code,
                wrong.content,
                dict(wrong.headers),
            )
        for _ in range(AT_MOST):
            caller.post("/s/open/", {"code": NOBODY})
    assert caller.post("/s/open/", {"code": used}).json()["state"] == "too_many"
    assert caller.post("/s/open/", {"code": code_of(people[1])}).json()["state"] == "open"


def test_nobody_guesses_a_code(wave, people):
    chance = Random(20261130)  # noqa: S311 -- guesses that come out the same each time
    right = [code_of(person) for person in people]
    assert all(holder_of(code) for code in right)
    assert holder_of(right[0][:-1] + right[1][-1]) is None or right[0][-1] == right[1][-1]
    assert not sum(holder_of("".join(chance.choices(ALPHABET, k=16))) is not None for _ in range(GUESSES // 20))
    doors._table._newest = lambda: doors._table._seen  # nobody comes meanwhile: no need to look each time
    try:
        assert not sum(holder_of("".join(chance.choices(ALPHABET, k=16))) is not None for _ in range(GUESSES))
    finally:
        del doors._table._newest


def test_codes_look_drawn_by_lot(wave, people):
    letters = Counter("".join(derive(b"s" * 32, f"person:{number}") for number in range(4_000)))
    assert set(letters) == set(ALPHABET)
    mean = sum(letters.values()) / len(letters)
    assert sum((count - mean) ** 2 / mean for count in letters.values()) < 75  # chi-squared, 31 degrees: once in 20,000 by luck
    assert not re.search(r"(.)\1{6}", "".join(code_of(person) for person in people))
