"""What the machine's settings say of single sign-on, and what they may not say."""

from __future__ import annotations

import pytest

from samspill.errors import UsageError
from samspill.language import has, problem_text
from samspill.terms import Language
from samspill_web.config import environment
from samspill_web.config.sso import social_apps

ENTRA = {
    "SAMSPILL_ENTRA_CLIENT_ID": "id",
    "SAMSPILL_ENTRA_SECRET": "secret",
    "SAMSPILL_ENTRA_TENANT": "8a3f0c1e-0000-4000-8000-000000000000",
    "SAMSPILL_ENTRA_DOMAINS": "Eksempel.kommune.no, ks.no",
}


def wrong(**given: str) -> list[tuple[str, str | None]]:
    with pytest.raises(UsageError) as error:
        environment.read(given)
    for problem in error.value.problems:
        assert has(problem.code), problem.code
        assert all(problem_text(problem, language) for language in Language)
    return [(problem.code, problem.place.key) for problem in error.value.problems]


def test_entra_is_bound_to_one_directory_and_its_domains():
    (provider,) = environment.read(ENTRA).providers
    assert provider.address == "https://login.microsoftonline.com/8a3f0c1e-0000-4000-8000-000000000000/v2.0"
    (app,) = social_apps([provider])
    assert app["settings"]["verified_email"] == ["eksempel.kommune.no", "ks.no"]
    assert app["settings"]["server_url"] == provider.address


@pytest.mark.parametrize("tenant", ["common", "Organizations", "consumers", "a/b", "a?b", "../x"])
def test_entra_of_everybody_is_refused(tenant):
    assert ("config.bad_directory", "SAMSPILL_ENTRA_TENANT") in wrong(**ENTRA | {"SAMSPILL_ENTRA_TENANT": tenant})


@pytest.mark.parametrize("lacking", ["SECRET", "TENANT", "DOMAINS"])
def test_what_is_lacking_is_told(lacking):
    given = {name: value for name, value in ENTRA.items() if not name.endswith(lacking)}
    assert wrong(**given) == [("config.provider_incomplete", "SAMSPILL_ENTRA_CLIENT_ID")]


def test_feide_needs_its_home_organisations_and_another_provider_none():
    feide = {"SAMSPILL_FEIDE_CLIENT_ID": "id", "SAMSPILL_FEIDE_SECRET": "secret"}
    assert wrong(**feide) == [("config.provider_incomplete", "SAMSPILL_FEIDE_CLIENT_ID")]
    (app,) = social_apps(environment.read(feide | {"SAMSPILL_FEIDE_DOMAINS": "eksempel.no"}).providers)
    assert app["settings"]["home_organisation"]
    assert "userid-feide" in app["settings"]["scope"]
    oidc = {"SAMSPILL_OIDC_CLIENT_ID": "id", "SAMSPILL_OIDC_SECRET": "s", "SAMSPILL_OIDC_ADDRESS": "https://idp.eksempel.no"}
    (app,) = social_apps(environment.read(oidc).providers)
    assert "verified_email" not in app["settings"]


@pytest.mark.parametrize("domains", ["eksempel", "*.no", "kari@eksempel.no", "https://eksempel.no", "eksempel.no;annen.no"])
def test_what_is_no_domain_is_refused(domains):
    assert ("config.bad_domains", "SAMSPILL_ENTRA_DOMAINS") in wrong(**ENTRA | {"SAMSPILL_ENTRA_DOMAINS": domains})


def test_saml_needs_a_file_and_domains(tmp_path):
    missing = str(tmp_path / "none.xml")
    assert wrong(SAMSPILL_SAML_METADATA=missing) == [
        ("config.provider_incomplete", "SAMSPILL_SAML_METADATA"),
        ("config.no_file", "SAMSPILL_SAML_METADATA"),
    ]
