"""SAML: metadata from a file, signed answers to our own questions alone, invited people of the provider's own domains."""

from __future__ import annotations

import base64
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client
from django.urls import reverse
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from samspill.errors import UsageError
from samspill_web.accounts.models import User
from samspill_web.config.environment import Saml
from samspill_web.config.sso import saml_apps

pytestmark = pytest.mark.django_db
HOST = "samspill.eksempel.no"
IDP, SSO = "https://idp.eksempel.no/metadata", "https://idp.eksempel.no/sso"
ACS, SP = "http://samspill.eksempel.no/account/saml/saml/acs/", "http://samspill.eksempel.no/account/saml/saml/metadata/"


def key_and_certificate() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=30))
    signed = made.sign(key, hashes.SHA256())
    as_pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return as_pem.decode(), signed.public_bytes(serialization.Encoding.PEM).decode()


KEY, CERTIFICATE = key_and_certificate()
OTHER_KEY, OTHER_CERTIFICATE = key_and_certificate()


@pytest.fixture
def metadata(tmp_path):
    body = "".join(CERTIFICATE.splitlines()[1:-1])
    path = tmp_path / "idp.xml"
    path.write_text(
        f"""<?xml version="1.0"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{IDP}">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
<X509Certificate>{body}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{SSO}"/>
</IDPSSODescriptor></EntityDescriptor>""",
        encoding="utf-8",
    )
    return path


@pytest.fixture(autouse=True)
def provider(settings, metadata):
    settings.ALLOWED_HOSTS = [HOST, "testserver"]
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": saml_apps(Saml("Jobbkonto", metadata, ("eksempel.no",)))}}


def answer(
    question: str | None, email: str, *, key: str = KEY, certificate: str = CERTIFICATE, signed: bool = True, age: int = 0
) -> str:
    """Return what a provider posts."""
    now = datetime.now(UTC) - timedelta(seconds=age)
    stamp, until = now.strftime("%Y-%m-%dT%H:%M:%SZ"), (now + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    to = f'InResponseTo="{question}"' if question else ""
    assertion = f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{uuid4().hex}" Version="2.0"
IssueInstant="{stamp}">
<saml:Issuer>{IDP}</saml:Issuer><saml:Subject>
<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{email}-id</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{ACS}" {to}/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{stamp}" NotOnOrAfter="{until}"><saml:AudienceRestriction>
<saml:Audience>{SP}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{stamp}"><saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>
</saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement><saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3">
<saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>"""
    if signed:
        algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
        digest = "http://www.w3.org/2001/04/xmlenc#sha256"
        made = OneLogin_Saml2_Utils.add_sign(assertion, key, certificate, sign_algorithm=algorithm, digest_algorithm=digest)
        assertion = made.decode().partition("?>")[2] if made.startswith(b"<?xml") else made.decode()
    response = f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_{uuid4().hex}" Version="2.0"
IssueInstant="{stamp}" Destination="{ACS}" {to}>
<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{IDP}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
{assertion}</samlp:Response>"""
    return base64.b64encode(response.encode()).decode()


def ask() -> tuple[Client, str]:
    """Begin to log in, and return the number of the question."""
    client = Client(HTTP_HOST=HOST)
    out = client.post(reverse("saml_login", args=["saml"]), {"process": "login"})
    address = out.context["address"]
    assert address.startswith(SSO)
    question = zlib.decompress(base64.b64decode(parse_qs(urlsplit(address).query)["SAMLRequest"][0]), -15)
    return client, etree.fromstring(question).get("ID")


def post(client: Client, body: str) -> object:
    """Come back: across sites, so without the session's cookie at first."""
    back = client.post(reverse("saml_acs", args=["saml"]), {"SAMLResponse": body, "RelayState": ""})
    return client.get(back.url)


def test_whoever_was_invited_comes_in(person, is_in):
    client, question = ask()
    post(client, answer(question, person.email))
    assert is_in(client)


def test_nobody_else_comes_in(is_in):
    client, question = ask()
    post(client, answer(question, "ukjent@eksempel.no"))
    assert not is_in(client)
    assert not User.objects.exists()


def test_addresses_of_other_domains_are_not_believed(is_in):
    User.objects.create_user("sjef@annen-kommune.no", "Sjef")
    client, question = ask()
    post(client, answer(question, "sjef@annen-kommune.no"))
    assert not is_in(client)


@pytest.mark.parametrize(
    "forged",
    [{"signed": False}, {"key": OTHER_KEY, "certificate": OTHER_CERTIFICATE}, {"age": 3600}],
    ids=["not signed", "another key", "of an hour ago"],
)
def test_what_is_forged_or_old_is_refused(person, is_in, forged):
    client, question = ask()
    post(client, answer(question, person.email, **forged))
    assert not is_in(client)


def test_an_answer_without_a_question_is_refused(person, is_in):
    client = Client(HTTP_HOST=HOST)
    post(client, answer(None, person.email))
    assert not is_in(client)
    _, question_of_another = ask()
    post(client, answer(question_of_another, person.email))
    assert not is_in(client)


def test_an_answer_is_good_once(person, is_in):
    client, question = ask()
    body = answer(question, person.email)
    post(client, body)
    assert is_in(client)
    thief = Client(HTTP_HOST=HOST)
    post(thief, body)
    assert not is_in(thief)


def test_our_own_metadata_can_be_fetched_and_log_out_is_not_offered():
    answered = Client(HTTP_HOST=HOST).get(reverse("saml_metadata", args=["saml"]))
    assert answered.status_code == 200
    assert etree.fromstring(answered.content).get("entityID") == SP
    assert Client(HTTP_HOST=HOST).get(reverse("saml_sls", args=["saml"])).status_code == 404
    assert Client(HTTP_HOST=HOST).post(reverse("saml_sls", args=["saml"])).status_code == 404


def test_the_settings_ask_for_signed_assertions_and_know_one_certificate(metadata):
    (app,) = saml_apps(Saml("Jobbkonto", metadata, ("eksempel.no",)))
    assert app["settings"]["idp"]["sso_url"] == SSO
    assert app["settings"]["advanced"]["want_assertion_signed"]
    assert app["settings"]["advanced"]["strict"]
    assert app["settings"]["advanced"]["reject_idp_initiated_sso"]
    assert app["settings"]["verified_email"] == ["eksempel.no"]
    assert saml_apps(None) == []


@pytest.mark.parametrize("text", ["", "no xml", "<a/>", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'])
def test_what_is_no_metadata_is_told_at_start(tmp_path, text):
    path = tmp_path / "idp.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        saml_apps(Saml("Jobbkonto", path, ("eksempel.no",)))
    assert [problem.code for problem in error.value.problems] == ["config.bad_metadata"]
