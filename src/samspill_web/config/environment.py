"""Settings of the machine, read once from environment variables; everything wrong is told at once, at start."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from samspill.errors import Place, Problem, UsageError
from samspill.terms import Language
from samspill_web.config.messengers import Messengers, messengers

Value = TypeVar("Value")

LEAST_SECRET = 32
"""Characters of a secret that somebody gives; shorter ones can be guessed."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A single sign-on that people may come in by: ``kind`` is entra, feide or oidc.

    ``domains`` are those that it is believed about; none for a provider that says itself which addresses it has verified.
    """

    kind: str
    client_id: str
    secret: str
    address: str
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Saml:
    """An identity provider by SAML: its name for people and the address of its metadata file on this machine."""

    name: str
    metadata: Path
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that differs from one machine to another (docs/reference/settings.md)."""

    data: Path
    secret: str | None
    database: str | None
    address: str
    hosts: tuple[str, ...]
    language: Language
    zone: ZoneInfo
    demo: bool
    proxies: int
    mail_server: str | None
    mail_from: str
    keys: Path
    second_factor_by_sso: bool
    providers: tuple[Provider, ...]
    saml: Saml | None
    messengers: Messengers

    @property
    def https(self) -> bool:
        """Whether people reach the workspace by https."""
        return self.address.startswith("https://")


def read(environ: Mapping[str, str]) -> Environment:
    """Read the settings.

    Raises
    ------
    UsageError
        With every variable that is wrong, and one for every variable that begins with ``SAMSPILL_`` and is not known.
    """
    reading = _Reading(environ)
    data = Path(reading.text("SAMSPILL_DATA", "samspill-data")).absolute()
    demo = reading.truth("SAMSPILL_DEMO")
    address = reading.value("SAMSPILL_ADDRESS", _address, "http://127.0.0.1:8000")
    found = Environment(
        data=data,
        secret=reading.value("SAMSPILL_SECRET", _secret, "") or None,
        database=reading.value("SAMSPILL_DATABASE_URL", _database, "") or None,
        address=address,
        hosts=_hosts(reading.text("SAMSPILL_HOSTS"), address),
        language=reading.value("SAMSPILL_LANGUAGE", Language, "nb"),
        zone=reading.value("SAMSPILL_ZONE", _zone, "Europe/Oslo"),
        demo=demo,
        proxies=reading.value("SAMSPILL_PROXIES", _whole, "0"),
        mail_server=reading.value("SAMSPILL_MAIL_SERVER", _mail_server, "") or None,
        mail_from=reading.text("SAMSPILL_MAIL_FROM", f"samspill@{urlsplit(address).hostname}"),
        keys=Path(reading.text("SAMSPILL_KEYS", str(data / "keys"))).absolute(),
        second_factor_by_sso=reading.truth("SAMSPILL_SSO_HAS_SECOND_FACTOR"),
        providers=tuple(_providers(reading)),
        saml=_saml(reading),
        messengers=messengers(reading),
    )
    reading.finish()
    return found


class _Reading:
    """Takes variables one by one, and remembers what was wrong and what was asked for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._given = {name: value.strip() for name, value in environ.items() if name.startswith("SAMSPILL_")}
        # The command line's own language is told by a variable too.
        self._asked: set[str] = {"SAMSPILL_LANG"}
        self._problems: list[Problem] = []

    def text(self, name: str, default: str = "") -> str:
        self._asked.add(name)
        return self._given.get(name, "") or default

    def value(self, name: str, read_as: Callable[[str], Value], default: str) -> Value:
        given = self.text(name, default)
        try:
            return read_as(given)
        except ValueError:
            self.problem(f"config.bad_{read_as.__name__.strip('_').lower()}", name, given=given)
            return read_as(default)

    def truth(self, name: str) -> bool:
        return self.value(name, _truth, "no")

    def problem(self, code: str, name: str, **data: object) -> None:
        self._problems.append(Problem(code, Place(key=name), data))

    def finish(self) -> None:
        from samspill.instrument.hint import hint

        for name in sorted(set(self._given) - self._asked):
            self.problem("config.unknown", name, hint=hint(name, sorted(self._asked)))
        if self._problems:
            raise UsageError(self._problems)


def _truth(text: str) -> bool:
    words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if text.lower() not in words:
        raise ValueError(text)
    return words[text.lower()]


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _zone(text: str) -> ZoneInfo:
    if text not in available_timezones():
        raise ValueError(text)
    return ZoneInfo(text)


def _secret(text: str) -> str:
    if text and len(text) < LEAST_SECRET:
        raise ValueError(text)
    return text


def _address(text: str) -> str:
    parts = urlsplit(text)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.path not in {"", "/"}
        or parts.query
        or parts.fragment
    ):
        raise ValueError(text)
    return text.rstrip("/")


def _database(text: str) -> str:
    if text and (urlsplit(text).scheme not in {"postgres", "postgresql"} or not urlsplit(text).path.strip("/")):
        raise ValueError(text)
    return text


def _mail_server(text: str) -> str:
    if text and (urlsplit(text).scheme not in {"smtp", "smtps"} or not urlsplit(text).hostname):
        raise ValueError(text)
    return text


def _hosts(text: str, address: str) -> tuple[str, ...]:
    own = urlsplit(address).hostname or ""
    return tuple(dict.fromkeys((own, *(host.strip() for host in text.split(",") if host.strip()))))


def _domains(text: str) -> tuple[str, ...]:
    domains = tuple(part.strip().casefold() for part in text.split(",") if part.strip())
    if not all(re.fullmatch(r"([a-z0-9-]+\.)+[a-z0-9-]+", domain) for domain in domains):
        raise ValueError(text)
    return domains


def _directory(text: str) -> str:
    # "common" and its like let in people of every organisation in the world, and those name any address as their own.
    if text.casefold() in {"common", "organizations", "consumers"} or not re.fullmatch(r"[A-Za-z0-9.-]*", text):
        raise ValueError(text)
    return text


def _providers(reading: _Reading) -> list[Provider]:
    found: list[Provider] = []
    for kind in ("entra", "feide", "oidc"):
        stem = f"SAMSPILL_{kind.upper()}"
        client_id, secret = reading.text(f"{stem}_CLIENT_ID"), reading.text(f"{stem}_SECRET")
        domains = reading.value(f"{stem}_DOMAINS", _domains, "")
        address = _provider_address(reading, kind)
        complete = secret and address and (domains or kind == "oidc")
        if client_id and not complete:
            reading.problem("config.provider_incomplete", f"{stem}_CLIENT_ID", kind=kind)
        elif client_id:
            found.append(Provider(kind, client_id, secret, address, domains))
    return found


def _provider_address(reading: _Reading, kind: str) -> str:
    """Return the address of a provider: Entra has one for each municipality, Feide one for all, any other its own."""
    if kind == "entra":
        directory = reading.value("SAMSPILL_ENTRA_TENANT", _directory, "")
        return f"https://login.microsoftonline.com/{directory}/v2.0" if directory else ""
    return "https://auth.dataporten.no" if kind == "feide" else reading.text("SAMSPILL_OIDC_ADDRESS")


def _saml(reading: _Reading) -> Saml | None:
    metadata, name = reading.text("SAMSPILL_SAML_METADATA"), reading.text("SAMSPILL_SAML_NAME", "SAML")
    domains = reading.value("SAMSPILL_SAML_DOMAINS", _domains, "")
    if not metadata:
        return None
    if not domains:
        reading.problem("config.provider_incomplete", "SAMSPILL_SAML_METADATA", kind="saml")
    if not Path(metadata).is_file():
        reading.problem("config.no_file", "SAMSPILL_SAML_METADATA", given=metadata)
    return Saml(name, Path(metadata), domains)
