"""Single sign-on as allauth wants it said: presets for Entra ID and Feide, any other OIDC provider, and SAML.

Each provider is believed about its own domains alone (``accounts.realms``). Entra ID and SAML never say whether an address
is verified, and Feide says it for its member organisations: for them ``verified_email`` names the domains. Another OIDC
provider must say of each address that it is verified.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samspill.errors import Place, Problem, UsageError
from samspill_web.config.environment import Provider, Saml

NAMES = {"entra": "Microsoft Entra ID", "feide": "Feide", "oidc": "OpenID Connect"}
SCOPES = {"feide": ["openid", "profile", "email", "userid-feide"]}
SAML_SLUG = "saml"

# Names of the same thing at Entra ID, AD FS, Feide and others, the first that comes is taken. A persistent NameID does where
# none of them does; a transient one would be a new person at each log-in.
SAML_ATTRIBUTES = {
    "uid": [
        "urn:oasis:names:tc:SAML:attribute:subject-id",
        "urn:oasis:names:tc:SAML:attribute:pairwise-id",
        "http://schemas.microsoft.com/identity/claims/objectidentifier",
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.6",
        "eduPersonPrincipalName",
    ],
    "email": [
        "urn:oid:0.9.2342.19200300.100.1.3",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "mail",
        "email",
    ],
}


def social_apps(providers: Iterable[Provider]) -> list[dict[str, Any]]:
    """Return the OIDC providers of this machine."""
    return [
        {
            "provider_id": provider.kind,
            "name": NAMES[provider.kind],
            "client_id": provider.client_id,
            "secret": provider.secret,
            "settings": _settings(provider),
        }
        for provider in providers
    ]


def _settings(provider: Provider) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "server_url": provider.address,
        "token_auth_method": "client_secret_basic",
        "oauth_pkce_enabled": True,
        "domains": list(provider.domains),
        "home_organisation": provider.kind == "feide",
    }
    if provider.kind != "oidc":
        settings["verified_email"] = list(provider.domains)
    if provider.kind in SCOPES:
        settings["scope"] = SCOPES[provider.kind]
    return settings


def saml_apps(saml: Saml | None) -> list[dict[str, Any]]:
    """Return the SAML provider of this machine; its metadata is a file, since nothing is fetched on anybody's word.

    Raises
    ------
    UsageError
        Where the file is no metadata of an identity provider.
    """
    if saml is None:
        return []
    idp = _identity_provider(saml)
    return [
        {
            "provider_id": idp["entity_id"],
            "name": saml.name,
            "client_id": SAML_SLUG,
            "settings": {
                "attribute_mapping": SAML_ATTRIBUTES,
                "idp": idp,
                "domains": list(saml.domains),
                "verified_email": list(saml.domains),
                "advanced": {
                    "strict": True,
                    "want_assertion_signed": True,
                    "reject_deprecated_algorithm": True,
                    "reject_idp_initiated_sso": True,
                },
            },
        }
    ]


def _identity_provider(saml: Saml) -> dict[str, str]:
    from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

    try:
        idp = OneLogin_Saml2_IdPMetadataParser.parse(saml.metadata.read_bytes())["idp"]
        certificate = idp.get("x509cert") or idp["x509certMulti"]["signing"][0]
        return {"entity_id": idp["entityId"], "sso_url": idp["singleSignOnService"]["url"], "x509cert": certificate}
    # The parser raises whatever its XML library raises.
    except Exception as error:
        place = Place(key="SAMSPILL_SAML_METADATA")
        raise UsageError([Problem("config.bad_metadata", place, {"given": str(saml.metadata)})]) from error
