"""What stands in a package beside its reports: words about all of it, and, for the archive, what the result rests on."""

from __future__ import annotations

from collections.abc import Sequence

from samspill.language import say
from samspill.reporting.narrate import policy_words
from samspill.terms import Language
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import plan_behind
from samspill_web.analysis.selectors import understood
from samspill_web.reports.archive import archive_parts, metadata
from samspill_web.reports.enums import Purpose
from samspill_web.reports.models import Package, Piece
from samspill_web.reports.parts import Part, apart, reports_of, wanted_of

README = "README.txt"


def parts_of(package: Package, row: Release) -> list[Part]:
    """Return the files that a package is to have, in their order."""
    parts = reports_of(row, wanted_of(package))
    if package.purpose == Purpose.ARCHIVE:
        parts += archive_parts(row, Language(package.language))
    return apart(parts)


def closing_words(package: Package, row: Release, pieces: Sequence[Piece]) -> list[tuple[str, bytes]]:
    """Return what is said about the files of a package once they are there: name and content."""
    words = [(README, _readme(package, row, pieces).encode())]
    return [*words, ("metadata.json", metadata(package, row, pieces))] if package.purpose == Purpose.ARCHIVE else words


def _readme(package: Package, row: Release, pieces: Sequence[Piece]) -> str:
    language = Language(package.language)
    release, title = understood(row.text), plan_behind(row).mapping.title.get_in(language)
    lines = [title, "=" * len(title), ""]
    lines += [say("reports.readme.round", language, wave=row.wave.number, on=row.made.date())]
    lines += [say("report.made_by", language, version=release.samspill, policy=policy_words(release.policy, language))]
    lines += [say("reports.readme.protected", language)]
    lines += [say("reports.readme.archive", language)] if package.purpose == Purpose.ARCHIVE else []
    lines += [""]
    lines += [f"- {piece.name}" for piece in pieces if not piece.trouble]
    broken = [piece for piece in pieces if piece.trouble]
    if broken:
        lines += ["", say("reports.readme.broken", language, n=len(broken))]
        lines += [f"- {piece.name}: {' '.join(troubles(piece, language))}" for piece in broken]
    return "\n".join([*lines, ""])


def troubles(piece: Piece, language: Language) -> list[str]:
    """Return why a file could not be made, in words."""
    return [say(each["code"], language, **each["data"]) for each in piece.trouble]
