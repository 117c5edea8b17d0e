"""Every address that the resolver knows, and how somebody comes to its page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accounts.soft_key import SoftKey
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_scopes import scope

from samspill.design.edit.ties import by_pair
from samspill_web.accounts import links
from samspill_web.collection import services as collection
from samspill_web.collection.models import Person
from samspill_web.collection.roster.wave import asking
from samspill_web.collection.trying import link_of
from samspill_web.projects.launching import first_check
from samspill_web.projects.readiness import examine_project
from samspill_web.projects.selectors import draft

PASSWORD = "riktig-hest-batteri-stift"

NO_PAGE = {
    "health": "a word for machines",
    "api_openapi": "for programmes",
    "api_mappings": "for programmes",
    "api_releases": "for programmes",
    "api_release": "for programmes",
    "api_codebook": "for programmes",
    "codebook": "there once a round is counted: see tests/web/reports/api",
    "codebook_file": "a file",
    "help": "leads to the help in the reader's language",
    "certificate": "there once answers are destroyed: see tests/web/analysis",
    "release_of_wave": "there once a round is counted: see tests/web/analysis",
    "report": "a file",
    "result": "leads to the first page of a result",
    "result_part": "there once a round is counted: see tests/web/dashboards",
    "result_group": "there once a round is counted: see tests/web/dashboards",
    "showing": "there once a round is counted: see tests/web/analysis/test_showing.py",
    "staff_result": "there once a result is shown: see tests/web/dashboards/test_staff.py",
    "staff_part": "there once a result is shown: see tests/web/dashboards/test_staff.py",
    "staff_report": "a file",
    "files": "there once a round is counted: see tests/web/reports",
    "package": "there once files are ordered: see tests/web/reports",
    "package_file": "a file",
    "public_edition": "there once a round is counted: see tests/web/reports",
    "public_file": "a file",
    "archive": "there once a round is counted: see tests/web/reports",
    "archive_file": "a file",
    "research_file": "a file",
    "action": "there once somebody has written one: see tests/web/actions",
    "action_edit": "there once somebody has written one: see tests/web/actions",
    "own_actions": "a file",
    "actions_report_file": "a file",
    "calendar_feed": "a file",
    "meeting_file": "a file",
    "meeting_invitation": "a file",
    "one_meeting": "there once a meeting is made: see tests/web/dialogue",
    "meeting_notes": "there once a meeting is made: see tests/web/dialogue",
    "present": "there once a meeting is made: see tests/web/dialogue",
    "meeting_plan_file": "a file",
    "meeting_plan": "there once a plan is kept: see tests/web/dialogue",
    "collect_words": "there once a round is launched: see tests/web/collection/following",
    "survey_worker": "a script",
    "survey_open": "asked for by a script: see tests/web/look/test_survey.py",
    "survey_draft": "asked for by a script",
    "survey_send": "asked for by a script: see tests/web/look/test_survey.py",
    "survey_thanks": "there once somebody has answered: see tests/web/look/test_survey.py",
    "beside": "a part of the pages about groups, needs and questions",
    "file_download": "a file",
    "roster_export": "a file",
    "poster_sheet": "a file",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "asked for by a script",
    "saml_login": "leads away at once",
    "saml_acs": "for the sign-on of another organisation",
    "saml_finish_acs": "for the sign-on of another organisation",
    "saml_metadata": "for the sign-on of another organisation",
    "saml_sls": "for the sign-on of another organisation",
    "openid_connect_callback": "for the sign-on of another organisation",
}
ACTIONS = (
    *("agree", "bring", "change_member", "check", "close_trial", "confirm_key", "file_replace", "launch", "make_key"),
    *("move_part", "open_trial", "reason", "remove_member", "remove_part", "remove_person", "set_language", "set_need"),
    *("confirm_share", "discard_key", "key_restore", "make_shares"),
    *("make_bag", "print_letters", "print_slips", "withdraw_bag"),
    *("roster_look", "roster_store", "roster_move", "roster_withdraw", "roster_take_back", "roster_erase"),
    *("send_again", "take_back"),
    *("extend", "remind"),
    *("action_status", "action_let_go", "action_undo", "renew_calendar", "stop_calendar", "take_up_reminders"),
    *("make_meeting", "attendance", "remove_note", "send_invitation"),
    *("copy_meeting_plan", "remove_meeting_plan", "restore_meeting_plan"),
    *("count_again", "count_with_shares", "delete_people", "delete_research", "destroy_answers", "end_wave", "give_up"),
    "renew_link",
    *("order_files", "make_archive", "note_archived", "remove_logo"),
    "undo",
    *("api_revoke", "undo"),
)
NO_PAGE |= dict.fromkeys(ACTIONS, "an action")
"""Addresses that show no page when one opens them, each with the reason."""

ELSEWHERE = dict.fromkeys(
    ("help_contents", "help_search", "help_page", "survey_help", "survey_words"), "tests/web/look/test_help.py"
)
"""Pages that are looked at in another test: the language stands in their address."""

WHO = {
    "mfa_authenticate": "halfway",
    "mfa_activate_totp": "member",
    "account_set_password": "reader",
    "account_login": "nobody",
    "ask_for_link": "nobody",
    "account_inactive": "nobody",
    "socialaccount_login_cancelled": "nobody",
    "socialaccount_login_error": "nobody",
    "openid_connect_login": "nobody",
    "link": "nobody",
    "try": "nobody",
    "decline": "nobody",
    "stop_reminders": "nobody",
    "people": "administrator",
    "logo": "administrator",
    "audit_log": "privacy_officer",
    "instruments": "administrator",
    "bring_instrument": "administrator",
    "begin": "administrator",
}
"""Who comes to a page, where it is not the owner of the mapping."""

FURTHER = (
    ("preview", "?page=1", "owner"),
    ("preview", "?page=2", "owner"),
    ("try", "?done=1", "nobody"),
    ("home", "", "nobody"),
    ("home", "", "member"),
    ("home", "", "administrator"),
    ("project", "", "reader"),
    ("start", "", "representative"),
    ("needs", "", "representative"),
    ("home", "nowhere/", "owner"),
)
"""Pages that stand at the address of another: further on, and as others see them."""


@dataclass(frozen=True)
class Address:
    """A named address of the resolver."""

    name: str
    parameters: tuple[str, ...]


def addresses(patterns: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[Address]:
    """Yield every address that the resolver knows."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield Address(pattern.name or "", tuple(re.findall(r"<(?:\w+:)?(\w+)>", route)))


def listed(project: Any) -> int:
    """Put people on the list of a mapping; return the last."""
    wave = asking(project)
    nodes = [str(node) for node in wave.nodes[:2]]
    for name, values in (("Åse Ærø", {"email": "ase@eksempel.no"}), ("Ola Nordmann", {"phone": "+4791234567"}), ("Eva Li", {})):
        person = Person(project=project, wave=wave.number, name=name, language="nb", nodes=nodes, **values)
        person.save()
    return int(person.pk)


class Everything:
    """A mapping in which every page has something to show, and the people who come to them."""

    def __init__(self, cast: Any) -> None:
        self.cast, self.clients = cast, {}
        with scope(tenant=cast.tenant.pk):
            first_check(cast.project, by=cast.owner)
            collection.make_key(cast.project, examine_project(cast.project).plan.wave, by=cast.owner)
            trial = collection.open_trial(cast.project, by=cast.owner)
            collection.remark(trial, "Kjennskap", "Hva er «vi»?")
            collection.remark(trial, "Respekt", "Lang setning.\nVanskelig ord.")
            self.tried = link_of(trial).rstrip("/").rsplit("/", 1)[-1]
            self.group = next(iter(by_pair(draft(cast.project).table)))[0]
            self.person = listed(cast.project)
        for who in ("owner", "member"):
            cast.people[who].set_password(PASSWORD)
            cast.people[who].save()
        RecoveryCodes.activate(cast.owner)
        self.key = self._key(cast.owner)

    def _key(self, owner: Any) -> int:
        client, add = self.client("owner"), reverse("mfa_add_webauthn")
        options = json.loads(json.dumps(dict(client.get(add).context["js_data"]["creation_options"])))
        client.post(add, {"name": "Telefonen", "credential": json.dumps(SoftKey().register(options)), "passwordless": "on"})
        return int(owner.authenticator_set.get(type="webauthn").pk)

    def client(self, who: str) -> Client:
        """Return the browser of somebody who has just shown who they are, or is on the way to it."""
        if who not in self.clients:
            client = self.clients[who] = Client()
            if who == "halfway":
                client.post(reverse("account_login"), {"login": self.cast.owner.email, "password": PASSWORD})
            elif who != "nobody":
                client.force_login(self.cast.people[who], backend="allauth.account.auth_backends.AuthenticationBackend")
                request = RequestFactory().get("/")
                request.session, request.user = client.session, self.cast.people[who]
                record_authentication(
                    request, request.user, method="link" if who == "reader" else "password", reauthenticated=True
                )
                request.session.save()
        return self.clients[who]

    def url(self, address: Address) -> str:
        """Return an address that leads to something."""
        values = {
            "tenant_id": self.cast.tenant.pk,
            "project_id": self.cast.project.pk,
            "user_id": self.cast.member.pk,
            "role_id": 1,
            "number": 1,
            "wave": 1,
            "rest": "%23",
            "kind": "group",
            "way": "up",
            "key": self.group,
            "part": "overview",
            "paper": "screens",
            "note_id": 1,
            "plan_id": 1,
            "link": "nowhere",
            "to": "employees",
            "language": "nb",
            "guide": "employee",
            "size": "a4",
            "bag_id": 1,
            "package_id": 1,
            "place": 1,
            "message_id": 1,
            "person_id": self.person,
            "pk": self.key,
            "token": self.tried if address.name == "try" else links.token_for(self.cast.reader),
            "action_id": 1,
            "status": "done",
            "provider_id": "feide",
            "organization_slug": "saml",
            "mapping": self.cast.project.pk,
            "token_id": 1,
        }
        return reverse(address.name, kwargs={name: values[name] for name in address.parameters})
