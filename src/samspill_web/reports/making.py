"""Making the files of a package, one after the other, by the worker; killed midway, the next one goes on where it was.

Every file is kept as soon as it is made. A turn is short, so that messages and closing rounds need not wait for a long package.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q, Sum
from django_scopes import scopes_disabled

from samspill.errors import SamspillError
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import Sitting
from samspill_web.analysis.running import where
from samspill_web.kernel import clock
from samspill_web.reports.contents import closing_words, parts_of
from samspill_web.reports.enums import MakeState
from samspill_web.reports.models import Package, Piece
from samspill_web.reports.parts import Part
from samspill_web.reports.selectors import as_zip

log = logging.getLogger("samspill.files")

TURN = timedelta(seconds=10)
"""After so long others have their turn."""

SILENT = timedelta(minutes=5)
"""Whoever makes files is heard of at each of them: who has been silent for this long was killed."""

MOST_BYTES = 200_000_000
"""Of all files of a package."""

Trouble = list[dict[str, object]]


def free() -> Q:
    """Return which packages are to be made and nobody is at."""
    return Q(state=MakeState.WAITING) | Q(state=MakeState.RUNNING, beat__lt=clock.now() - SILENT)


def go_on(package_id: int) -> bool:
    """Make files of a package for one turn; tell whether more are to be made. Run twice, or by two at once, one makes them."""
    with scopes_disabled():
        begun = Package.objects.filter(free(), pk=package_id).update(state=MakeState.RUNNING, beat=clock.now())
        return bool(begun) and _turn(Package.objects.select_related("wave__project").get(pk=package_id))


def _turn(package: Package) -> bool:
    row, until = Release.objects.select_related("wave__project__tenant").get(wave=package.wave_id), clock.now() + TURN
    parts, sitting = parts_of(package, row), Sitting(row)
    Package.objects.filter(pk=package.pk).update(total=len(parts))
    kept = set(Piece.objects.filter(package=package).values_list("place", flat=True))
    for place, part in enumerate(parts, start=1):
        if place in kept:
            continue
        if clock.now() > until:
            return Package.objects.filter(pk=package.pk, state=MakeState.RUNNING).update(state=MakeState.WAITING) == 1
        if not _keep(package, place, part.name, *_tried(package, part, sitting)):
            return False
    _finish(package, row, len(parts))
    return False


def _tried(package: Package, part: Part, sitting: Sitting) -> tuple[bytes | None, Trouble]:
    """Return what is in a file, or why it cannot be made: one that is broken does not stop the others."""
    try:
        content = part.make(sitting)
    except SamspillError as error:
        return None, [
            {"code": each.code, "data": {key: str(value) for key, value in each.data.items()}} for each in error.problems
        ]
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is about one file
        log.error("file %s of package %s is not made: %s", part.name, package.pk, where(error))  # noqa: TRY400 -- see running
        return None, [{"code": "reports.trouble.broken", "data": {"where": where(error)}}]
    used = Piece.objects.filter(package=package).aggregate(used=Sum("size"))["used"] or 0
    if used + len(content) > MOST_BYTES:
        return None, [{"code": "reports.trouble.full", "data": {"most": MOST_BYTES // 1_000_000}}]
    return content, []


@transaction.atomic
def _keep(package: Package, place: int, name: str, content: bytes | None, trouble: Trouble) -> bool:
    """Keep a file, once; tell whether the package is still to be made."""
    if not Package.objects.filter(pk=package.pk, state=MakeState.RUNNING).update(beat=clock.now()):
        return False
    piece = Piece(package=package, place=place, name=name, content=content, trouble=trouble)
    if content is not None:
        piece.size, piece.digest = len(content), sha256(content).hexdigest()
    Piece.objects.bulk_create([piece], ignore_conflicts=True)
    return True


@transaction.atomic
def _finish(package: Package, row: Release, last: int) -> None:
    """Put what is said about all files before them, and note what the whole is."""
    if not Package.objects.filter(pk=package.pk, state=MakeState.RUNNING).update(beat=clock.now()):
        return
    pieces = list(Piece.objects.filter(package=package, place__lte=last, place__gt=0).defer("content"))
    Piece.objects.filter(package=package).exclude(pk__in=[piece.pk for piece in pieces]).delete()
    # What is said about the files: first to be read, and last to be known.
    for number, (name, content) in enumerate(closing_words(package, row, pieces)):
        _keep(package, 0 if number == 0 else len(pieces) + number, name, content, [])
    size, digest = _measured(as_zip(package))
    Package.objects.filter(pk=package.pk).update(state=MakeState.DONE, ended=clock.now(), size=size, digest=digest)


def _measured(chunks: Iterable[bytes]) -> tuple[int, str]:
    size, digest = 0, sha256()
    for chunk in chunks:
        size += len(chunk)
        digest.update(chunk)
    return size, digest.hexdigest()
