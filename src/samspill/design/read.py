"""Read mapping.toml. Everything wrong with it is collected and told at once, each with its place and what to do."""

from __future__ import annotations

from pathlib import Path

from samspill.design.mapping_table import MappingTable
from samspill.design.model import LEAST_ASKED_ABOUT, LEAST_RESPONSE, Assessment, Mapping, Organisation, Site
from samspill.design.read_calendar import read_calendar
from samspill.design.read_groups import read_groups, read_named
from samspill.design.read_start import read_core_task_test, read_inform, read_start
from samspill.design.read_waves import read_changes, read_needs
from samspill.errors import DesignError, Problem
from samspill.instrument.toml_file import parse_toml, read_toml
from samspill.instrument.toml_table import Problems
from samspill.terms import POLICIES, CompareSites, Language, Policy, PolicyName, Text

DEFAULT_INSTRUMENT = "relational-capacity"
LEAST_K = 4
"""TRUST, P1: three or less is refused."""
GREATEST_K = 25
"""Beyond this nearly all of a mapping would be hidden."""


def read(path: Path) -> Mapping:
    """Read a mapping file.

    Raises
    ------
    FileError
        Missing, not a file, too large, not UTF-8, or not TOML (with the row).
    DesignError
        Every missing, unknown or contradictory key, with its path (lists count from 1).
    """
    return read_table(read_toml(path), str(path))


def parse(content: str, file: str = "mapping.toml") -> Mapping:
    """Read the text of a mapping file.

    Raises
    ------
    FileError, DesignError
        As :func:`read`.

    Examples
    --------
    >>> plan = parse('''
    ... mapping = { title = "Trygg overgang", core_task = "trygg overgang", language = "nb" }
    ... organisation = [{ key = "helse", name = "Helse" }]
    ... group = [{ key = "ppt", name = "PPT", organisation = "helse", size = 9 }]
    ... ''')
    >>> plan.groups["ppt"].sizes, plan.policy.k, plan.languages
    ({'': 9}, 5, (<Language.NB: 'nb'>,))
    """
    return read_table(parse_toml(content.encode("utf-8", "surrogatepass"), file), file)


def read_table(values: dict[str, object], file: str = "mapping.toml") -> Mapping:
    """Read a mapping from the table that its TOML file holds; the table is left as it is.

    Raises
    ------
    DesignError
        As :func:`read`.
    """
    problems = Problems(file)
    mapping = _mapping(values, problems)
    if problems.found:
        raise DesignError(problems.found)
    return mapping


def problems_of(values: dict[str, object], file: str = "mapping.toml") -> tuple[Problem, ...]:
    """Return everything that is wrong with the table of a mapping, in the order of the file's parts; none where it is right.

    Examples
    --------
    >>> [problem.place.key for problem in problems_of({"mapping": {"title": "T"}})]
    ['mapping.language', 'group']
    """
    problems = Problems(file)
    _mapping(values, problems)
    return tuple(problems.found)


def _mapping(values: dict[str, object], problems: Problems) -> Mapping:
    top = MappingTable(values, "", problems)
    head, privacy = top.inner("mapping"), top.inner("privacy")
    language = _language(head, "language")
    policy, k_reason = _policy(privacy)
    organisations, sites = read_named(top, "organisation", Organisation), read_named(top, "site", Site)
    groups = read_groups(top, organisations, sites)
    mapping = Mapping(
        title=head.phrase("title", required=True) or Text(""),
        core_task=head.phrase("core_task", wait=True) or Text(""),
        people=head.phrase("people"),
        instrument=head.string("instrument") or DEFAULT_INSTRUMENT,
        language=language,
        languages=_languages(head) or (language,),
        own_group=head.truth("own_group", default=True),
        compare_sites=head.word("compare_sites", CompareSites) or CompareSites.OWN,
        policy=policy,
        k_reason=k_reason,
        start=read_start(top.inner("start"), organisations),
        organisations=organisations,
        sites=sites,
        groups=groups,
        needs=read_needs(top, tuple(groups)),
        changes=read_changes(top, groups),
        modules=_modules(head),
        response=_response(head),
        core_task_test=read_core_task_test(top.inner("core_task_test")),
        calendar=read_calendar(top.inner("calendar"), language),
        inform=read_inform(top),
        assessment=Assessment(privacy.day("dpia"), privacy.written("dpia_by")),
        ask_at_most=_ask_at_most(head),
    )
    for table in (head, privacy, top):
        table.finish()
    return mapping


def _language(head: MappingTable, name: str) -> Language:
    if not head.has(name):
        head.note("instrument.missing_key", name, name=name)
    return head.word(name, Language) or Language.NB


def _languages(head: MappingTable) -> tuple[Language, ...]:
    entries = head.entries("languages")
    found = (entries.word(entry, Language) for entry in entries.names)
    return tuple(dict.fromkeys(language for language in found if language is not None))


def _modules(head: MappingTable) -> tuple[str, ...]:
    entries = head.entries("modules")
    found = (entries.string(entry, required=True) for entry in entries.names)
    return tuple(dict.fromkeys(key for key in found if key is not None))


def _response(head: MappingTable) -> float:
    given = head.number("response")
    if given is None:
        return Mapping.response
    if not LEAST_RESPONSE <= given <= 1:
        head.note("design.response", "response", given=given, least=LEAST_RESPONSE)
    return given


def _ask_at_most(head: MappingTable) -> int | None:
    given = head.whole("ask_at_most")
    if given is not None and given < LEAST_ASKED_ABOUT:
        head.note("design.ask_at_most", "ask_at_most", given=given, least=LEAST_ASKED_ABOUT)
    return given


def _policy(privacy: MappingTable) -> tuple[Policy, str | None]:
    policy = POLICIES[privacy.word("policy", PolicyName) or PolicyName.STRICT]
    k, reason = privacy.whole("k"), privacy.string("k_reason")
    if k is None:
        return policy, reason
    if k < LEAST_K:
        privacy.note("design.k_too_low", "k", k=k, least=LEAST_K)
    elif k > GREATEST_K:
        privacy.note("design.k_too_high", "k", k=k, greatest=GREATEST_K)
    elif k < policy.k and not reason:
        privacy.note("design.k_reason", "k", k=k)
    return policy.with_k(k), reason
