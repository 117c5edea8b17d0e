"""Whether the needed ties will be seen."""

from __future__ import annotations

from types import ModuleType

from samspill.design.checks.ties import ties
from samspill.language import show
from samspill.terms import Finding, Language, Severity


def found(drafts: ModuleType, **parts: str) -> dict[str, Finding]:
    return {drafts.names([one])[0]: one for one in ties(drafts.plan(**parts))}


def test_large_groups_that_need_each_other_are_in_order(drafts: ModuleType) -> None:
    result = found(drafts)
    assert list(result) == ["needed_share_good"]
    assert result["needed_share_good"].severity is Severity.INFORMS
    assert (result["needed_share_good"].data["share"], result["needed_share_good"].data["response"]) == (99, 70)


def test_no_needed_tie_warns_once(drafts: ModuleType) -> None:
    assert list(found(drafts, ties="")) == ["no_needed_ties"]


def test_a_needed_tie_that_is_not_asked_warns(drafts: ModuleType) -> None:
    groups = drafts.GROUPS + drafts.group("hab", asked="false")
    warned = found(drafts, groups=groups, ties=drafts.TIES + drafts.tie("hab", "larere"))["needed_not_asked"]
    assert (warned.severity, warned.about) == (Severity.WARNS, ("hab>larere",))
    assert show(warned.data["ties"], Language.NB) == "Gruppe hab om Lærere"
    assert "needed_not_asked" not in found(drafts, groups=groups, ties=drafts.TIES + drafts.tie("larere", "hab"))


def test_a_group_that_nobody_needs_warns(drafts: ModuleType) -> None:
    groups = drafts.GROUPS + drafts.group("sfo")
    assert found(drafts, groups=groups)["nobody_needs"].about == ("sfo",)
    # What the group needs of others does not make others need it.
    assert found(drafts, groups=groups, ties=drafts.TIES + drafts.tie("sfo", "ppt"))["nobody_needs"].about == ("sfo",)
    assert "nobody_needs" not in found(drafts, groups=groups, ties=drafts.TIES + drafts.tie("ppt", "sfo"))


def test_a_low_share_of_needed_ties_warns(drafts: ModuleType) -> None:
    groups = drafts.group("a", 6) + drafts.group("b", 6)
    needed = drafts.tie("a", "b") + drafts.tie("b", "a")
    low = found(drafts, groups=groups, ties=needed)["needed_share_low"]
    assert (low.severity, low.data["share"]) == (Severity.WARNS, 42)
    higher = found(drafts, head=drafts.HEAD + "response = 0.9\n", groups=groups, ties=needed)["needed_share_good"]
    assert (higher.data["share"], higher.data["response"]) == (89, 90)


def test_services_at_many_sites_whose_cells_will_be_hidden_warn(drafts: ModuleType) -> None:
    groups = drafts.group("x", 12, each_site="true") + drafts.group("ppt", 9)
    needed = drafts.tie("x", "ppt") + drafts.tie("ppt", "x")
    many = found(drafts, groups=groups, ties=needed, more=drafts.sites(*(f"s{n}" for n in range(12))))
    assert many["sites_hidden"].about == ("ppt",)
    assert (many["sites_hidden"].data["n"], many["sites_hidden"].data["of"]) == (12, 12)
    assert "needed_share_low" in many
    few = found(drafts, groups=groups, ties=needed, more=drafts.sites("n", "s", "e"))
    assert "sites_hidden" not in few
    large = found(
        drafts, groups=groups.replace("size = 9", "size = 90"), ties=needed, more=drafts.sites(*(f"s{n}" for n in range(12)))
    )
    assert "sites_hidden" not in large
