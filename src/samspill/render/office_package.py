"""Office files whose bytes depend on their content alone."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from samspill.reporting.document import Report
from samspill.terms import Language

# The core has no clock: where nobody says the day, files carry the first one that a zip archive can hold.
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
LOCALES = {
    Language.NB: "nb-NO",
    Language.NN: "nn-NO",
    Language.DA: "da-DK",
    Language.SV: "sv-SE",
    Language.EN: "en-GB",
}
"""Language tags that office programmes know, for spelling and speech."""


def made_at(report: Report) -> datetime:
    """Return the day that a report says it was made on, else the fixed one."""
    day = report.made_on
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else UNDATED


def steady(package: bytes) -> bytes:
    """Return the same zip archive with the date of every part fixed.

    Examples
    --------
    >>> archive = BytesIO()
    >>> with ZipFile(archive, "w") as package:
    ...     package.writestr("part.xml", "<a/>")
    >>> ZipFile(BytesIO(steady(archive.getvalue()))).getinfo("part.xml").date_time
    (1980, 1, 1, 0, 0, 0)
    """
    with ZipFile(BytesIO(package)) as source:
        return archive({name: source.read(name) for name in source.namelist()})


def archive(parts: dict[str, bytes]) -> bytes:
    """Return a zip archive of these parts, in their order, undated."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = ZipInfo(name, UNDATED.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, content)
    return target.getvalue()
