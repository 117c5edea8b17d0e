"""Role × address: who gets what, for every address that the resolver knows.

Each view says who may see it (``view.access``); the table below says it a second time. A new address has to be written here,
and a view that lets in more than before fails until somebody has changed the table on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django_scopes import scopes_disabled

from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Role

pytestmark = pytest.mark.django_db

EDITORS = "consultant owner"
PREPARING = "consultant owner partner representative"
KEEPERS = "consultant owner partner"
WRITING = "consultant group_leader owner partner"
EVERYONE = "consultant group_leader owner partner reader representative"

TABLE: dict[str, tuple[str, str]] = {
    # Everybody.
    "home": ("public", ""),
    "guide": ("public", ""),
    "health": ("public", ""),
    "accessibility": ("public", ""),
    "help": ("public", ""),
    "help_contents": ("public", ""),
    "help_search": ("public", ""),
    "help_page": ("public", ""),
    "survey_help": ("public", ""),
    "survey_words": ("public", ""),
    "set_language": ("public", ""),
    "link": ("public", ""),
    "ask_for_link": ("public", ""),
    "account_login": ("public", ""),
    "openid_connect_login": ("public", ""),
    "saml_login": ("public", ""),
    "saml_sls": ("public", ""),
    "try": ("public", ""),
    "decline": ("public", ""),
    "take_back": ("public", ""),
    "staff_result": ("public", ""),
    "staff_part": ("public", ""),
    "staff_report": ("public", ""),
    "calendar_feed": ("public", ""),
    "stop_reminders": ("public", ""),
    "take_up_reminders": ("public", ""),
    "survey": ("public", ""),
    "survey_repaired": ("public", ""),
    "survey_worker": ("public", ""),
    "survey_open": ("public", ""),
    "survey_draft": ("public", ""),
    "survey_send": ("public", ""),
    "survey_thanks": ("public", ""),
    "api_openapi": ("public", ""),
    # Everybody who is logged in.
    "profile": ("signed_in", ""),
    "second_factor": ("signed_in", ""),
    "come_in_again": ("signed_in", ""),
    "account_set_password": ("signed_in", ""),
    # Roles in an organisation.
    "begin": ("tenant", "administrator member"),
    "bring": ("tenant", "administrator member"),
    "instruments": ("tenant", "administrator member"),
    "bring_instrument": ("tenant", "administrator member"),
    "people": ("tenant", "administrator"),
    "change_member": ("tenant", "administrator"),
    "remove_member": ("tenant", "administrator"),
    "logo": ("tenant", "administrator"),
    "remove_logo": ("tenant", "administrator"),
    "audit_log": ("tenant", "privacy_officer"),
    # Roles in a mapping: reading the preparation.
    "project": ("project", EVERYONE),
    "start": ("project", PREPARING),
    "core_task": ("project", PREPARING),
    "agreement": ("project", PREPARING),
    "calendar": ("project", PREPARING),
    "privacy": ("project", PREPARING),
    "informing": ("project", PREPARING),
    "informing_letter": ("project", PREPARING),
    "groups": ("project", PREPARING),
    "needs": ("project", PREPARING),
    "needs_of": ("project", PREPARING),
    "beside": ("project", PREPARING),
    "questions": ("project", PREPARING),
    "history": ("project", PREPARING),
    "file": ("project", PREPARING),
    "file_download": ("project", PREPARING),
    "ready": ("project", PREPARING),
    "preview": ("project", PREPARING),
    # Meetings.
    "feedback_meeting": ("project", "consultant group_leader owner"),
    "meeting_notes": ("project", "consultant group_leader owner"),
    "remove_note": ("project", "consultant group_leader owner"),
    "make_meeting": ("project", EDITORS),
    "one_meeting": ("project", EDITORS),
    "present": ("project", EDITORS),
    "meeting_file": ("project", EDITORS),
    "meeting_invitation": ("project", EDITORS),
    "send_invitation": ("project", EDITORS),
    "attendance": ("project", EDITORS),
    "meeting_plans": ("project", "owner"),
    "copy_meeting_plan": ("project", "owner"),
    "bring_meeting_plan": ("project", "owner"),
    "meeting_plan": ("project", "owner"),
    "meeting_plan_file": ("project", "owner"),
    "remove_meeting_plan": ("project", "owner"),
    "restore_meeting_plan": ("project", "owner"),
    # Changing it.
    "agree": ("project", "partner"),
    "add_part": ("project", EDITORS),
    "edit_part": ("project", EDITORS),
    "remove_part": ("project", EDITORS),
    "move_part": ("project", EDITORS),
    "merge_groups": ("project", EDITORS),
    "split_group": ("project", EDITORS),
    "set_need": ("project", EDITORS),
    "undo": ("project", EDITORS),
    "file_replace": ("project", EDITORS),
    "project_people": ("project", EDITORS),
    "remove_person": ("project", EDITORS),
    "check": ("project", EDITORS),
    "reason": ("project", EDITORS),
    "launch": ("project", EDITORS),
    "key": ("project", EDITORS),
    "make_key": ("project", EDITORS),
    "key_sheet": ("project", EDITORS),
    "confirm_key": ("project", EDITORS),
    "make_shares": ("project", EDITORS),
    "confirm_share": ("project", EDITORS),
    "discard_key": ("project", EDITORS),
    "key_restore": ("project", EDITORS),
    "slips": ("project", EDITORS),
    "make_bag": ("project", EDITORS),
    "print_slips": ("project", EDITORS),
    "withdraw_bag": ("project", EDITORS),
    "letters": ("project", EDITORS),
    "print_letters": ("project", EDITORS),
    "poster_sheet": ("project", EDITORS),
    "meeting": ("project", EDITORS),
    "terminal": ("project", EDITORS),
    "deliveries": ("project", EDITORS),
    "send_again": ("project", EDITORS),
    "closing": ("project", EDITORS),
    "end_wave": ("project", EDITORS),
    "count_again": ("project", EDITORS),
    "count_with_shares": ("project", EDITORS),
    "give_up": ("project", "owner"),
    "destroy_answers": ("project", "owner"),
    "delete_people": ("project", "owner"),
    "certificate": ("project", PREPARING),
    "release": ("project", EVERYONE),
    "release_of_wave": ("project", EVERYONE),
    "report": ("project", EVERYONE),
    "showing": ("project", EDITORS),
    "renew_link": ("project", "owner"),
    "result": ("project", EVERYONE),
    "result_part": ("project", EVERYONE),
    "result_group": ("project", EVERYONE),
    "files": ("project", EVERYONE),
    "order_files": ("project", EVERYONE),
    "package": ("project", EVERYONE),
    "package_file": ("project", EVERYONE),
    "public_edition": ("project", EVERYONE),
    "public_file": ("project", EVERYONE),
    "archive": ("project", "owner"),
    "make_archive": ("project", "owner"),
    "archive_file": ("project", "owner"),
    "note_archived": ("project", "owner"),
    "research_file": ("project", "owner"),
    "delete_research": ("project", "owner"),
    "codebook": ("project", EVERYONE),
    "codebook_file": ("project", EVERYONE),
    "api_access": ("project", EDITORS),
    "api_revoke": ("project", EDITORS),
    # Programmes with a token; who may read what by one stands in tests/web/reports/api.
    "api_mappings": ("token", ""),
    "api_releases": ("token", ""),
    "api_release": ("token", ""),
    "api_codebook": ("token", ""),
    "trial": ("project", EDITORS),
    "roster": ("project", KEEPERS),
    "roster_file": ("project", KEEPERS),
    "roster_look": ("project", KEEPERS),
    "roster_store": ("project", KEEPERS),
    "roster_add": ("project", KEEPERS),
    "roster_person": ("project", KEEPERS),
    "roster_move": ("project", KEEPERS),
    "roster_withdraw": ("project", KEEPERS),
    "roster_take_back": ("project", KEEPERS),
    "roster_export": ("project", KEEPERS),
    "roster_erase": ("project", KEEPERS),
    "open_trial": ("project", EDITORS),
    "close_trial": ("project", EDITORS),
    "collect": ("project", "consultant group_leader owner partner representative"),
    "collect_words": ("project", "consultant group_leader owner partner representative"),
    "remind": ("project", EDITORS),
    "extend": ("project", EDITORS),
    # Actions after a result.
    "actions": ("project", EVERYONE),
    "actions_list": ("project", EVERYONE),
    "action": ("project", EVERYONE),
    "action_new": ("project", WRITING),
    "action_edit": ("project", WRITING),
    "action_status": ("project", WRITING),
    "action_let_go": ("project", WRITING),
    "action_undo": ("project", WRITING),
    "action_calendar": ("project", EDITORS),
    "renew_calendar": ("project", EDITORS),
    "stop_calendar": ("project", EDITORS),
    "own_actions": ("project", EVERYONE),
    "actions_report": ("project", EVERYONE),
    "actions_report_file": ("project", EVERYONE),
}

ALLAUTH = frozenset(
    [
        "account_logout",
        "account_inactive",
        "account_change_password",
        "account_reauthenticate",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
        "mfa_login_webauthn",
        "socialaccount_connections",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "openid_connect_callback",
        "saml_acs",
        "saml_finish_acs",
        "saml_metadata",
    ]
)
"""Allauth's own views, tested in tests/web/accounts: those that are used, and no others."""

OPEN = frozenset(
    [
        "account_logout",
        "account_inactive",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "openid_connect_callback",
        "saml_acs",
        "saml_finish_acs",
        "saml_metadata",
    ]
)
"""Those of them that strangers come to on their way in."""

NEEDS_TWO_STEPS = {"administrator", "privacy_officer", "owner", "consultant"}
NOWHERE = 987_654_321
"""An id that nothing has."""


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    view: Any

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)

    def url(self, values: dict[str, object]) -> str:
        return reverse(self.name, kwargs={name: values.get(name, 1) for name in self.parameters})

    def at(self, values: dict[str, object]) -> str:
        try:
            return self.url(values)
        except NoReverseMatch:
            pytest.fail(f"{self.name} ({self.route}): give its parameters values in `values_for` of {__file__}")


def walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield Address(pattern.name or "", route, pattern.callback)


ADDRESSES = list(walk(get_resolver().url_patterns))
OWN = [address for address in ADDRESSES if hasattr(address.view, "access")]
GUARDED = [address for address in OWN if address.view.access.kind in {"tenant", "project"}]
HEADS = {"tenant_id", "project_id"}
IN_MAPPING = {role.value for role in ProjectRole}


def values_for(cast: Any, project: Any = None) -> dict[str, object]:
    """Return values that lead to something, in the organisation and the mapping of the cast."""
    with scopes_disabled():
        role = Role.objects.filter(project=cast.project, role=ProjectRole.READER).get()
    return {
        "tenant_id": cast.tenant.pk,
        "project_id": (project or cast.project).pk,
        "user_id": cast.member.pk,
        "role_id": role.pk,
        "kind": "group",
        "way": "up",
        "key": "x",
        "to": "x",
        "token": "x",
        "language": "nb",
        "size": "a4",
        "provider_id": "feide",
        "organization_slug": "saml",
        "mapping": (project or cast.project).pk,
    }


def browser(user: Any) -> Client:
    client = Client(HTTP_HOST="localhost", raise_request_exception=True)
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def ask(client: Client, method: str, url: str) -> HttpResponse:
    return client.get(url) if method == "GET" else client.post(url, {})


def to_login(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith(reverse("account_login"))


def test_every_address_is_in_the_table_and_the_table_names_no_other():
    names = [address.name for address in ADDRESSES]
    assert {name for name in names if names.count(name) > 1} == set(), "two addresses of one name: reverse() finds one of them"
    lacking = [f"{address.name} ({address.route})" for address in ADDRESSES if address.name not in {*TABLE, *ALLAUTH}]
    assert lacking == [], f"add a row to TABLE in {__file__} that says who may come to: {', '.join(lacking)}"
    assert {*TABLE, *ALLAUTH} - set(names) == set(), "rows of addresses that are no more"


def test_every_view_says_who_may_see_it_and_the_table_agrees():
    wrong = []
    for address in ADDRESSES:
        if address.name in ALLAUTH:
            continue
        access = getattr(address.view, "access", None)
        if access is None:
            wrong.append(f"{address.name}: the view carries no mark (public, signed_in, for_tenant or for_project)")
        elif address.name in TABLE and (access.kind, " ".join(sorted(access.roles))) != TABLE[address.name]:
            wrong.append(f"{address.name}: the view says {access.kind} {sorted(access.roles)}, the table {TABLE[address.name]}")
    assert wrong == []


def test_allauth_s_views_are_no_one_s_back_door(cast):
    closed = [address for address in ADDRESSES if address.name in ALLAUTH - OPEN]
    answers = {(address.name, method): ask(browser(None), method, address.at({"pk": 1})) for address, method in tries(closed)}
    assert [tried for tried, answer in answers.items() if not to_login(answer)] == []


def tries(addresses: list[Address]) -> Iterator[tuple[Address, str]]:
    return ((address, method) for address in addresses for method in ("GET", "POST"))


def test_nobody_gets_more_than_the_table_says(cast):
    values, wrong = values_for(cast), []
    browsers = {name: browser(user) for name, user in {"anonymous": None, **cast.people}.items()}
    before = everything()
    for address, method in tries([address for address in OWN if address.view.access.kind != "public"]):
        kind, roles = TABLE.get(address.name, ("nobody", ""))
        for name, client in browsers.items():
            if (kind == "signed_in" and name != "anonymous") or name in roles.split():
                continue
            answer = ask(client, method, address.at(values))
            # 405 is said before anybody is looked at, and of every id alike.
            if answer.status_code != 405 and not is_turned_away(answer, kind, name):
                wrong.append(f"{name} gets {answer.status_code} from {method} {address.name}")
    assert wrong == []
    assert everything() == before, "something was changed for somebody who may not"


def is_turned_away(answer: HttpResponse, kind: str, name: str) -> bool:
    """Tell whether the answer is the one that somebody without the role gets: people of the mapping may know of it."""
    if kind == "token":
        # No log-in counts there, whoever's it is.
        return answer.status_code == 401
    if name == "anonymous":
        return to_login(answer)
    return answer.status_code == (403 if kind == "project" and name in IN_MAPPING else 404)


def test_strangers_cannot_tell_what_exists(cast):
    wrong, there = [], values_for(cast)
    for client in (browser(cast.outsider), browser(None)):
        for address, method in tries(GUARDED):
            key = f"{address.view.access.kind}_id"
            answers = [ask(client, method, address.at(values)) for values in (there, there | {key: NOWHERE})]
            said = [re.sub(rf"\b({there[key]}|{NOWHERE})\b|[A-Za-z0-9]{{64}}", "", page.content.decode()) for page in answers]
            if answers[0].status_code != answers[1].status_code or said[0] != said[1]:
                wrong.append((address.name, method, [answer.status_code for answer in answers]))
    assert wrong == []


def test_ids_of_any_length_are_answered(cast):
    wrong = []
    for address, number in product(GUARDED, (2**63, 10**40)):
        client = browser(cast.people[TABLE[address.name][1].split()[-1]])
        for name in address.parameters:
            if not name.endswith(("_id", "number", "pk")):
                continue
            try:
                url = address.url(values_for(cast) | {name: number})
            except NoReverseMatch:
                continue  # the route itself takes no such number
            statuses = {ask(client, method, url).status_code for method in ("GET", "POST")}
            if not statuses <= {404, 405}:
                wrong.append((address.name, name, number, statuses))
    assert wrong == []


def test_staff_need_two_steps_everywhere(cast):
    values, wrong = values_for(cast), []
    Authenticator.objects.all().delete()
    browsers = {name: browser(cast.people[name]) for name in NEEDS_TWO_STEPS}
    for address, method in tries(GUARDED):
        for name in NEEDS_TWO_STEPS & set(TABLE.get(address.name, ("", ""))[1].split()):
            answer = ask(browsers[name], method, address.at(values))
            if answer.status_code != 405 and answer.headers.get("Location") != reverse("second_factor"):
                wrong.append((address.name, method, name, answer.status_code))
    assert wrong == []


def test_whoever_may_come_is_not_turned_away(cast):
    values, wrong = values_for(cast), []
    for address, method in tries(OWN):
        kind, roles = TABLE.get(address.name, ("nobody", ""))
        for name in {"tenant": roles.split(), "project": roles.split()}.get(kind, ["reader"]):
            with undone():
                answer = ask(browser(cast.people[name]), method, address.at(values))
            # Who may read but not change gets 403 for a form that was sent; that it changes nothing is tested with each page.
            if (
                answer.status_code >= 500
                or (answer.status_code == 403 and method == "GET")
                or (to_login(answer) and kind != "public")
            ):
                wrong.append((address.name, method, name, answer.status_code))
    assert wrong == []


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is changed inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_nothing_of_another_organisation_is_reached_by_its_id(cast):
    """Whoever may use an address tries it with the ids of everything there is: what is another's stays as it was."""
    before = everything(cast.foreign.pk)
    tried = 0
    for address, method in tries(GUARDED):
        further = [name for name in address.parameters if name.endswith(("_id", "number", "pk")) and name not in HEADS]
        roles = TABLE.get(address.name, ("", ""))[1].split()
        for number in range(1, 25 if further and roles else 0):
            with undone():
                values = values_for(cast) | dict.fromkeys(further, number)
                ask(browser(cast.people[roles[-1]]), method, address.at(values))
                assert everything(cast.foreign.pk) == before, (address.name, method, number)
            tried += 1
    assert tried > 100


def everything(tenant_id: int | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of our apps, or those of an organisation. Who looked, and when somebody came, is no change."""
    with scopes_disabled():
        return {model.__name__: list(rows(model, tenant_id)) for model in own_models()}


def own_models() -> list[type[models.Model]]:
    own = [model for model in apps.get_models() if model.__module__.startswith("samspill_web.")]
    return [model for model in own if model.__name__ != "AuditEntry"]


def rows(model: type[models.Model], tenant_id: int | None) -> models.QuerySet[Any]:
    found = model._default_manager.all()
    if tenant_id is not None:
        path = path_to_tenant(model)
        if path is None:
            return found.none().values_list()
        found = found.filter(**{path: tenant_id})
    return found.order_by("pk").values_list(
        *(field.attname for field in model._meta.concrete_fields if field.name != "last_login")
    )


def path_to_tenant(model: type[models.Model], depth: int = 3) -> str | None:
    """Return how a model leads to its organisation: ``project__tenant``."""
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and depth:
            if field.related_model.__name__ == "Tenant":
                return field.name
            if field.related_model.__name__ != "User" and (further := path_to_tenant(field.related_model, depth - 1)):
                return f"{field.name}__{further}"
    return None


def test_the_comparison_sees_what_belongs_to_an_organisation(cast):
    before = everything(cast.foreign.pk)
    assert len(before["Project"]) == len(before["Membership"]) == 1
    assert before["Role"]
    assert before["Revision"]
    with scopes_disabled():
        type(cast.foreign_project).objects.filter(pk=cast.foreign_project.pk).update(title="x")
    assert everything(cast.foreign.pk) != before
