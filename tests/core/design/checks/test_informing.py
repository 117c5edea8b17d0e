"""Who is told, and whether privacy was assessed."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.checks.informing import assessment, informing
from samspill.language import say
from samspill.terms import Informed, Language, Severity


def entry(who: str, whom: str) -> str:
    return f'[[inform]]\nwho = "{who}"\nwhom = "{whom}"\n'


def test_those_whom_nobody_tells_are_named_once(drafts: ModuleType) -> None:
    (told,) = informing(drafts.plan(more=entry("Rektor", "leaders")))
    assert (drafts.names([told]), told.severity, told.data["n"]) == (["nobody_informs"], Severity.WARNS, 2)
    assert say(f"{told.code}.what", Language.NB, **told.data) == (
        "Det står ikke hvem som forteller om kartleggingen til de ansatte og de tillitsvalgte."
    )


def test_when_all_are_told_those_who_tell_are_named_once(drafts: ModuleType) -> None:
    more = "".join(entry("Rektor", whom) for whom in Informed) + entry("NAV-leder", "leaders")
    (told,) = informing(drafts.plan(more=more))
    assert (drafts.names([told]), told.severity) == (["all_informed"], Severity.INFORMS)
    assert say(f"{told.code}.what", Language.EN, **told.data).endswith("hear about the mapping from Rektor and NAV-leder.")


@pytest.mark.parametrize(
    ("lines", "about"),
    [
        ("", ("privacy.dpia", "privacy.dpia_by")),
        ("dpia = 2026-09-15", ("privacy.dpia_by",)),
        ('dpia_by = "Ombudet"', ("privacy.dpia",)),
        ('dpia = 2026-09-15\ndpia_by = ""', ("privacy.dpia_by",)),
    ],
)
def test_an_assessment_without_date_or_name_warns(drafts: ModuleType, lines: str, about: tuple[str, ...]) -> None:
    (told,) = assessment(drafts.plan(more=f"[privacy]\n{lines}\n"))
    assert (drafts.names([told]), told.severity, told.about) == (["no_assessment"], Severity.WARNS, about)


def test_an_assessment_that_was_made_is_told(drafts: ModuleType) -> None:
    (told,) = assessment(drafts.plan(more=drafts.PREPARED))
    assert (drafts.names([told]), told.severity) == (["assessed"], Severity.INFORMS)
    assert say(f"{told.code}.what", Language.DA, **told.data).endswith("vurderet 15. september 2026 af Personvernombudet.")
