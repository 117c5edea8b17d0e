"""How clear the numbers will be, told before launch."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.checks.precision import precision
from samspill.language import say, show
from samspill.terms import Finding, Language, Severity

WAVE_TWO = "[[wave]]\nnumber = 2\n"


def found(drafts: ModuleType, **parts: str) -> dict[str, Finding]:
    return {drafts.names([one])[0]: one for one in precision(drafts.plan(**parts))}


def test_of_groups_with_many_answers_one_figure_is_told(drafts: ModuleType) -> None:
    result = found(drafts, groups=drafts.group("a", 20) + drafts.group("b", 40), ties="")
    assert list(result) == ["precision"]
    told = result["precision"]
    # 14 of 20: 1.96 · √2 · 0.73 / √14 = 0.54; ± 0.75 for 10 to 24 people.
    assert (told.severity, told.data["answers"], told.data["change"], told.data["width"]) == (Severity.INFORMS, 14, 0.5, 0.75)


def test_groups_with_few_answers_are_named_and_the_others_told_of(drafts: ModuleType) -> None:
    groups = drafts.group("a", 6) + drafts.group("b", 40) + drafts.group("c", 13)
    low, rest = found(drafts, groups=groups, ties="").values()
    assert (low.about, low.data["n"], low.data["change"], low.data["width"]) == (("a", "c"), 2, 1.0, 1.0)
    assert show(low.data["groups"], Language.NB) == "Gruppe a og Gruppe c"
    assert (rest.data["answers"], rest.data["change"], rest.data["width"]) == (28, 0.4, 0.4)


@pytest.mark.parametrize(("more", "severity"), [("", Severity.INFORMS), (WAVE_TWO, Severity.WARNS)])
def test_few_answers_warn_where_a_change_is_to_be_seen(drafts: ModuleType, more: str, severity: Severity) -> None:
    assert found(drafts, groups=drafts.group("a", 6), ties="", more=more)["low_precision"].severity is severity


def test_a_group_alone_is_told_with_its_size(drafts: ModuleType) -> None:
    low = found(drafts, groups=drafts.group("a", 6), ties="")["low_precision"]
    assert say(f"{low.code}.what", Language.NB, **low.data) == (
        "Det ventes færre enn 10 svar fra denne gruppen på 6: Gruppe a. Et tall derfra må flytte seg minst 1 på skalaen 1–5 fra"
        " én runde til neste for at endringen skal være tydelig."
    )


def test_groups_that_answer_as_one_are_one(drafts: ModuleType) -> None:
    groups = drafts.group("a", 3, fallback='"b"') + drafts.group("b", 12)
    told = found(drafts, groups=groups, ties="")
    assert told["precision"].data["answers"] == 10
    assert "low_precision" not in told


def test_a_group_that_is_left_out_has_no_figure(drafts: ModuleType) -> None:
    assert found(drafts, groups=drafts.group("a", 3) + drafts.group("b", 12), ties="")["low_precision"].about == ("b",)


def test_many_groups_are_a_number(drafts: ModuleType) -> None:
    groups = "".join(drafts.group(f"g{place}", 6) for place in range(40))
    low = found(drafts, groups=groups, ties="")["low_precision"]
    assert low.data["n"] == 40
    assert "Gruppe g6 og 33 til" in show(low.data["groups"], Language.NB)


def test_who_serves_many_sites_answers_little_about_each(drafts: ModuleType) -> None:
    groups = drafts.group("x", 40, each_site="true") + drafts.group("ppt", 60)
    told = found(drafts, groups=groups, ties="", more=drafts.sites(*(f"s{n}" for n in range(20))))
    # 60 · 0.7 · 3 / 20 = 6.3 about each.
    assert told["low_precision"].about == ("ppt",)


def test_the_standard_policy_has_its_own_figures(drafts: ModuleType) -> None:
    low = found(drafts, groups=drafts.group("a", 6), ties="", more='[privacy]\npolicy = "standard"\n')["low_precision"]
    assert (low.data["change"], low.data["width"]) == (0.9, 0.8)
