"""The core task put to the test."""

from __future__ import annotations

from types import ModuleType

from samspill.design.checks.core_task_test import core_task_test
from samspill.language import say
from samspill.terms import Finding, Language, Severity

LINES = {
    "who": '{ nb = "lærerne", en = "the teachers" }',
    "on_whom": '{ nb = "barnehagen", en = "the kindergarten" }',
    "when": '{ nb = "når et barn begynner på skolen", en = "when a child starts school" }',
    "people": '{ nb = "barna som trenger støtte.", en = "the children who need support." }',
}


def found(drafts: ModuleType, *names: str) -> Finding:
    more = "[core_task_test]\n" + "".join(f"{name} = {LINES[name]}\n" for name in names)
    (told,) = core_task_test(drafts.plan(more=more))
    assert isinstance(told, Finding)
    return told


def test_questions_that_are_open_warn_and_are_told(drafts: ModuleType) -> None:
    nothing = found(drafts)
    assert (drafts.names([nothing]), nothing.severity, len(nothing.about)) == (["core_task_open"], Severity.WARNS, 4)
    some = found(drafts, "who", "when")
    assert some.about == ("core_task_test.on_whom", "core_task_test.people")
    assert say(f"{some.code}.what", Language.EN, **some.data) == (
        "Still to be answered about the core task: whom do they need and which people is it for?"
    )


def test_all_answers_make_a_sentence_in_each_language(drafts: ModuleType) -> None:
    told = found(drafts, *LINES)
    assert (drafts.names([told]), told.severity) == (["core_task_tested"], Severity.INFORMS)
    norwegian = "Lærerne trenger barnehagen når et barn begynner på skolen. Det gjelder barna som trenger støtte."
    assert say(f"{told.code}.what", Language.NB, **told.data) == f"Kjerneoppgaven kan sies kort: «{norwegian}»"
    assert say(f"{told.code}.what", Language.EN, **told.data) == (
        "The core task can be said briefly: “The teachers must be able to rely on the kindergarten when a child starts school."
        " It is for the children who need support.”"
    )
    # Somebody who reads Danish gets the answers in Norwegian, which lacks nothing.
    assert "Lærerne har brug for barnehagen" in say(f"{told.code}.what", Language.DA, **told.data)


def test_braces_in_an_answer_stay_as_they_are(drafts: ModuleType) -> None:
    more = "[core_task_test]\n" + "".join(f'{name} = "{{{name}}}"\n' for name in LINES)
    (told,) = core_task_test(drafts.plan(more=more))
    assert "{who} trenger {on_whom} {when}." in say(f"{told.code}.what", Language.NB, **told.data)
