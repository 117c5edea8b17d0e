"""How long pages of a mapping take: 40 groups beside 8, on SQLite, first sight of a plan apart from the next.

Run with `python bench/workspace.py`. Goal: p95 under 150 ms for every page of 40 groups, in a process that
knows the plan; the first sight of it, after a change or a start, stands beside. Requests go through the whole stack of
middleware and templates in one process; the network and the web server are not measured.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

DATA = tempfile.mkdtemp(prefix="samspill-bench-")
os.environ.update(SAMSPILL_DATA=DATA, SAMSPILL_SECRET="bench" * 10, SAMSPILL_HOSTS="testserver", OPENBLAS_NUM_THREADS="1")
os.environ["DJANGO_SETTINGS_MODULE"] = "samspill_web.config.settings"

import django  # noqa: E402

django.setup()

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

import samspill_web.config.wsgi  # noqa: E402, F401 -- as it is served
from samspill.design.edit.write import to_toml  # noqa: E402
from samspill_web.accounts.models import Tenant, User  # noqa: E402
from samspill_web.kernel import clock  # noqa: E402
from samspill_web.projects import readiness, services  # noqa: E402
from samspill_web.projects.drafts import draft_of  # noqa: E402
from samspill_web.projects.launching import first_check  # noqa: E402
from samspill_web.projects.models import Project  # noqa: E402

GOAL = 0.150
ROUNDS = 40
SIZES = (8, 40)
SHARE_WEIGHED = 0.6
PAGES = (
    "project", "start", "core_task", "agreement", "groups", "needs", "questions", "calendar", "privacy", "informing", "key",
    "trial", "ready", "project_people", "history", "file",
)  # fmt: skip


def plan(groups: int) -> dict[str, Any]:
    """Return a plan with so many groups in four organisations, and every pair of them weighed."""
    draw = random.Random(groups)  # noqa: S311
    keys = [f"g{number}" for number in range(groups)]
    today = clock.now().date()
    chosen = [(rater, target) for rater in keys for target in keys if rater != target and draw.random() < SHARE_WEIGHED]
    return {
        "mapping": {"title": f"{groups} grupper", "core_task": "Trygg hjem", "language": "nb", "languages": ["nb", "en"]},
        "start": {
            "ambitions": ["Ingen faller mellom"],
            "resources": ["To dager"],
            "goals": ["Felles plan"],
            "agreed": [{"who": "Ledelsen", "on": today}],
            "feedback_meeting": today + timedelta(days=60),
            "follow_up": "Veileder",
        },
        "calendar": {"opens": today + timedelta(days=14), "closes": today + timedelta(days=31)},
        "organisation": [{"key": f"o{number}", "name": f"Organisasjon {number}"} for number in range(4)],
        "group": [_group(key, number, draw.randint(6, 40)) for number, key in enumerate(keys)],
        "tie": [{"rater": rater, "target": target, "need": draw.choice(["high", "none"])} for rater, target in chosen],
    }


def _group(key: str, number: int, size: int) -> dict[str, Any]:
    names = {"nb": f"Gruppe {key}", "en": f"Group {key}"}
    return {"key": key, "name": names, "organisation": f"o{number % 4}", "size": size}


def prepared(tenant: Tenant, owner: User, groups: int) -> Project:
    """Return a mapping that has been checked, with some history."""
    project = services.take_in(tenant, to_toml(plan(groups)), by=owner)
    for number in range(30):
        services.edit(
            project,
            lambda table, n=number: {**table, "mapping": {**table["mapping"], "core_task": f"Oppgave {n}"}},
            "core_task",
            by=owner,
        )
    project.refresh_from_db()
    first_check(project, by=owner)
    return project


def forget() -> None:
    """Empty what the process remembers of plans, as after somebody else's change or a start."""
    draft_of.cache_clear()
    readiness.examined.cache_clear()


def times(browser: Client, address: str, *, cold: bool) -> list[float]:
    """Return seconds of repeated requests."""
    found: list[float] = []
    for _ in range(ROUNDS):
        if cold:
            forget()
        began = time.perf_counter()
        answer = browser.get(address)
        found.append(time.perf_counter() - began)
        assert answer.status_code == 200, (address, answer.status_code)
    return found


def p95(found: list[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(found, n=20)[-1]


def main() -> int:
    """Measure, print, and tell by the exit code whether the goal is reached."""
    call_command("migrate", verbosity=0)
    owner = User.objects.create_user("owner@eksempel.no", "Owner")
    TOTP.activate(owner, generate_totp_secret())
    with scopes_disabled():
        tenant = Tenant.objects.create(name="Eksempel kommune")
        projects = {groups: prepared(tenant, owner, groups) for groups in SIZES}
    browser = Client()
    browser.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    print(
        f"{'page':16}" + "".join(f"{f'{groups} groups':>12}{'first':>10}" for groups in SIZES) + f"{'ratio':>8}{'of goal':>9}"
    )
    worst = first = 0.0
    for page in PAGES:
        warm = {groups: p95(times(browser, reverse(page, args=[projects[groups].pk]), cold=False)) for groups in SIZES}
        cold = {groups: p95(times(browser, reverse(page, args=[projects[groups].pk]), cold=True)) for groups in SIZES}
        row = "".join(f"{1000 * warm[groups]:>9.0f} ms{1000 * cold[groups]:>7.0f} ms" for groups in SIZES)
        print(f"{page:16}{row}{warm[40] / warm[8]:>7.1f}x{cold[40] / GOAL:>8.0%}")
        worst, first = max(worst, warm[40]), max(first, cold[40])
    print(f"slowest page of 40 groups: {1000 * worst:.0f} ms (goal {1000 * GOAL:.0f} ms)")
    print(f"at the first sight of a plan: {1000 * first:.0f} ms")
    return worst > GOAL


if __name__ == "__main__":
    Path(DATA).mkdir(exist_ok=True)
    sys.exit(main())
