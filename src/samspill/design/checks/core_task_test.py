"""The core task put to the test: it can be said who depends on whom, when, and for which people."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.design.model import CoreTaskTest
from samspill.design.names import told
from samspill.design.plan import Plan, finding
from samspill.terms import Finding, Language, Severity, Text

PARTS = ("who", "on_whom", "when", "people")


def core_task_test(plan: Plan) -> Iterator[Finding]:
    """Look for the questions that are still open; with all answered, tell the sentence that they make."""
    answers = _answers(plan.mapping.core_task_test)
    left = [part for part in PARTS if part not in answers]
    if left:
        questions = [told(f"design.core_task_question.{part}") for part in left]
        about = [f"core_task_test.{part}" for part in left]
        yield finding("core_task_open", Severity.WARNS, about, questions=questions, n=len(left))
    else:
        yield finding("core_task_tested", Severity.INFORMS, ["core_task_test"], sentence=sentence(answers))


def _answers(test: CoreTaskTest) -> dict[str, Text]:
    given = {"who": test.who, "on_whom": test.on_whom, "when": test.when, "people": test.people}
    return {part: text for part, text in given.items() if text is not None and any(map(text.has, Language))}


def sentence(answers: dict[str, Text]) -> Text:
    """Return the answers as a sentence in each language, a capital first and the answers' own full stops left out."""
    bare = {part: _bare(text) for part, text in answers.items()}
    whole = told("design.core_task_sentence", **bare)
    return Text({language: words[:1].upper() + words[1:] for language, words in whole.items()})


def _bare(text: Text) -> Text:
    return Text({language: text.get_in(language).strip(" .") for language in Language})
