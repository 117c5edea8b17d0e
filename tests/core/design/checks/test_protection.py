"""What is promised to those who answer."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.checks.protection import protection
from samspill.terms import PolicyName, Severity


@pytest.mark.parametrize("policy", PolicyName)
def test_the_policy_is_told_in_plain_words(drafts: ModuleType, policy: PolicyName) -> None:
    (found,) = protection(drafts.plan(more=f'[privacy]\npolicy = "{policy}"\n'))
    assert (drafts.names([found]), found.severity, found.data["k"]) == ([f"policy_{policy}"], Severity.INFORMS, 5)


def test_a_lower_limit_is_told_with_its_reason(drafts: ModuleType) -> None:
    found = list(protection(drafts.plan(more='[privacy]\nk = 4\nk_reason = "Små team"\n')))
    assert drafts.names(found) == ["policy_strict", "k_lowered"]
    assert (found[1].data["k"], found[1].data["reason"]) == (4, "Små team")


@pytest.mark.parametrize(
    ("options", "policy", "k", "refused"),
    [
        (2, "strict", 4, True),
        (2, "strict", 5, False),
        (3, "strict", 4, False),
        (2, "standard", 4, False),
        (5, "strict", 4, False),
    ],
)
def test_a_limit_that_a_release_would_refuse_blocks(
    drafts: ModuleType, options: int, policy: str, k: int, refused: bool
) -> None:
    world = drafts.plan(
        more=f'[privacy]\npolicy = "{policy}"\nk = {k}\nk_reason = "Små team"\n', asking=drafts.few_options(options)
    )
    found = {drafts.names([one])[0]: one for one in protection(world)}
    assert ("k_opens_answers" in found) == refused
    if refused:
        blocking = found["k_opens_answers"]
        assert (blocking.severity, blocking.about) == (Severity.BLOCKS, ("privacy.k",))
        assert blocking.data["items"] == tuple(item.key for item in world.instrument.tie_items)


@pytest.mark.parametrize(("choice", "name"), [("own", "sites_own"), ("named", "sites_named")])
def test_what_sites_see_is_told_where_there_are_sites(drafts: ModuleType, choice: str, name: str) -> None:
    head = f'{drafts.HEAD}compare_sites = "{choice}"\n'
    assert name in drafts.names(protection(drafts.plan(head=head, more=drafts.sites("n"))))
    assert name not in drafts.names(protection(drafts.plan(head=head)))
