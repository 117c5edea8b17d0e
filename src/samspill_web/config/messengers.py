"""Settings of what carries messages: a mail service, the way back of mails, SMS, and how much a minute."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol
from urllib.parse import urlsplit

from samspill_web.collection.channels.sms.template import PLACEHOLDER, Sms, body_kind

NO_SERVICE = frozenset({"base", "base_requests", "console", "test"})
WAYS = frozenset({"GET", "POST", "PUT"})
LEAST_SECRET = 16
SENDER = re.compile(r"[A-Za-z0-9 +._-]{1,16}")


class Reading(Protocol):
    """The variables of the machine, taken one by one."""

    def text(self, name: str, default: str = "") -> str:
        """Return a variable."""
        ...

    def problem(self, code: str, name: str, **data: object) -> None:
        """Remember what is wrong."""
        ...


@dataclass(frozen=True, slots=True)
class MailService:
    """A mail service of django-anymail: its name there, its settings, the secret that it calls us with (``user:password``)."""

    name: str
    settings: Mapping[str, object]
    webhook_secret: str = ""


@dataclass(frozen=True, slots=True)
class Messengers:
    """What carries messages. ``bounces`` is the address that mails come back to; 0 a minute is no limit."""

    mail_service: MailService | None
    bounces: str
    sms: Sms | None
    mails_a_minute: int
    sms_a_minute: int


def messengers(reading: Reading) -> Messengers:
    """Read the settings; what is wrong is remembered in ``reading``."""
    return Messengers(
        mail_service=_mail_service(reading),
        bounces=_bounces(reading),
        sms=_sms(reading),
        mails_a_minute=_whole(reading, "SAMSPILL_MAIL_A_MINUTE", "600"),
        sms_a_minute=_whole(reading, "SAMSPILL_SMS_A_MINUTE", "120"),
    )


def _mail_service(reading: Reading) -> MailService | None:
    name = reading.text("SAMSPILL_MAIL_SERVICE").casefold()
    found = _table(reading, "SAMSPILL_MAIL_SERVICE_SETTINGS")
    secret = reading.text("SAMSPILL_MAIL_SERVICE_SECRET")
    if not name:
        return None
    if not re.fullmatch(r"[a-z_]+", name) or name in NO_SERVICE or find_spec(f"anymail.backends.{name}") is None:
        reading.problem("channels.setting.service", "SAMSPILL_MAIL_SERVICE", given=name)
        return None
    if secret and (":" not in secret or len(secret) < LEAST_SECRET):
        reading.problem("channels.setting.secret", "SAMSPILL_MAIL_SERVICE_SECRET")
    return MailService(name, found, secret)


def _bounces(reading: Reading) -> str:
    given = reading.text("SAMSPILL_MAIL_BOUNCES")
    # The local part has 64 characters, and a number with its signature takes 42 of them.
    if given and not re.fullmatch(r"[a-z0-9._-]{1,20}@([a-z0-9-]+\.)*[a-z0-9-]+", given):
        reading.problem("channels.setting.bounces", "SAMSPILL_MAIL_BOUNCES", given=given)
    return given


def _sms(reading: Reading) -> Sms | None:
    url, sender = reading.text("SAMSPILL_SMS_URL"), reading.text("SAMSPILL_SMS_SENDER", "Samspill")
    kind = reading.text("SAMSPILL_SMS", "gateway" if url else "off").casefold()
    headers = {key: str(value) for key, value in _table(reading, "SAMSPILL_SMS_HEADERS").items()}
    method, body = reading.text("SAMSPILL_SMS_METHOD", "POST").upper(), reading.text("SAMSPILL_SMS_BODY")
    if not SENDER.fullmatch(sender):
        reading.problem("channels.setting.sender", "SAMSPILL_SMS_SENDER", given=sender)
    if kind == "off":
        return None
    if kind not in {"console", "files", "gateway"}:
        reading.problem("channels.setting.sms", "SAMSPILL_SMS", given=kind)
        return None
    found = Sms(kind, sender, url, method, headers, body)
    if kind == "gateway":
        _check_gateway(reading, found)
    return found


def _check_gateway(reading: Reading, sms: Sms) -> None:
    parts = urlsplit(sms.url)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"})
    # What is written into the address may choose a page of the gateway, never another machine.
    if not secure or not parts.hostname or PLACEHOLDER.search(f"{parts.scheme}{parts.netloc}") or parts.username:
        reading.problem("channels.setting.sms_url", "SAMSPILL_SMS_URL", given=sms.url)
    if sms.method not in WAYS:
        reading.problem("channels.setting.sms_method", "SAMSPILL_SMS_METHOD", given=sms.method)
    if any(re.search(r"[\r\n]", part) for pair in sms.headers.items() for part in pair):
        reading.problem("channels.setting.table", "SAMSPILL_SMS_HEADERS")
    named = set(PLACEHOLDER.findall(sms.body + parts.path + parts.query))
    if not {"to", "text"} <= named or (sms.body and body_kind(sms.headers) is None):
        reading.problem("channels.setting.sms_body", "SAMSPILL_SMS_BODY")


def _table(reading: Reading, name: str) -> dict[str, object]:
    given = reading.text(name)
    if not given:
        return {}
    try:
        found = json.loads(given)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        reading.problem("channels.setting.table", name)
        return {}
    return found


def _whole(reading: Reading, name: str, default: str) -> int:
    given = reading.text(name, default)
    if not given.isascii() or not given.isdigit() or len(given) > len("1000000"):
        reading.problem("channels.setting.whole", name, given=given)
        return int(default)
    return int(given)
