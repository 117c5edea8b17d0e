"""Groups too small to answer or to be rated."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.checks.groups import groups
from samspill.language import show
from samspill.terms import Language, Severity

REASON = '"De vil selv være med"'


def found(drafts: ModuleType, wave: int = 1, **parts: str) -> dict[str, tuple[Severity, tuple[str, ...]]]:
    return {drafts.names([one])[0]: (one.severity, one.about) for one in groups(drafts.plan(wave=wave, **parts))}


def test_groups_of_five_are_enough_to_be_rated_and_seldom_to_answer_alone(drafts: ModuleType) -> None:
    assert found(drafts, groups=drafts.group("a", 5) + drafts.group("b", 5), ties="") == {
        "fallback_proposed": (Severity.WARNS, ("a", "b")),
        "rated_enough": (Severity.INFORMS, ()),
    }


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("asked", ["true", "false"])
def test_one_or_two_are_refused_whatever_the_reason(drafts: ModuleType, size: int, asked: str) -> None:
    small = drafts.group("b", size, asked=asked, small_reason=REASON, fallback='"a"')
    assert found(drafts, groups=drafts.group("a", 20) + small, ties="")["rated_persons"] == (Severity.BLOCKS, ("b",))


@pytest.mark.parametrize("size", [3, 4])
@pytest.mark.parametrize("asked", ["true", "false"])
def test_three_or_four_need_a_reason(drafts: ModuleType, size: int, asked: str) -> None:
    keys = {"asked": asked, "fallback": '"a"'}
    rest = drafts.group("a", 20)
    assert found(drafts, groups=rest + drafts.group("b", size, **keys), ties="")["rated_small"] == (Severity.BLOCKS, ("b",))
    reasoned = found(drafts, groups=rest + drafts.group("b", size, small_reason=REASON, **keys), ties="")
    assert reasoned["rated_small_reason"] == (Severity.WARNS, ("b",))
    assert not [name for name, (severity, _) in reasoned.items() if severity is Severity.BLOCKS]


def test_a_small_group_that_nobody_is_asked_about_is_not_rated(drafts: ModuleType) -> None:
    head = drafts.HEAD + "own_group = false\n"
    small = drafts.group("a", 20) + drafts.group("b", 2, fallback='"a"')
    result = found(drafts, head=head, groups=small, ties=drafts.tie("a", "b", "none"))
    assert "rated_persons" not in result
    assert "rated_enough" in result


def test_five_holds_for_those_rated_also_where_four_may_answer(drafts: ModuleType) -> None:
    more = '[privacy]\nk = 4\nk_reason = "små team"\n'
    told = found(drafts, groups=drafts.group("a", 4) + drafts.group("b"), ties="", more=more)
    assert set(told) == {"rated_small", "fallback_proposed"}


def test_too_few_to_answer_without_a_partner_blocks(drafts: ModuleType) -> None:
    small = drafts.group("a", 4, small_reason=REASON)
    assert found(drafts, groups=small + drafts.group("b"), ties="")["rater_under_k"] == (Severity.BLOCKS, ("a",))


def test_a_chain_must_end_with_enough_people(drafts: ModuleType) -> None:
    chain = drafts.group("a", 2, fallback='"b"') + drafts.group("b", 2, fallback='"c"')
    short = found(drafts, groups=chain + drafts.group("c", 0 + 1), ties="")
    assert short["rated_persons"] == (Severity.BLOCKS, ("a", "b", "c"))
    assert "rater_under_k" not in short
    alone = found(drafts, groups=drafts.group("a", 2, fallback='"b"') + drafts.group("b", 2), ties="")
    assert alone["rater_under_k"] == (Severity.BLOCKS, ("a", "b"))


def test_a_limit_that_is_higher_asks_for_more(drafts: ModuleType) -> None:
    more = "[privacy]\nk = 8\n"
    assert "rater_under_k" in found(drafts, groups=drafts.group("a", 7) + drafts.group("b"), ties="", more=more)


def test_each_site_is_looked_at(drafts: ModuleType) -> None:
    parts = {"ties": "", "more": drafts.sites("n", "s")}
    sizes = "{ n = 4, s = 9 }"
    result = found(drafts, groups=drafts.group("x", sizes, each_site="true", small_reason=REASON), **parts)
    assert result["rater_under_k"] == (Severity.BLOCKS, ("x@n",))
    assert result["rated_small_reason"] == (Severity.WARNS, ("x@n",))
    joined = found(drafts, groups=drafts.group("x", sizes, each_site="true", small_reason=REASON, fallback='"x@s"'), **parts)
    assert joined["always_pooled"] == (Severity.INFORMS, ("x@n", "x@s"))


def test_a_pool_is_named_with_its_members(drafts: ModuleType) -> None:
    parts = {"groups": drafts.group("a", 4, fallback='"b"', small_reason=REASON) + drafts.group("b"), "ties": ""}
    (pooled,) = (one for one in groups(drafts.plan(**parts)) if drafts.names([one]) == ["always_pooled"])
    assert show(pooled.data["groups"], Language.NB) == "Gruppe a + Gruppe b"


def test_the_wave_that_is_launched_counts(drafts: ModuleType) -> None:
    more = "[[wave]]\nnumber = 2\nsize = { ppt = 2 }\n"
    assert "rated_persons" not in found(drafts, more=more)
    assert found(drafts, wave=2, more=more)["rated_persons"] == (Severity.BLOCKS, ("ppt",))


def test_a_group_that_may_be_too_small_is_told_whom_it_could_join(drafts: ModuleType) -> None:
    """Six people of whom 70 % answer are seldom five; the same group with somebody to join needs no proposal."""
    small, rest = drafts.group("a", 6), drafts.group("b", 20)
    (told,) = (one for one in groups(drafts.plan(groups=small + rest, ties="")) if drafts.names([one]) == ["fallback_proposed"])

    assert (told.severity, told.about) == (Severity.WARNS, ("a",))
    assert show(told.data["groups"], Language.NB) == "Gruppe a sammen med Gruppe b"
    joined = drafts.group("a", 6, fallback='"b"')
    assert "fallback_proposed" not in found(drafts, groups=joined + rest, ties="")
