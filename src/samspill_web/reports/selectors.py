"""Reading packages of files."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from samspill_web.accounts.models import User
from samspill_web.analysis.fetching import may_fetch
from samspill_web.analysis.models import Release
from samspill_web.projects.models import Project, Role, Wave
from samspill_web.reports.enums import MakeState, Purpose
from samspill_web.reports.models import Archived, Package, Piece
from samspill_web.reports.parts import wanted_of
from samspill_web.reports.zipping import zipped


def release_row(project: Project, number: int) -> Release | None:
    """Return the release of a round of a mapping; None where there is none."""
    return Release.objects.filter(wave__project=project, wave__number=number).select_related("wave").first()


def ordered_by(wave: Wave, user: User) -> QuerySet[Package]:
    """Return the packages that somebody has ordered of a round, the latest first."""
    return Package.objects.filter(wave=wave, purpose=Purpose.CHOSEN, by=user)


def newest(wave: Wave, purpose: Purpose) -> Package | None:
    """Return the latest package of a kind of which a round has but one that counts."""
    return Package.objects.filter(wave=wave, purpose=purpose).first()


def archived_of(wave: Wave) -> Archived | None:
    """Return when a release was put in the archive, the last time; None where it has not been."""
    return Archived.objects.filter(wave=wave).last()


def may_still_have(package: Package, row: Release, role: Role) -> bool:
    """Tell whether somebody in a role may have all that is in a package: roles change after an order."""
    return all(may_fetch(row, role, wanted) for wanted in wanted_of(package))


def files_of(package: Package) -> list[Piece]:
    """Return the files of a package without what is in them, in their order."""
    return list(Piece.objects.filter(package=package).defer("content"))


def made_of(package: Package) -> int:
    """Return how many files of a package have been tried; what is said about them all is none of them."""
    return min(Piece.objects.filter(package=package, place__gt=0).count(), package.total)


def is_whole(package: Package) -> bool:
    """Tell whether every file of a package was made."""
    return package.state == MakeState.DONE and not Piece.objects.filter(package=package, content=None).exists()


def as_zip(package: Package) -> Iterator[bytes]:
    """Yield a package as one zip. It is read file by file, after the answer has begun: whoever calls has looked at who asks."""
    with scopes_disabled():
        keys = list(Piece.objects.filter(package=package, content__isnull=False).values_list("pk", flat=True))
    return zipped(_one(key) for key in keys)


def _one(key: int) -> tuple[str, bytes]:
    with scopes_disabled():
        name, content = Piece.objects.values_list("name", "content").get(pk=key)
    return name, bytes(content or b"")
