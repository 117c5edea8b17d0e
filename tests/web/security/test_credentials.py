"""What stands where a passkey's answer should: the door is open to everybody, so it must hold."""

from __future__ import annotations

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "sent", ["9" * 100_000, "[" * 100_000, '{"a":' * 50_000, '"\\ud800"', "NaN", "null", "[]", '{"id": {"x": []}}', "\0"]
)
def test_a_forged_answer_of_a_key_comes_back(client, sent):
    client.get(reverse("mfa_login_webauthn"))
    assert client.post(reverse("mfa_login_webauthn"), {"credential": sent}).status_code < 500
