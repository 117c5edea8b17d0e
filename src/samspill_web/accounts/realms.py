"""Which e-mail addresses a provider of single sign-on is believed about.

An address that a provider names lets somebody into the account that was invited by it. Whoever runs a provider can write any
address into a profile, so each provider is believed about its own domains alone. Feide and other federations serve many
organisations behind one provider: there the person's home organisation must be one of the domains too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

FEIDE_IDS = ("https://n.feide.no/claims/userid_sec", "https://n.feide.no/claims/eduPersonPrincipalName")


def is_vouched_for(settings: Mapping[str, Any], claims: Mapping[str, Any], email: str) -> bool:
    """Tell whether a provider is believed about an address.

    Parameters
    ----------
    settings : mapping
        The provider's: ``domains`` names its domains, none for a provider that is believed about all; ``home_organisation``
        asks for the home organisation too.
    claims : mapping
        What the provider said of the person.
    email : str
    """
    domains = set(settings.get("domains", ()))
    if not domains:
        return True
    if domain_of(email) not in domains:
        return False
    homes = set(_homes(claims))
    return not settings.get("home_organisation") or (bool(homes) and homes <= domains)


def domain_of(address: str) -> str:
    """Return what stands behind the @, in lower case."""
    return address.rpartition("@")[2].casefold()


def _homes(claims: Mapping[str, Any]) -> Iterator[str]:
    """Yield the home organisations that a person's identifiers name."""
    said = claims.get("userinfo") or {}
    for name in FEIDE_IDS:
        given = said.get(name) or ()
        for identifier in [given] if isinstance(given, str) else given:
            text = str(identifier)
            # Feide lists identifiers of other kinds too, as "nin:…": only those with a home organisation count.
            if "@" in text and (":" not in text or text.startswith("feide:")):
                yield domain_of(text)
