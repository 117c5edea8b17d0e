"""Readiness as a whole: order, next steps, the texts of every finding, and checks that others add."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.design.plan import Plan, finding
from samspill.design.read import read
from samspill.design.readiness import CHECKS, blocks, check, next_steps
from samspill.instrument.load import find, shipped
from samspill.language import catalogue, say
from samspill.terms import Finding, Language, Severity

EXAMPLES = Path(__file__).parents[3] / "examples"
DEMO = Path(__file__).parents[3] / "src" / "samspill" / "cli" / "demo_data" / "mapping.toml"
SOURCE = Path(__file__).parents[3] / "src" / "samspill" / "design" / "checks"
INSTRUMENT = shipped("relational-capacity")
PARTS = ("what", "why", "remedy")


def test_what_blocks_comes_first_and_what_informs_last(drafts: ModuleType) -> None:
    groups = drafts.group("a", 4, fallback='"b"') + drafts.group("b")
    found = check(drafts.mapping(start=drafts.START.replace("feedback", "#"), groups=groups, ties=""), INSTRUMENT)
    severities = [one.severity for one in found]
    assert severities == sorted(severities, key=list(Severity).index)
    assert drafts.names(found)[:2] == ["no_feedback_meeting", "rated_small"]
    assert blocks(found)


def test_at_most_three_steps_are_told_and_none_where_all_is_in_place(drafts: ModuleType) -> None:
    many = check(drafts.mapping(start=""), INSTRUMENT)
    assert drafts.names(next_steps(many)) == ["no_ambitions", "no_resources", "no_goals"]
    few = check(
        drafts.mapping(
            start=drafts.START.replace("follow_up", "#"), groups=drafts.GROUPS + drafts.group("sfo"), more=drafts.PREPARED
        ),
        INSTRUMENT,
    )
    assert drafts.names(next_steps(few)) == ["nobody_follows_up", "nobody_needs"]
    good = check(drafts.mapping(more=drafts.PREPARED), INSTRUMENT)
    assert next_steps(good) == ()
    assert not blocks(good)
    assert {one.severity for one in good} == {Severity.INFORMS}


def test_what_is_left_out_of_the_preparation_warns_and_never_blocks(drafts: ModuleType) -> None:
    found = check(drafts.mapping(), INSTRUMENT)
    warned = [one for one in found if one.severity is Severity.WARNS]
    assert drafts.names(warned) == ["core_task_open", "no_calendar", "nobody_informs", "no_assessment"]
    assert not blocks(found)


@pytest.mark.parametrize("name", ["oppvekst", "hjemmepleje"])
def test_the_examples_are_ready(name: str) -> None:
    mapping = read(EXAMPLES / name / "mapping.toml")
    instrument = find(mapping.instrument, EXAMPLES / name, modules=mapping.modules)
    for wave in mapping.wave_numbers:
        assert not blocks(check(mapping, instrument, wave=wave))


PREPARATION = {
    "all_signed",
    "core_task_tested",
    "calendar_good",
    "all_informed",
    "assessed",
}


@pytest.mark.parametrize("file", [*(EXAMPLES / name / "mapping.toml" for name in ("oppvekst", "hjemmepleje")), DEMO])
def test_the_examples_are_well_prepared(file: Path, drafts: ModuleType) -> None:
    mapping = read(file)
    found = check(mapping, find(mapping.instrument, file.parent, modules=mapping.modules))
    assert set(drafts.names(found)) >= PREPARATION
    assert not {"organisations_silent", "agreed_before_change"} & set(drafts.names(found))
    assert mapping.start.stakeholders
    assert mapping.start.indicators
    assert all(goal.owner and goal.seen_by for goal in mapping.start.goals)


def test_the_last_wave_is_looked_at_unless_another_is_named(drafts: ModuleType) -> None:
    mapping = drafts.mapping(more="[[wave]]\nnumber = 2\nsize = { ppt = 2 }\n")
    assert blocks(check(mapping, INSTRUMENT))
    assert not blocks(check(mapping, INSTRUMENT, wave=1))


def test_a_later_part_adds_its_own_check(drafts: ModuleType) -> None:
    def key_backup(plan: Plan) -> Iterator[Finding]:
        yield finding("no_core_task", Severity.BLOCKS, [plan.wave])

    mapping = drafts.mapping()
    found = check(mapping, INSTRUMENT, checks=(*CHECKS, key_backup))
    assert found[0].about == ("1",)
    assert len(found) == len(check(mapping, INSTRUMENT)) + 1


def told() -> set[str]:
    """Return the names of all findings that have a text."""
    return {name.split(".")[1] for name in catalogue("design") if name.startswith("finding.")}


def test_every_finding_has_its_three_texts_in_five_languages() -> None:
    for name in told():
        for part in PARTS:
            entry = catalogue("design")[f"finding.{name}.{part}"]
            assert set(entry) == set(Language)


def test_every_finding_that_the_checks_give_has_texts_and_every_text_is_given() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py"))
    assert sorted(name for name in told() if f'"{name}"' not in source and not name.startswith(("no_", "policy_"))) == []


def worst(drafts: ModuleType) -> list[Finding]:
    """Return nearly every finding: drafts with as much wrong as one file holds."""
    places = [f"s{number}" for number in range(12)]
    small = {"small_reason": '"De vil selv"', "fallback": '"ppt"'}
    groups = (
        drafts.group("x", 6, each_site="true")
        + drafts.group("y", 12, each_site="true")
        + drafts.group("ppt", 9, waves="[1]")
        + drafts.group("ny", 9, waves="[2]")
        + "".join(drafts.group(f"g{number}", 9) for number in range(24))
        + drafts.group("a", 2, fallback='"g1"')
        + drafts.group("b", 3, fallback='"g1"')
        + drafts.group("c", 4, **{**small, "fallback": '"g1"'})
        + drafts.group("d", 3, small_reason='"De vil selv"')
        + drafts.group("e", asked="false")
    )
    ties = drafts.tie("x", "ppt") + drafts.tie("ppt", "x") + drafts.tie("e", "x") + drafts.tie("g1", "x")
    more = (
        drafts.sites(*places)
        + '[privacy]\nk = 4\nk_reason = "Små team"\n[[wave]]\nnumber = 2\ngroups = { ppt = ["ny"], g2 = ["g3"] }\n'
    )
    start = drafts.START.replace("}]", '}, { who = "Tillitsvalgt" }]')
    head = drafts.HEAD.replace("barna det gjelder", "{people}") + 'compare_sites = "named"\nlanguages = ["nb", "en"]\n'
    head = head.replace('"Trygg overgang"', '{ nb = "Trygg overgang" }')
    found = list(check(drafts.mapping(head=head, start=start, groups=groups, ties=ties, more=more), INSTRUMENT))
    found += check(
        drafts.mapping(start="", head=drafts.HEAD.replace("trygg overgang for barn som trenger støtte", ""), ties=""),
        INSTRUMENT,
    )
    found += check(drafts.mapping(groups="".join(drafts.group(f"g{number}") for number in range(13)), ties=""), INSTRUMENT)
    found += check(drafts.mapping(more='[privacy]\npolicy = "standard"\n' + drafts.sites("n")), INSTRUMENT)
    found += check(drafts.mapping(more='[privacy]\npolicy = "research"\n'), INSTRUMENT)
    found += check(drafts.mapping(groups=drafts.group("a", 6) + drafts.group("b", 6), ties=drafts.tie("a", "b")), INSTRUMENT)
    found += check(drafts.mapping(more='[privacy]\nk = 4\nk_reason = "Små team"\n'), drafts.few_options(2))
    return [*found, *ill_prepared(drafts)]


def ill_prepared(drafts: ModuleType) -> Iterator[Finding]:
    """Yield what is to be said of calendars, sign-offs, who is told and who assessed."""
    yield from check(drafts.mapping(more=drafts.PREPARED), INSTRUMENT)
    signed = drafts.START.replace("01 }", '01, organisation = "helse", of = "0" }')
    two = drafts.ORGANISATIONS + '[[organisation]]\nkey = "helse"\nname = "Helse"\n'
    yield from check(drafts.mapping(start=signed, organisations=two), INSTRUMENT)
    for opens, closes, reminders, meeting, more in (
        ("2027-03-26", "2027-03-29", "2027-03-28, 2027-04-14", "2027-03-29", ""),
        ("2027-02-15", "2027-02-20", "2027-02-20", "2027-02-21", "shifts = true\n"),
        ("2027-01-11", "2027-03-11", "", "2027-06-01", ""),
    ):
        start = drafts.START.replace("2027-03-12", meeting)
        calendar = f"[calendar]\nopens = {opens}\ncloses = {closes}\nreminders = [{reminders}]\n{more}"
        yield from check(drafts.mapping(start=start, more=calendar), INSTRUMENT)


def test_every_finding_is_worded_whole_in_every_language(drafts: ModuleType) -> None:
    found = worst(drafts)
    assert set(drafts.names(found)) == told()
    for one in found:
        for language in Language:
            for part in PARTS:
                text = say(f"{one.code}.{part}", language, **one.data)
                holes = r"\{(?!people\})\w*\}|\s{2}|Text\(|None"
                assert not re.search(holes, text), text
                assert "!" not in text
                assert text[0].isupper() or not text[0].isalpha()
                assert text.rstrip("»«”“").endswith((".", "?")) or "k_lowered" in one.code, text


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_any_mapping_that_can_be_read_gets_an_answer(drafts: ModuleType, data: st.DataObject) -> None:
    keys, places = "abcde", ("n", "s", "e", "w")
    groups = ""
    for place, key in enumerate(keys):
        later = keys[place + 1 :]
        extra = {"asked": data.draw(st.sampled_from(["true", "true", "false"]))} if place else {}
        if later and data.draw(st.booleans()):
            extra["fallback"] = f'"{data.draw(st.sampled_from(later))}"'
        if data.draw(st.booleans()):
            extra["small_reason"] = '"ja"'
        groups += drafts.group(key, data.draw(st.integers(1, 30)), each_site="true", **extra)
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), unique=True, max_size=8))
    ties = "".join(
        drafts.tie(one, other, data.draw(st.sampled_from(["high", "some", "none"]))) for one, other in pairs if one != other
    )
    head = (
        drafts.HEAD
        + f"own_group = {data.draw(st.sampled_from(['true', 'false']))}\nresponse = {data.draw(st.floats(0.05, 1))}\n"
    )
    services = drafts.group("tjeneste", data.draw(st.integers(1, 30)))
    found = check(drafts.mapping(head=head, groups=groups + services, ties=ties, more=drafts.sites(*places)), INSTRUMENT)
    for one in found:
        assert all(say(f"{one.code}.{part}", Language.NB, **one.data) for part in PARTS)
    names = drafts.names(found)
    assert len(names) == len(set(names))


def test_texts_keep_to_the_quotation_marks_of_their_language() -> None:
    wrong = {Language.NB: "”“", Language.NN: "”“", Language.DA: "”“", Language.SV: "«»“", Language.EN: "«»"}
    for name, entry in catalogue("design").items():
        for language, marks in wrong.items():
            forms = entry[language]
            text = forms if isinstance(forms, str) else "".join(forms.values())
            assert not set(text) & set(marks), (name, language)
