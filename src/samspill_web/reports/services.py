"""Ordering files, and deleting them when their days are over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django_scopes import scopes_disabled

from samspill.errors import Problem, UsageError
from samspill.render.kinds import Format
from samspill.terms import Audience, Language
from samspill_web.accounts.models import User
from samspill_web.analysis.fetching import may_fetch
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import RELEASE, Wanted, plan_behind
from samspill_web.kernel import audit, clock
from samspill_web.projects.models import Project, Role
from samspill_web.reports.enums import MakeState, Purpose
from samspill_web.reports.models import Archived, Package
from samspill_web.reports.parts import as_row
from samspill_web.reports.selectors import is_whole

MOST_FILES = 400
"""Of one package: sixty groups in three formats and two languages fit."""

AT_ONCE = 3
"""Packages of one person that wait or are being made."""

KEPT = timedelta(days=7)
"""After the order; the edition for the public stays."""

READ = (Format.PDF, Format.HTML, Format.DOCX)
"""What the public reads."""


@transaction.atomic
def order(row: Release, role: Role, wanted: Sequence[Wanted], language: Language, *, by: User) -> Package:
    """Have files made of a release. The same order, while it is not made, is the same package: nobody gets it twice.

    Raises
    ------
    UsageError
        ``reports.order.none`` and ``.too_many``: the number of files; ``.not_yours``: what the role may not have;
        ``.waiting``: as many packages as one person may have at once are still being made.
    """
    if not wanted:
        raise UsageError(Problem("reports.order.none"))
    if len(wanted) > MOST_FILES:
        raise UsageError(Problem("reports.order.too_many", data={"n": len(wanted), "most": MOST_FILES}))
    if not all(may_fetch(row, role, each) for each in wanted):
        raise UsageError(Problem("reports.order.not_yours"))
    # Two orders of one person wait for each other, so that none is counted past the other.
    User.objects.select_for_update().get(pk=by.pk)
    rows = [as_row(each) for each in wanted]
    open_now = list(Package.objects.filter(by=by, purpose=Purpose.CHOSEN).exclude(state=MakeState.DONE))
    same = next((each for each in open_now if each.wave_id == row.pk and each.wanted == rows), None)
    if same is not None:
        return same
    if len(open_now) >= AT_ONCE:
        raise UsageError(Problem("reports.order.waiting", data={"most": AT_ONCE}))
    made = _new(row, Purpose.CHOSEN, rows, language, by)
    project = row.wave.project
    audit.record("files.ordered", by, project.tenant_id, project.pk, wave=row.wave.number, package=made.pk, count=len(rows))
    return made


def note_download(package: Package, project: Project, *, by: User) -> None:
    """Write down that somebody took a package."""
    data = {"wave": package.wave.number, "package": package.pk, "count": package.total}
    audit.record("files.downloaded", by, project.tenant_id, project.pk, **data)


def note_archive_taken(package: Package, project: Project, *, by: User) -> None:
    """Write down that somebody took what goes to the archive."""
    data = {"wave": package.wave.number, "digest": package.digest}
    audit.record("archive.downloaded", by, project.tenant_id, project.pk, **data)


def order_public() -> None:
    """Have the edition for the public made of every release that has none; nobody needs to ask for it."""
    with scopes_disabled():
        lacking = Release.objects.exclude(wave__packages__purpose=Purpose.PUBLIC).select_related("wave__project")
        for row in lacking.defer("text"):
            with transaction.atomic():
                # Two who tick at once make it once.
                Project.objects.select_for_update().get(pk=row.wave.project_id)
                if not Package.objects.filter(wave=row.wave, purpose=Purpose.PUBLIC).exists():
                    mapping = plan_behind(row).mapping
                    tongues = dict.fromkeys((mapping.language, *mapping.languages))
                    rows = [as_row(Wanted(kind, tongue, Audience.PUBLIC)) for tongue in tongues for kind in READ]
                    _new(row, Purpose.PUBLIC, rows, mapping.language, None)


@transaction.atomic
def order_archive(row: Release, *, by: User) -> Package:
    """Have made what goes to the archive, in the mapping's language; while one is being made it is that."""
    project = row.wave.project
    Project.objects.select_for_update().get(pk=project.pk)
    before = Package.objects.filter(wave=row.wave, purpose=Purpose.ARCHIVE)
    waits = before.exclude(state=MakeState.DONE).first()
    if waits is not None:
        return waits
    before.delete()
    language = plan_behind(row).mapping.language
    whole = [
        Wanted(Format.PDF, language, Audience.LEADERS),
        Wanted(Format.PDF, language, Audience.PUBLIC),
        Wanted(RELEASE, language, Audience.LEADERS),
    ]
    made = _new(row, Purpose.ARCHIVE, [as_row(each) for each in whole], language, by)
    audit.record("archive.ordered", by, project.tenant_id, project.pk, wave=row.wave.number, package=made.pk)
    return made


@transaction.atomic
def note_archived(package: Package, reference: str, *, by: User) -> Archived:
    """Write down that the archive has what was made for it: the fact that a release needs before it may be deleted.

    Raises
    ------
    UsageError
        ``reports.archive.not_whole``: it is not made, or a file is missing.
    """
    if not is_whole(package):
        raise UsageError(Problem("reports.archive.not_whole"))
    fact = {"wave": package.wave, "digest": package.digest, "by": by, "by_name": str(by)[:200], "at": clock.now()}
    made = Archived.objects.create(**fact, reference=reference)
    project, data = package.wave.project, {"wave": package.wave.number, "digest": package.digest}
    audit.record("release.archived", by, project.tenant_id, project.pk, **data)
    return made


def delete_old(now: datetime) -> None:
    """Delete packages that were ordered long ago, all but the editions for the public."""
    with scopes_disabled():
        Package.objects.filter(at__lt=now - KEPT).exclude(purpose=Purpose.PUBLIC).delete()


def _new(row: Release, purpose: Purpose, rows: list[list[str | None]], language: Language, by: User | None) -> Package:
    return Package.objects.create(
        wave=row.wave, purpose=purpose, by=by, at=clock.now(), language=language.value, wanted=rows, total=len(rows)
    )
