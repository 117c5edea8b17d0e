"""What people carry: codes of an authenticator app, and a browser that logs in as they do."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

PASSWORD = "riktig-hest-batteri-stift"


@pytest.fixture(autouse=True)
def no_counters(db):
    """Begin without attempts of tests that were committed: the cache's table is no model's, and is not emptied with them."""
    cache.clear()


@pytest.fixture
def person(db):
    """Somebody with a password and nothing else."""
    from samspill_web.accounts.models import User

    return User.objects.create_user("kari@eksempel.no", "Kari Nordmann", PASSWORD)


@pytest.fixture
def code_of():
    """The code that a person's app shows now."""

    def code(user) -> str:
        found = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
        counter = int(time.time()) // 30
        return auth.format_hotp_value(auth.hotp_value(decrypt(found.data["secret"]), counter))

    return code


@pytest.fixture
def log_in():
    """Log in by the form."""

    def make(user, password: str = PASSWORD, **extra) -> tuple[Client, object]:
        client = Client()
        answer = client.post(reverse("account_login"), {"login": user.email, "password": password}, **extra)
        return client, answer

    return make


@pytest.fixture
def is_in():
    """Tell whether a browser is logged in."""

    def tell(client: Client) -> bool:
        return client.get(reverse("profile")).status_code == 200

    return tell
