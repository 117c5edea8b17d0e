"""Names in a reader's language."""

from __future__ import annotations

from types import ModuleType

from samspill.design.model import Node
from samspill.design.names import node_name, some, tie_name
from samspill.language import show
from samspill.terms import Language


def test_a_site_stands_in_parentheses(drafts: ModuleType) -> None:
    mapping = drafts.mapping(groups=drafts.group("x", each_site="true") + drafts.GROUPS, more=drafts.sites("n"))
    assert node_name(mapping, Node("x", "n")).get_in(Language.NB) == "Gruppe x (Sted n)"
    assert node_name(mapping, Node("ppt")).get_in(Language.SV) == "PPT"
    assert tie_name(mapping, Node("x", "n"), Node("ppt")).get_in(Language.EN) == "Gruppe x (Sted n) about PPT"


def test_a_long_list_ends_in_a_number() -> None:
    assert some("abcd") == ("a", "b", "c", "d")
    listed = some(f"g{number}" for number in range(30))
    assert show(listed, Language.NB) == "g0, g1, g2, g3, g4, g5, g6 og 23 til"
    assert len(some(map(str, range(8)))) == 8
