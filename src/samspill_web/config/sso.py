"""Single sign-on as allauth wants it said: presets for Entra ID and Feide, any other OIDC provider, and SAML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samspill_web.config.environment import Provider, Saml

NAMES = {"entra": "Microsoft Entra ID", "feide": "Feide", "oidc": "OpenID Connect"}


def social_apps(providers: Iterable[Provider]) -> list[dict[str, Any]]:
    """Return the OIDC providers of this machine."""
    return [
        {
            "provider_id": provider.kind,
            "name": NAMES[provider.kind],
            "client_id": provider.client_id,
            "secret": provider.secret,
            "settings": {
                "server_url": provider.address,
                "token_auth_method": "client_secret_basic",
                "oauth_pkce_enabled": True,
            },
        }
        for provider in providers
    ]


def saml_apps(saml: Saml | None) -> list[dict[str, Any]]:
    """Return the SAML provider of this machine; its metadata is a file, since nothing is fetched on anybody's word."""
    if saml is None:
        return []
    from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

    idp = OneLogin_Saml2_IdPMetadataParser.parse(saml.metadata.read_text(encoding="utf-8"))["idp"]
    return [
        {
            "provider_id": idp["entityId"],
            "name": saml.name,
            "client_id": "saml",
            "settings": {
                "attribute_mapping": {
                    "uid": "urn:oasis:names:tc:SAML:attribute:subject-id",
                    "email": "mail",
                    "name": "displayName",
                },
                "idp": {
                    "entity_id": idp["entityId"],
                    "sso_url": idp["singleSignOnService"]["url"],
                    "x509cert": idp.get("x509cert") or idp["x509certMulti"]["signing"][0],
                },
                "advanced": {"want_assertion_signed": True, "strict": True},
            },
        }
    ]
