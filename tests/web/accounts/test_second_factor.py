"""Two steps: who needs them, how they are set up, what they withstand, and the printed code of a demonstration."""

from __future__ import annotations

import json

import pytest
from accounts.soft_key import SoftKey
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from samspill_web.accounts import links
from samspill_web.accounts.demo import DEMO_CODE
from samspill_web.accounts.models import Membership
from samspill_web.projects.enums import ProjectRole

pytestmark = pytest.mark.django_db


def people_page(cast) -> str:
    return reverse("people", args=[cast.tenant.pk])


def reauthenticate(client: Client, password: str = "riktig-hest-batteri-stift") -> None:
    client.post(reverse("account_reauthenticate"), {"password": password})


def set_up_app(client: Client):
    """Set up an app as a person does, and return the last answer."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time()))))
    return client.post(reverse("mfa_activate_totp"), {"code": code})


def set_up_key(client: Client, key: SoftKey, *, passwordless: bool = True):
    options = client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]
    answer = {"name": "Telefonen", "credential": json.dumps(key.register(json.loads(json.dumps(dict(options)))))}
    return client.post(reverse("mfa_add_webauthn"), answer | ({"passwordless": "on"} if passwordless else {}))


@pytest.mark.django_db(transaction=True)  # sessions end when the change is committed
def test_staff_are_led_to_two_steps_and_back_to_where_they_were_going(cast, person, log_in):
    Membership.objects.create(tenant=cast.tenant, user=person, role="administrator")
    client, _ = log_in(person)
    target = people_page(cast) + "?x=1"
    assert client.get(target).url == reverse("second_factor")
    assert client.get(reverse("second_factor")).status_code == 200
    reauthenticate(client)
    codes = set_up_app(client)
    assert codes.url == reverse("mfa_view_recovery_codes")
    assert f'href="{reverse("second_factor")}"' in client.get(codes.url).content.decode()
    assert client.get(reverse("second_factor")).url == target
    assert client.get(target).status_code == 200


@pytest.mark.parametrize("role", ["administrator", "privacy_officer", "owner", "consultant"])
def test_who_needs_two_steps(cast, client_of, role):
    user = cast.people[role]
    url = {
        "administrator": people_page(cast),
        "privacy_officer": reverse("audit_log", args=[cast.tenant.pk]),
    }.get(role) or project_url(cast.project, client_of(cast.owner))
    Authenticator.objects.filter(user=user).delete()
    assert client_of(user).get(url).url == reverse("second_factor")
    # Printed codes alone, left over from what was once set up, are no second factor.
    RecoveryCodes.activate(user)
    assert client_of(user).get(url).url == reverse("second_factor")
    TOTP.activate(user, generate_totp_secret())
    assert client_of(user).get(url).status_code == 200


def project_url(project, client: Client) -> str:
    """A page of a mapping that its owner sees, whichever there is."""
    for name, entries in get_resolver().reverse_dict.lists():
        if isinstance(name, str) and entries[0][0][0][1] == ["project_id"]:
            url = reverse(name, args=[project.pk])
            access = resolve(url).func.access
            if {ProjectRole.OWNER, ProjectRole.CONSULTANT} <= access.roles and client.get(url).status_code == 200:
                return url
    pytest.skip("no page of a mapping yet")


def test_a_form_that_was_sent_is_not_sent_again(cast, person, log_in):
    Membership.objects.create(tenant=cast.tenant, user=person, role="administrator")
    client, _ = log_in(person)
    client.post(people_page(cast), {"email": "ny@eksempel.no", "name": "Ny", "role": "member"})
    assert "going_to" not in client.session


def test_a_change_of_role_counts_at_once(cast, client_of):
    client = client_of(cast.administrator)
    assert client.get(people_page(cast)).status_code == 200
    Membership.objects.filter(user=cast.administrator).update(role="member")
    assert client.get(people_page(cast)).status_code == 404


@pytest.mark.django_db(transaction=True)  # sessions end when the change is committed
def test_a_session_of_the_password_alone_ends_when_two_steps_are_set_up(person, log_in, is_in):
    thief, _ = log_in(person)
    client, _ = log_in(person)
    reauthenticate(client)
    assert is_in(thief)
    set_up_app(client)
    assert is_in(client)
    assert not is_in(thief)


def test_turning_off_needs_the_password_again_and_ends_other_sessions(person, log_in, is_in, code_of):
    TOTP.activate(person, generate_totp_secret())
    client, _ = log_in(person)
    client.post(reverse("mfa_authenticate"), {"code": code_of(person)})
    assert is_in(client)
    assert reverse("account_reauthenticate") in client.get(reverse("mfa_deactivate_totp")).url
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=person).exists()
    reauthenticate(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person).exists()
    assert is_in(client)


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"])
def test_setting_up_needs_the_password_again(person, log_in, name):
    client, _ = log_in(person)
    assert reverse("account_reauthenticate") in client.get(reverse(name)).url


@pytest.mark.django_db(transaction=True)  # sessions end when the change is committed
def test_whoever_came_by_a_link_and_has_nothing_else_can_set_up_two_steps_for_an_hour(person):
    person.set_unusable_password()
    person.save()
    client = Client()
    client.post(reverse("link", args=[links.token_for(person)]))
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**record, "at": record["at"] - 2 * 3600} for record in records]
    session.save()
    assert client.get(reverse("mfa_activate_totp")).url == reverse("come_in_again")
    assert client.get(reverse("account_set_password")).url == reverse("come_in_again")
    session["account_authentication_methods"] = records
    session.save()
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert set_up_app(client).status_code == 302


def test_a_copy_of_the_database_holds_no_second_factor(person):
    secret = generate_totp_secret()
    factor = TOTP.activate(person, secret).instance
    codes = RecoveryCodes.activate(person).instance
    assert secret not in str(factor.data)
    assert factor.data["secret"].startswith("box1:")
    assert codes.data["seed"].startswith("box1:")


def test_a_code_is_good_once(person, log_in, code_of, is_in):
    TOTP.activate(person, generate_totp_secret())
    code = code_of(person)
    for expected in (True, False):
        client, _ = log_in(person)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert is_in(client) is expected


def test_codes_cannot_be_guessed(person, log_in, code_of, is_in):
    TOTP.activate(person, generate_totp_secret())
    client, _ = log_in(person)
    for _ in range(6):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(person)})
    assert not is_in(client)


def test_a_passkey_logs_in_alone(person, log_in, is_in):
    client, _ = log_in(person)
    reauthenticate(client)
    key = SoftKey()
    assert set_up_key(client, key).url == reverse("mfa_view_recovery_codes")
    new = Client()
    options = new.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()["request_options"]
    new.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(key.sign(options))})
    assert is_in(new)


def test_a_key_that_asks_for_nothing_is_no_passkey(person, log_in, is_in):
    client, _ = log_in(person)
    reauthenticate(client)
    key = SoftKey()
    set_up_key(client, key)
    key.verifies = False
    new = Client()
    options = new.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()["request_options"]
    new.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(key.sign(options))})
    assert not is_in(new)


def test_a_key_of_a_false_page_and_an_answer_of_before_are_refused(person, log_in, is_in):
    client, _ = log_in(person)
    reauthenticate(client)
    key = SoftKey()
    set_up_key(client, key)
    new = Client()
    options = new.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()["request_options"]
    key.origin = "https://testserver.ond.no"
    new.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(key.sign(options))})
    assert not is_in(new)
    key.origin = "https://testserver"
    answer = json.dumps(key.sign(options))
    new.post(reverse("mfa_login_webauthn"), {"credential": answer})
    assert is_in(new)
    thief = Client()
    thief.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    thief.post(reverse("mfa_login_webauthn"), {"credential": answer})
    assert not is_in(thief)


def test_a_key_does_as_the_second_step(person, log_in, is_in):
    client, _ = log_in(person)
    reauthenticate(client)
    key = SoftKey()
    set_up_key(client, key, passwordless=False)
    new, answer = log_in(person)
    page = new.get(answer.url)
    options = json.loads(json.dumps(dict(page.context["js_data"]["request_options"])))
    new.post(answer.url, {"credential": json.dumps(key.sign(options))})
    assert is_in(new)


@pytest.fixture
def demo(settings, person, log_in):
    settings.DEMO = True
    TOTP.activate(person, generate_totp_secret())

    def come_in(**meta: str) -> bool:
        client, answer = log_in(person, **meta)
        client.post(answer.url, {"code": DEMO_CODE}, **meta)
        return client.get(reverse("profile"), **meta).status_code == 200

    return come_in


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1"])
def test_the_printed_code_works_on_the_own_machine_in_a_demonstration(demo, address):
    assert demo(REMOTE_ADDR=address)


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "10.0.0.5"},
        {"REMOTE_ADDR": "2001:db8::1"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
    ],
    ids=str,
)
def test_the_printed_code_is_refused_from_elsewhere_and_through_a_proxy(demo, meta):
    assert not demo(**meta)


def test_the_printed_code_is_refused_where_there_is_no_demonstration(demo, settings):
    settings.DEMO = False
    assert not demo()


def test_the_printed_code_is_refused_where_the_workspace_has_an_address_on_the_net(demo, settings):
    settings.ADDRESS = "https://samspill.eksempel.no"
    assert not demo()


def test_the_printed_code_sets_up_nothing(settings, person, log_in):
    settings.DEMO = True
    client, _ = log_in(person)
    reauthenticate(client)
    client.get(reverse("mfa_activate_totp"))
    assert client.post(reverse("mfa_activate_totp"), {"code": DEMO_CODE}).status_code == 200
    assert not Authenticator.objects.filter(user=person).exists()
