"""Strings that nobody types by chance, in every field of every form: answered quickly, and never with a fault of ours."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django_scopes import scope

from samspill.terms import Language
from samspill_web.collection.services import open_trial
from samspill_web.collection.trying import link_of
from samspill_web.projects.drafts import draft_of
from samspill_web.projects.models import Role
from samspill_web.projects.readiness import digest, examine_project
from samspill_web.projects.services import create

pytestmark = pytest.mark.django_db
SECONDS = 1.0
"""Of a whole answer with up to sixty fields: the page itself takes most of it."""

LONG = 100_000
HOSTILE = {
    "long": "a" * LONG,
    "long words": "a " * (LONG // 2),
    "long address": "a@" + "a." * (LONG // 2),
    "at signs": "@" * LONG,
    "open": "<" * LONG,
    "braces": "{" * LONG,
    "digits": "9" * LONG,
    "minus": "-" * LONG,
    "json": "[" * LONG,
    "spaces": " " * LONG + "x",
    "lines": "\r\n" * LONG,
    "NUL": "a\0b",
    "control": "a\x1b[31mb\x07",
    "bidi": "a\u202eb\u2066c",
    "invisible": "Kari\u200b\u2060\ufeff Nordmann",
    "tags": "x\U000e0041\U000e0042",
    "combining": "e" + "\u0301" * 20_000,
    "not a character": "\uffff\U0010ffff",
    "other digits": "\u0661\u0662\u00b2",
    "format": "%s%n{0}{x.__class__}{{ settings.SECRET_KEY }}",
    "surrogate in JSON": '{"what": "\\ud800", "who": "\\udfff"}',
    "text in JSON": '"\\ud800"',
    "number in JSON": '{"what": 5, "who": [1], "nb": {"a": 1}, "of": {"x": []}}',
    "list in JSON": '[["a"], {"nb": null}]',
    "NaN in JSON": '{"what": NaN, "who": 1e999}',
    "other keys in JSON": '{"what": {"xx": "y"}, "password": "z", "key": "../"}',
    "empty": "",
}
EVERY_CHANGE = {"long", "NUL", "bidi", "format", "text in JSON"}
EVERY_FORM = [pytest.param(name, marks=() if name in EVERY_CHANGE else pytest.mark.long) for name in HOSTILE]
"""All forms with all fields take seconds for each text: a few texts with every change, the others with every integration."""
PAGES = [
    "start",
    "core_task",
    "agreement",
    "calendar",
    "privacy",
    "informing",
    "groups",
    "questions",
    "project_people",
    "ready",
    "trial",
    "file",
    "needs",
]


class Fields(HTMLParser):
    """Collects the forms of a page: action and the fields with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.forms.append((found.get("action") or "", {}))
        elif tag in {"input", "textarea", "select", "button"} and self.forms and found.get("name"):
            self.forms[-1][1].setdefault(found["name"], found.get("value") or "")


def forms_of(client, address: str) -> list[tuple[str, dict[str, str]]]:
    reader = Fields()
    reader.feed(client.get(address).content.decode())
    return [(action or address, fields) for action, fields in reader.forms if fields]


def every_form(cast, client_of):
    owner = client_of(cast.owner)
    owner.post(reverse("check", args=[cast.project.pk]))
    owner.post(reverse("open_trial", args=[cast.project.pk]))
    table = draft_of(cast.project.source).table
    addresses = [reverse(page, args=[cast.project.pk]) for page in PAGES]
    addresses += [reverse("add_part", args=[cast.project.pk, kind]) for kind in ("organisation", "site", "group")]
    addresses += [reverse("edit_part", args=[cast.project.pk, "group", table["group"][0]["key"]])]
    addresses += [
        reverse("split_group", args=[cast.project.pk, table["group"][0]["key"]]),
        reverse("merge_groups", args=[cast.project.pk]),
    ]
    addresses += [reverse("needs_of", args=[cast.project.pk, table["group"][0]["key"]])]
    for address in addresses:
        yield from ((owner, action, fields) for action, fields in forms_of(owner, address))
    admin = client_of(cast.administrator)
    for page in ("begin", "people", "bring_instrument"):
        yield from ((admin, action, fields) for action, fields in forms_of(admin, reverse(page, args=[cast.tenant.pk])))
    with scope(tenant=cast.tenant.pk):
        path = "/" + link_of(open_trial(cast.project, by=cast.owner)).partition("//")[2].partition("/")[2]
    from django.test import Client

    for page in (path, reverse("account_login"), reverse("ask_for_link")):
        yield from ((Client(), action, fields) for action, fields in forms_of(Client(), page))
    own = client_of(cast.reader)
    yield from ((own, action, fields) for action, fields in forms_of(own, reverse("profile")))


@pytest.mark.parametrize("name", EVERY_FORM)
def test_every_field_of_every_form(cast, client_of, name):
    """All fields of a form at once: each of them checks what it got."""
    wrong, tried = [], set()
    for client, action, fields in list(every_form(cast, client_of)):
        shape = (action, *sorted(fields))
        if shape in tried or "logout" in action:
            continue
        tried.add(shape)
        # Django takes a million bytes of fields; what is beyond is refused before any of ours sees it.
        most = min(900_000 // max(1, len(fields)) // 4, LONG)
        kept = {
            field for field in fields if field in {"csrfmiddlewaretoken", "seen"} or field.endswith(("_FORMS", "languages"))
        }
        typed = {field: value if field in kept else HOSTILE[name][:most] for field, value in fields.items()}
        began = time.thread_time()
        answer = client.post(action, typed)
        lasted = time.thread_time() - began
        if lasted > SECONDS:
            # A busy machine makes the processor itself slower, and never faster: the shorter of two times is ours.
            began = time.thread_time()
            client.post(action, typed)
            lasted = min(lasted, time.thread_time() - began)
        if answer.status_code >= 500 or lasted > SECONDS:
            wrong.append((action, answer.status_code, round(lasted, 2)))
    assert len(tried) > 20
    assert wrong == []


@pytest.mark.parametrize("name", HOSTILE)
def test_what_rows_carry_hidden(cast, client_of, name):
    """Rows of a list carry what they were; whoever forges that gets a sentence and leaves the plan whole."""
    client, wrong = client_of(cast.owner), []
    for page in ("start", "agreement", "informing"):
        for action, fields in forms_of(client, reverse(page, args=[cast.project.pk])):
            if not any(field.endswith("-was") for field in fields):
                continue
            typed = {field: HOSTILE[name] if field.endswith("-was") else value for field, value in fields.items()}
            answer = client.post(action, {field: value for field, value in typed.items() if not field.endswith("-more")})
            if answer.status_code >= 500:
                wrong.append((page, answer.status_code))
            after = ("project", "ready", page, "file_download", "history")
            wrong += [(page, each) for each in after if client.get(reverse(each, args=[cast.project.pk])).status_code != 200]
    assert wrong == []


@pytest.mark.parametrize("half", ["\\ud800", "\\udfff"])
def test_half_a_character_in_a_language_that_is_not_shown(cast, client_of, half):
    client = client_of(cast.owner)
    with scope(tenant=cast.tenant.pk):
        project = create(cast.tenant, "Ny", Language.NB, by=cast.owner)
    rows = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "0-what_nb": "Mål", "0-was": f'{{"what": {{"nn": "{half}"}}, "owner": "x"}}'}
    sent = {
        f"{name}-{part}": 0
        for name in ("ambitions", "resources", "stakeholders", "indicators")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    sent |= {f"goals-{part}": value for part, value in rows.items()}
    answer = client.post(reverse("start", args=[project.pk]), {**sent, "seen": project.version})
    assert answer.status_code == 302
    assert client.get(reverse("file_download", args=[project.pk])).status_code == 200


def test_numbers_in_addresses(cast, client_of):
    client, pk = client_of(cast.owner), cast.project.pk
    for number in (
        "9" * 5_000,
        "-1",
        "\u0661",
        "\u00b2",
        "1e9",
        "0x10",
        " 1",
        "1_0",
        "",
        "\0",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ):
        for page, name in (("preview", "page"), ("history", "page"), ("groups", "done"), ("needs", "done")):
            args = [pk, "nb"] if page == "preview" else [pk]
            assert client.get(reverse(page, args=args), {name: number}).status_code == 200, (page, number[:9])
        assert (
            client_of(cast.privacy_officer)
            .get(reverse("audit_log", args=[cast.tenant.pk]), {"page": number, "by": number, "project": number})
            .status_code
            == 200
        )


@pytest.mark.parametrize(
    "name",
    [
        "Kari\u200b Nordmann",
        "Kari\u202e nnamdroN",
        "\u2066Kari",
        "Kari\u00ad Nordmann",
        "Ka\u0000ri",
        "\ufeffKari",
        "Kari\U000e0041",
        "Kari\u2028Nordmann\n\nHei",
    ],
)
def test_no_name_looks_like_another_s_without_being_it(cast, client_of, name):
    """Somebody whose name reads as another's could sign, and be believed, in the other's place."""
    owner = client_of(cast.owner)
    answer = owner.post(
        reverse("project_people", args=[cast.project.pk]), {"email": "ny@eksempel.no", "name": name, "role": "reader"}
    )
    with scope(tenant=cast.tenant.pk):
        held = Role.objects.filter(project=cast.project, user__email="ny@eksempel.no").select_related("user").first()
    if held is None:
        assert answer.status_code == 422
    else:
        assert held.user.name.isprintable()


@pytest.mark.parametrize("text", ["a\u202eb\u202c", "\u2066a", "a\u200bb", "a\ufeffb", "a\u2060b"])
@pytest.mark.parametrize("page", ["core_task", "add_part", "reason"])
def test_no_text_of_the_plan_hides_signs(cast, client_of, text, page):
    """A title that turns its letters round says something else on the page than in the file."""
    client, pk = client_of(cast.owner), cast.project.pk
    with scope(tenant=cast.tenant.pk):
        warning = examine_project(cast.project).warnings[0]
    answer = {
        "core_task": lambda: client.post(reverse("core_task", args=[pk]), {"title_nb": text, "seen": cast.project.version}),
        "add_part": lambda: client.post(
            reverse("add_part", args=[pk, "site"]), {"name_nb": text, "seen": cast.project.version}
        ),
        "reason": lambda: client.post(
            reverse("reason", args=[pk]), {"code": warning.code, "digest": digest(warning), "reason": f"{text} og {text}"}
        ),
    }[page]()
    assert answer.status_code == 422
