"""The test of the core task as a sentence."""

from __future__ import annotations

from samspill.design.checks.core_task_test import PARTS, sentence
from samspill.terms import Language, Text
from samspill_web.kernel.speech import reader
from samspill_web.projects.drafts import Table

OPEN = "…"


def sentence_of(table: Table) -> str:
    """Return the four answers as one sentence, with a gap for each that is open; nothing before the first answer."""
    test = table.get("core_task_test", {})
    given = {part: Text(test[part]) for part in PARTS if part in test}
    answers = {part: text for part, text in given.items() if any(map(text.has, Language))}
    if not answers:
        return ""
    return sentence({**dict.fromkeys(PARTS, Text(OPEN)), **answers}).get_in(reader())
