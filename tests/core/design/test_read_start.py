"""The shared start, the test of the core task, who tells whom, and the assessment of privacy."""

from __future__ import annotations

from datetime import date
from tomllib import loads
from types import ModuleType

import pytest

from samspill.design.model import Agreed, Assessment, CoreTaskTest, Goal, Inform, Mapping, Stakeholder
from samspill.design.read import problems_of
from samspill.errors import DesignError
from samspill.terms import Informed, Language, Text


def start(drafts: ModuleType, *lines: str) -> str:
    """Return the start with further or other lines."""
    names = [line.split(" =")[0] for line in lines]
    kept = [row for row in drafts.START.splitlines() if row.split(" =")[0] not in names]
    return "\n".join((*kept, *lines, ""))


def read(drafts: ModuleType, *lines: str) -> Mapping:
    mapping = drafts.mapping(start=start(drafts, *lines))
    assert isinstance(mapping, Mapping)
    return mapping


def codes(drafts: ModuleType, text: str, **parts: str) -> list[tuple[str, str]]:
    found = problems_of(loads(drafts.write(start=text, **parts)))
    return [(problem.place.key or "", problem.code) for problem in found]


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ('"Plan"', Goal(Text("Plan"))),
        ('{ nb = "Plan" }', Goal(Text({"nb": "Plan"}))),
        ('{ what = "Plan" }', Goal(Text("Plan"))),
        (
            '{ what = { nb = "Plan" }, owner = "Rektor", seen_by = "Listen" }',
            Goal(Text({"nb": "Plan"}), Text("Rektor"), Text("Listen")),
        ),
        ('{ what = "Plan", owner = "", seen_by = " " }', Goal(Text("Plan"))),
    ],
)
def test_a_goal_is_a_text_or_a_table(drafts: ModuleType, goal: str, expected: Goal) -> None:
    assert read(drafts, f"goals = [{goal}]").start.goals == (expected,)


def test_goals_without_words_are_left_out(drafts: ModuleType) -> None:
    assert read(drafts, 'goals = ["", { what = "" , owner = "Rektor" }, { nb = " " }, "Plan"]').start.goals == (
        Goal(Text("Plan")),
    )


@pytest.mark.parametrize(
    ("goal", "problem"),
    [
        ('{ owner = "Rektor" }', ("start.goals[1].what", "instrument.missing_key")),
        ('{ what = "Plan", when = "mai" }', ("start.goals[1].when", "instrument.unknown_key")),
        ('{ what = { no = "Plan" } }', ("start.goals[1].what.no", "instrument.unknown_language")),
        ('{ no = "Plan" }', ("start.goals[1].no", "instrument.unknown_language")),
        ("5", ("start.goals[1]", "instrument.not_text")),
    ],
)
def test_a_goal_that_is_wrong_is_told(drafts: ModuleType, goal: str, problem: tuple[str, str]) -> None:
    assert codes(drafts, start(drafts, f"goals = [{goal}]")) == [problem]


def test_stakeholders_and_indicators_are_read(drafts: ModuleType) -> None:
    found = read(
        drafts,
        'stakeholders = [{ who = "Foreldrene", interest = "At historien fortelles én gang" }, { who = "PPT" }]',
        'indicators = ["Fravær", ""]',
    ).start
    assert found.stakeholders == (
        Stakeholder(Text("Foreldrene"), Text("At historien fortelles én gang")),
        Stakeholder(Text("PPT")),
    )
    assert found.indicators == (Text("Fravær"),)
    wrong = start(drafts, 'stakeholders = [{ interest = "x" }, "y"]')
    assert codes(drafts, wrong) == [
        ("start.stakeholders[1].who", "instrument.missing_key"),
        ("start.stakeholders[2]", "instrument.not_table"),
    ]


def test_a_sign_off_tells_role_organisation_and_what_was_agreed(drafts: ModuleType) -> None:
    line = 'agreed = [{ who = "Kari", on = 2026-09-01, role = "Kommunalsjef", organisation = "oppvekst", of = "12ab" }]'
    assert read(drafts, line).start.agreed == (
        Agreed(Text("Kari"), date(2026, 9, 1), Text("Kommunalsjef"), "oppvekst", "12ab"),
    )
    assert codes(drafts, start(drafts, line.replace('"oppvekst"', '"helse"'))) == [
        ("start.agreed[1].organisation", "design.unknown_reference")
    ]


def test_the_core_task_test_is_read_and_may_wait(drafts: ModuleType) -> None:
    more = '[core_task_test]\nwho = "Lærerne"\non_whom = ""\nwhen = { nb = "om våren" }\n'
    assert drafts.mapping(more=more).core_task_test == CoreTaskTest(Text("Lærerne"), None, Text({"nb": "om våren"}), None)
    assert codes(drafts, drafts.START, more='[core_task_test]\nwhom = "x"\n') == [
        ("core_task_test.whom", "instrument.unknown_key")
    ]


def test_who_tells_whom_is_read(drafts: ModuleType) -> None:
    more = '[[inform]]\nwho = "Rektor"\nwhom = "employees"\nwhen = 2026-12-01\nhow = "Personalmøte"\n'
    more += '[[inform]]\nwho = "A"\nwhom = "leaders"\n'
    assert drafts.mapping(more=more).inform == (
        Inform(Text("Rektor"), Informed.EMPLOYEES, date(2026, 12, 1), Text("Personalmøte")),
        Inform(Text("A"), Informed.LEADERS),
    )
    wrong = '[[inform]]\nwhom = "all"\n[[inform]]\nwho = "A"\nto = "B"\n'
    assert codes(drafts, drafts.START, more=wrong) == [
        ("inform[1].who", "instrument.missing_key"),
        ("inform[1].whom", "instrument.unknown_word"),
        ("inform[2].whom", "instrument.missing_key"),
        ("inform[2].to", "instrument.unknown_key"),
    ]


def test_the_assessment_of_privacy_is_read(drafts: ModuleType) -> None:
    assert drafts.mapping().assessment == Assessment()
    assert drafts.mapping(more=drafts.PREPARED).assessment == Assessment(date(2026, 9, 15), Text("Personvernombudet"))
    assert codes(drafts, drafts.START, more='[privacy]\ndpia = "nei"\n') == [("privacy.dpia", "design.not_date")]


def test_a_file_without_the_new_parts_is_read_as_before(drafts: ModuleType) -> None:
    mapping = drafts.mapping()
    assert (mapping.core_task_test, mapping.inform, mapping.start.indicators) == (CoreTaskTest(), (), ())
    assert mapping.start.goals == (Goal(Text("Felles plan innen 1. mai")),)
    with pytest.raises(DesignError):
        drafts.mapping(more="inform = 3\n")
    assert all(text.has(Language.SV) for text in mapping.start.ambitions)
