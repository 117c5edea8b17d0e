"""What opens something is in no row, no log and no queue; and nobody guesses it."""

from __future__ import annotations

import logging
import random
import re
import string

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from samspill_web.accounts.links import token_for
from samspill_web.collection import keys, services
from samspill_web.collection.models import Remark, WaveKey
from samspill_web.collection.services import open_trial
from samspill_web.collection.trying import link_of
from samspill_web.kernel import outbox
from samspill_web.kernel.ticking import tick

pytestmark = pytest.mark.django_db
GUESSES = 3_000


@pytest.fixture
def trial_path(cast) -> str:
    with scope(tenant=cast.tenant.pk):
        return link_of(open_trial(cast.project, by=cast.owner)).removeprefix(django_settings.ADDRESS)


def dump() -> str:
    """Return all that the database holds, sessions opened."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- names of our own tables
            parts += [repr(row) for row in cursor.fetchall()]
    parts += [repr(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join(parts)


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
    """A handler beside those that the settings have set."""
    kept, root = Kept(), logging.getLogger()
    for each in root.handlers[0].filters if root.handlers else ():
        kept.addFilter(each)
    root.addHandler(kept)
    yield kept
    root.removeHandler(kept)


def test_nothing_that_opens_is_kept(cast, client_of, settings, tmp_path, trial_path, console):
    settings.KEYS = tmp_path
    owner, pk = client_of(cast.owner), cast.project.pk
    owner.post(reverse("make_key", args=[pk]))
    sheet = owner.get(reverse("key_sheet", args=[pk]))
    assert sheet.status_code == 200
    owner.post(reverse("project_people", args=[pk]), {"email": "ny@eksempel.no", "name": "Ny", "role": "reader"})
    Client().post(reverse("ask_for_link"), {"email": cast.reader.email})
    cast.reader.set_password("riktig-hest-batteri-stift")
    cast.reader.save()
    Client().post(reverse("account_login"), {"login": cast.reader.email, "password": "galt-hest-batteri-stift"})
    Client().post(reverse("account_login"), {"login": cast.reader.email, "password": "riktig-hest-batteri-stift"})
    outbox.send_due()
    tick.func()
    tokens = [found for message in mail.outbox for found in re.findall(r"/account/link/([^/\s]+)/", message.body)]
    assert len(tokens) == 2
    browser = Client()
    browser.get(reverse("link", args=[tokens[0]]))
    browser.post(reverse("link", args=[tokens[0]]))
    browser.post(reverse("link", args=[tokens[0]]))
    with scopes_disabled():
        wave = WaveKey.objects.get().wave
    private = keys.read(services.key_file(cast.project, wave))
    secrets = {
        "key": private.encode().hex(),
        "key as rows hold bytes": repr(private.encode())[2:-1],
        "sheet": keys.on_paper(private)[:24],
        "trial": trial_path.split("/")[2],
        "right password": "riktig-hest-batteri-stift",
        "wrong password": "galt-hest-batteri-stift",
        **{f"link {number}": token for number, token in enumerate(tokens)},
    }
    rows, log = dump(), "\n".join(console.lines)
    assert {name for name, secret in secrets.items() if secret in rows} == set()
    assert {name for name, secret in secrets.items() if secret in log} == set()


def test_a_refused_post_writes_no_link_in_the_log(cast, trial_path, console):
    """Django names the path of each answer of 400 and more; a link that is still good would stand in the log."""
    good = token_for(cast.reader)
    strict = Client(enforce_csrf_checks=True)
    strict.post(reverse("link", args=[good]))
    strict.post(trial_path)
    strict.put(reverse("link", args=[good]))
    strict.get(f"{reverse('link', args=[good])}x")
    strict.get(trial_path + "%23x")
    log = "\n".join(console.lines)
    assert log, "nothing was written: the test sees nothing"
    assert good not in log
    assert trial_path.split("/")[2] not in log


def test_the_secret_of_a_second_factor_is_sealed_everywhere(cast, client_of):
    """While it is set up allauth keeps it in the session, whose row anybody with a copy of the database can read."""
    cast.reader.set_password("riktig-hest-batteri-stift")
    cast.reader.save()
    client = client_of(cast.reader)
    client.post(reverse("account_reauthenticate"), {"password": "riktig-hest-batteri-stift"})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    number = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, number))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer.status_code == 302, "the code was refused"
    assert secret not in dump()


def mutated(token: str, chance: random.Random) -> str:
    letters = list(token)
    for _ in range(chance.randint(1, 3)):
        letters[chance.randrange(len(letters))] = chance.choice(string.ascii_letters + string.digits + "-_:")
    return "".join(letters) if letters != list(token) else mutated(token, chance)


def test_no_guess_comes_in(cast, client, trial_path):
    from samspill_web.accounts.links import user_of
    from samspill_web.collection.trying import trial_of

    chance = random.Random(20261130)  # noqa: S311 -- guesses that come out the same each time
    good, trial = token_for(cast.reader), trial_path.split("/")[2]
    assert user_of(good) == cast.reader
    assert trial_of(trial)
    hits = 0
    for _ in range(GUESSES):
        hits += user_of(mutated(good, chance)) is not None
        hits += trial_of(mutated(trial, chance)) is not None
    assert hits == 0
    assert user_of(trial) is None
    assert trial_of(good) is None


def test_wrong_old_and_spent_links_are_answered_alike(cast, client, trial_path):
    good = token_for(cast.reader)
    Client().post(reverse("link", args=[good]))
    answers = [client.get(reverse("link", args=[token])) for token in (good, "x", good[:-2], "a" * 3_000, "..%2f", "\u202e")]
    assert {answer.status_code for answer in answers} == {410}
    assert (
        len({re.sub(rb'="[^"]*"', b"", answer.content.replace(b"X-CSRFToken", b"")).split(b"<main")[1] for answer in answers})
        == 1
    )


def test_a_trial_does_not_fill_the_disk(cast, client, trial_path):
    """The link goes round: whoever has it can write remarks, and no more of them than somebody can read."""
    for _ in range(600):
        client.post(trial_path, {"page": "0", "remark": "x" * 100_000, "move": "stay"})
    with scopes_disabled():
        found = list(Remark.objects.values_list("text", flat=True))
    assert len(found) == services.REMARKS
    assert max(map(len, found)) <= services.REMARK
    assert client.get(trial_path).status_code == 200
