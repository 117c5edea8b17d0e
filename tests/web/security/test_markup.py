"""Markup in everything that somebody can write: no page makes an element or an attribute of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from samspill.design.edit.write import to_toml
from samspill.instrument.load import shipped_source
from samspill.terms import Informed, Language
from samspill_web.collection.services import open_trial
from samspill_web.collection.trying import link_of
from samspill_web.instruments.services import bring
from samspill_web.kernel import outbox
from samspill_web.projects import services
from samspill_web.projects.drafts import Table, draft_of
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Project

pytestmark = pytest.mark.django_db
EVIL = """"'><pwn pwn=1 onclick=pwn()></title></textarea></script><!--"""
KEPT = {
    "key",
    "organisation",
    "rater",
    "target",
    "need",
    "fallback",
    "policy",
    "instrument",
    "language",
    "country",
    "zone",
    "asked",
    "whom",
    "of",
    "compare_sites",
}
PAGES = [
    "project",
    "start",
    "core_task",
    "agreement",
    "groups",
    "needs",
    "questions",
    "calendar",
    "privacy",
    "informing",
    "key",
    "trial",
    "ready",
    "history",
    "file",
    "project_people",
]


class Watch(HTMLParser):
    """Notes elements and attributes that come from the text, and whether the text was there at all."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.told = 0

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if tag == "pwn" or "pwn" in names or any(name.startswith("on") for name in names):
            self.wrong.append(self.get_starttag_text() or tag)
        self.told += sum("<pwn" in (value or "") for _, value in attrs)
        self.wrong += [
            f"{name}={value}"
            for name, value in attrs
            if name in {"href", "src", "action"} and re.match(r"\s*(javascript|data:text)", value or "")
        ]

    def handle_data(self, data):
        self.told += "<pwn" in data

    def handle_comment(self, data):
        if "pwn" in data:
            self.wrong.append(data)


def look(answer) -> Watch:
    watch = Watch()
    watch.feed(answer.content.decode())
    return watch


def spoilt(value: object, name: str = "") -> object:
    """Return a plan with the text in place of every text that people write."""
    if isinstance(value, dict):
        return {key: part if key in KEPT else spoilt(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return value if name in {"languages", "modules", "sites"} else [spoilt(part, name) for part in value]
    return f"{name} {EVIL}" if isinstance(value, str) and name not in {"joined", "left", "size"} else value


def plan(project: Project) -> Table:
    table = draft_of(project.source).table
    whole = {name: part if name in {"wave", "tie", "calendar"} else spoilt(part, name) for name, part in table.items()}
    whole.setdefault("start", {}).setdefault("ambitions", [EVIL])
    whole["inform"] = [{"whom": whom.value, "who": EVIL, "how": EVIL} for whom in Informed]
    return whole


@pytest.fixture
def evil(cast) -> Project:
    """A mapping in which every text is markup, with an own questionnaire, reasons, remarks and people of the same kind."""
    with scopes_disabled():
        text = shipped_source("relational-capacity").replace('key = "relational-capacity"', 'key = "egen"', 1)
        quoted = EVIL.replace("{", "").replace("}", "").replace('"', '\\"')
        text = re.sub(
            r'^((?:nb|nn|da|sv|en|licence) = )"(?!draft"|read"|tested")(?![^"]*\{)[^"\n]*"',
            rf'\1"{quoted.replace(chr(92), chr(92) * 2)}"',
            text,
            flags=re.MULTILINE,
        )
        bring(cast.tenant, text, by=cast.owner)
        source = to_toml(plan(cast.project)).replace('instrument = "relational-capacity"', 'instrument = "egen"')
        project = services.take_in(cast.tenant, source, by=cast.owner)
        for role in (ProjectRole.PARTNER, ProjectRole.REPRESENTATIVE, ProjectRole.READER, ProjectRole.GROUP_LEADER):
            user = cast.people[role.value]
            user.name = EVIL
            user.save()
            services.give_role(project, user.email, EVIL, role, by=cast.owner)
        cast.owner.name = EVIL
        cast.owner.save()
        type(cast.tenant).objects.filter(pk=cast.tenant.pk).update(name=EVIL)
    return project


def test_the_questionnaire_and_the_plan_are_full_of_markup(evil):
    assert evil.source.count("<pwn") > 30
    assert "<pwn" in evil.title


@pytest.mark.parametrize("language", ["nb", "en"])
def test_no_page_makes_an_element_of_it(cast, client_of, evil, language):
    owner, pk, key = client_of(cast.owner), evil.pk, draft_of(evil.source).table["group"][0]["key"]
    owner.post(reverse("set_language"), {"language": language})
    owner.post(reverse("check", args=[pk]))
    owner.post(reverse("open_trial", args=[pk]))
    with scope(tenant=cast.tenant.pk):
        path = "/" + link_of(open_trial(evil, by=cast.owner)).partition("//")[2].partition("/")[2]
    for move in ("stay", "next", "next"):
        Client().post(
            path,
            {
                "page": "0",
                "remark": EVIL,
                "move": move,
                "language": EVIL,
                "node": EVIL,
                "sites": EVIL,
                f"contact:{EVIL}": "yes",
            },
        )
    pages = [reverse(page, args=[pk]) for page in PAGES] + ["/", reverse("profile")]
    pages += [reverse("preview", args=[pk, language]) + f"?page={number}" for number in range(8)]
    pages += [reverse("informing_letter", args=[pk, whom.value, language]) for whom in Informed]
    pages += [
        reverse("edit_part", args=[pk, "group", key]),
        reverse("split_group", args=[pk, key]),
        reverse("needs_of", args=[pk, key]),
        reverse("beside", args=[pk]),
        reverse("merge_groups", args=[pk]),
    ]
    found = {page: look(owner.get(page)) for page in pages}
    for name in ("partner", "representative", "reader", "group_leader"):
        found |= {f"{name} {page}": look(client_of(cast.people[name]).get(page)) for page in pages[: len(PAGES)]}
    for name, page in (
        ("administrator", "people"),
        ("privacy_officer", "audit_log"),
        ("member", "instruments"),
        ("member", "begin"),
    ):
        found[page] = look(client_of(cast.people[name]).get(reverse(page, args=[cast.tenant.pk])))
    found |= {f"{path} {number}": look(Client().post(path, {"page": str(number), "move": "next"})) for number in range(6)}
    assert {page: watch.wrong for page, watch in found.items() if watch.wrong} == {}
    assert sum(watch.told > 0 for watch in found.values()) > 50, "the texts are not on the pages: the test sees nothing"


def test_what_is_refused_comes_back_as_text(cast, client_of, evil):
    owner, pk = client_of(cast.owner), evil.pk
    answers = [
        owner.post(reverse("core_task", args=[pk]), {"title_nb": "", "core_task_nb": EVIL, "seen": EVIL}),
        owner.post(reverse("file", args=[pk]), {"source": EVIL}),
        owner.post(reverse("file", args=[pk]), {"source": f'[mapping]\n"{EVIL.replace(chr(34), "")}" = 1\n'}),
        owner.post(reverse("set_need", args=[pk]), {"tie": "a<pwn> b<pwn> high"}),
        owner.post(reverse("project_people", args=[pk]), {"email": EVIL, "name": EVIL, "role": EVIL}),
        owner.post(reverse("reason", args=[pk]), {"code": EVIL[:100], "digest": EVIL[:60], "reason": "x"}),
        owner.get(reverse("history", args=[pk]), {"page": EVIL}),
        owner.get(reverse("groups", args=[pk]), {"done": EVIL}),
        owner.get(f"/{EVIL}/"),
        Client().post(reverse("account_login"), {"login": EVIL, "password": EVIL}),
        Client().get(reverse("account_login"), {"next": EVIL}),
        Client().post(reverse("ask_for_link"), {"email": EVIL}),
        client_of(cast.privacy_officer).get(reverse("audit_log", args=[cast.tenant.pk]), {"by": EVIL, "verb": EVIL}),
        client_of(cast.administrator).post(reverse("begin", args=[cast.tenant.pk]), {"title": EVIL, "language": EVIL}),
    ]
    assert [watch.wrong for watch in map(look, answers) if watch.wrong] == []


def test_files_and_mails_take_no_name_and_no_head_from_a_title(cast, client_of, evil):
    owner = client_of(cast.owner)
    title = f'x"; filename="/etc/passwd\r\nSet-Cookie: a=b\r\n\r\n<pwn>\r\nBcc: alle@{"eksempel.no"}'
    with scopes_disabled():
        Project.objects.filter(pk=evil.pk).update(title=title)
        type(cast.owner).objects.filter(pk=cast.reader.pk).update(name="A\r\nBcc: b@eksempel.no\r\n\r\nForfalsket")
    answer = owner.get(reverse("file_download", args=[evil.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="mapping.toml"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "a" not in answer.cookies
    outbox.send_due()
    assert mail.outbox
    for message in mail.outbox:
        whole = message.message()
        assert set(whole.keys()) <= {
            "Subject",
            "From",
            "To",
            "Date",
            "Message-ID",
            "Content-Type",
            "MIME-Version",
            "Content-Transfer-Encoding",
            "Auto-Submitted",
            "X-Auto-Response-Suppress",
        }
        assert "\n" not in message.subject
        assert len(message.recipients()) == 1
        assert not any(line.startswith(("Bcc:", "Set-Cookie:", "Forfalsket", "<pwn")) for line in message.body.splitlines())
        assert "Bcc: b@" not in message.body.splitlines()


def test_a_name_in_five_languages_is_markup_in_none(cast, client_of, evil):
    owner = client_of(cast.owner)
    with scopes_disabled():
        table = draft_of(evil.source).table
        table = {**table, "mapping": {**table["mapping"], "title": {tag.value: f"{tag} {EVIL}" for tag in Language}}}
        services.edit(evil, lambda _: table, "core_task", by=cast.owner)
    for tag in Language:
        owner.post(reverse("set_language"), {"language": tag.value})
        watch = look(owner.get(reverse("project", args=[evil.pk])))
        assert watch.told
        assert watch.wrong == []
