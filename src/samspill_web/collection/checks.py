"""What the collection looks at before a launch."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from samspill.design.plan import Plan
from samspill.terms import Finding, Severity
from samspill_web.collection.enums import Kept
from samspill_web.collection.models import Person, Trial, WaveKey
from samspill_web.projects.models import Project
from samspill_web.projects.readiness import looks

TRIED_BY = 3
KEY_KEPT = {Kept.FILE: ("key_backed_up", "key_sheet_waiting"), Kept.SHARES: ("key_shares_safe", "key_shares_waiting")}
"""What is told of a key that is safe, and of one that is made and waits for its paper: in shares there is no sheet to print."""
FILES = "django.core.mail.backends.filebased.EmailBackend"


@looks
def key_backed_up(project: Project, plan: Plan | None) -> Iterable[Finding]:
    """Block while the key of the wave lies in one place only: a lost key is a lost wave."""
    key = WaveKey.objects.filter(project=project, wave=plan.wave if plan else 1).first()
    if key is None:
        yield Finding("collection.finding.key_not_backed_up", Severity.BLOCKS, ("key",))
        return
    safe, waiting = KEY_KEPT[Kept(key.kept)]
    severity = Severity.BLOCKS if key.backed_up is None else Severity.INFORMS
    yield Finding(f"collection.finding.{waiting if key.backed_up is None else safe}", severity, ("key",))


@looks
def tried(project: Project, _plan: Plan | None) -> Iterable[Finding]:
    """Warn while fewer than three people have tried the survey."""
    finished = Trial.objects.filter(project=project).values_list("finished", flat=True).first() or 0
    severity = Severity.INFORMS if finished >= TRIED_BY else Severity.WARNS
    name = "tried" if finished >= TRIED_BY else "not_tried" if finished else "nobody_tried"
    yield Finding(f"collection.finding.{name}", severity, ("trial",), {"n": finished, "wanted": TRIED_BY})


@looks
def mail_goes_out(project: Project, plan: Plan | None) -> Iterable[Finding]:
    """Warn where mails become files: people on the list would wait for them, and their codes would lie open."""
    if settings.DEMO or settings.EMAIL_BACKEND != FILES or plan is None:
        return
    if Person.objects.filter(project=project, wave=plan.wave).exclude(email="").exists():
        yield Finding("collection.finding.no_mail_server", Severity.WARNS, ("roster",))
