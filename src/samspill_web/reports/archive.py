"""What the archive keeps of a round beside its reports: what was agreed, what was asked, and what apps above have to add.

Answers, keys and the list of people never go there: nothing here reads them, and a test searches for them.
"""

from __future__ import annotations

import csv
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from io import StringIO

from samspill.design.model import Mapping, Start
from samspill.errors import Problem, UsageError
from samspill.language import say
from samspill.render.safe_text import inert
from samspill.reporting.narrate import policy_words
from samspill.terms import Language, Text
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import plain, plan_behind
from samspill_web.analysis.selectors import understood
from samspill_web.projects.models import Wave
from samspill_web.projects.selectors import closing
from samspill_web.reports.models import Package, Piece
from samspill_web.reports.parts import Part

log = logging.getLogger("samspill.files")

File = tuple[str, bytes]
Writer = Callable[[Wave, Language], Iterable[File]]
"""Returns files about a round, in a language: name and content."""

PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)?\.[a-z0-9]{1,8}")
SIGNED = ("who", "role", "organisation", "on", "of")

_writers: list[Writer] = []


def archives(writer: Writer) -> Writer:
    """Register what an app has to add to what the archive keeps: actions, for one.

    Names are small letters a to z, figures and hyphens, with a folder before them: ``actions/actions.csv``. Nothing that
    somebody answered, no key and nobody from the list of people may stand in them.
    """
    if writer not in _writers:
        _writers.append(writer)
    return writer


def archive_parts(row: Release, language: Language) -> Iterator[Part]:
    """Yield the files that stand beside the reports."""
    mapping = plan_behind(row).mapping
    fixed: list[File] = [
        ("start/mapping.toml", row.wave.source.encode()),
        ("start/start.txt", _start(mapping, language).encode()),
        ("start/sign-offs.csv", _sign_offs(mapping, language).encode()),
    ]
    fixed += [
        (f"instrument/{plain(key) or number}.toml", text.encode()) for number, (key, text) in enumerate(row.wave.instrument)
    ]
    for name, content in fixed:
        yield _part(name, content)
    for number, writer in enumerate(_writers):
        yield from _written(writer, number, row.wave, language)


def _written(writer: Writer, number: int, wave: Wave, language: Language) -> Iterator[Part]:
    """Yield what an app adds. One that fails leaves a file that is named as missing: such an archive is not whole."""
    try:
        files = list(writer(wave, language))
        _check(name for name, _ in files)
    except Exception as error:  # noqa: BLE001 -- kept, and told where the file would be made
        log.warning("an app's part of the archive is not written (%s)", type(error).__name__)
        yield Part(f"more-{number + 1}.txt", _failing(error))
        return
    for name, content in files:
        yield _part(name, content)


def _check(names: Iterable[str]) -> None:
    """Raise UsageError ``reports.trouble.name`` for the first name that could lead elsewhere."""
    for name in names:
        if not PLAIN_NAME.fullmatch(name):
            raise UsageError(Problem("reports.trouble.name", data={"name": name}))


def _part(name: str, content: bytes) -> Part:
    return Part(name, lambda _: content)


def _failing(error: Exception) -> Callable[[object], bytes]:
    def fail(_: object) -> bytes:
        raise error

    return fail


def _start(mapping: Mapping, language: Language) -> str:
    """Return the shared start as it is read."""

    def words(text: Text | None) -> str:
        return text.get_in(language) if text else ""

    start: Start = mapping.start
    goals = [" · ".join(filter(None, map(words, (goal.what, goal.owner, goal.seen_by)))) for goal in start.goals]
    stakeholders = [" · ".join(filter(None, map(words, (each.who, each.interest)))) for each in start.stakeholders]
    lists = (
        ("ambitions", [words(each) for each in start.ambitions]),
        ("resources", [words(each) for each in start.resources]),
        ("goals", goals),
        ("stakeholders", stakeholders),
        ("indicators", [words(each) for each in start.indicators]),
    )
    lines = [words(mapping.title), words(mapping.core_task)]
    for name, items in lists:
        if items:
            lines += ["", say(f"reports.start.{name}", language), *(f"- {item}" for item in items)]
    return "\n".join([*lines, ""])


def _sign_offs(mapping: Mapping, language: Language) -> str:
    """Return who agreed to the start, as a table; ``of`` is the fingerprint of the text that was agreed."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(SIGNED)
    for each in mapping.start.agreed:
        organisation = mapping.organisations.get(each.organisation or "")
        named = organisation.name.get_in(language) if organisation else ""
        texts = (each.who.get_in(language), each.role.get_in(language) if each.role else "", named)
        rows.writerow([*map(inert, texts), each.on or "", each.of or ""])
    return out.getvalue()


def metadata(package: Package, row: Release, pieces: Sequence[Piece]) -> bytes:
    """Return what an archive needs to know of what it takes in, with the checksum of every file."""
    language, wave = Language(package.language), row.wave
    release, plan = understood(row.text), plan_behind(row)
    about = {
        "title": plan.mapping.title.get_in(language),
        "producer": wave.project.tenant.name,
        "organisations": [each.name.get_in(language) for each in plan.mapping.organisations.values()],
        "round": wave.number,
        "period": {"from": wave.opens.date().isoformat(), "to": closing(wave).date().isoformat()},
        "released": row.made.date().isoformat(),
        "policy": {"name": release.policy.name.value, "k": release.policy.k, "words": policy_words(release.policy, language)},
        "versions": {
            "samspill_of_release": release.samspill,
            "samspill_of_files": version("samspill"),
            "instrument": f"{plan.instrument.key} {plan.instrument.version}",
        },
        "language": language.value,
        "languages": list(dict.fromkeys(each.value for each in (plan.mapping.language, *plan.mapping.languages))),
        "files": [{"name": each.name, "bytes": each.size, "sha256": each.digest} for each in pieces if not each.trouble],
    }
    return (json.dumps(about, ensure_ascii=False, indent=2) + "\n").encode()
