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


@pytest.mark.parametrize(("choice", "name"), [("own", "sites_own"), ("named", "sites_named")])
def test_what_sites_see_is_told_where_there_are_sites(drafts: ModuleType, choice: str, name: str) -> None:
    head = f'{drafts.HEAD}compare_sites = "{choice}"\n'
    assert name in drafts.names(protection(drafts.plan(head=head, more=drafts.sites("n"))))
    assert name not in drafts.names(protection(drafts.plan(head=head)))
