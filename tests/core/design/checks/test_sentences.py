"""The core task and the sentences."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest

from samspill.design.checks.sentences import sentences
from samspill.instrument.load import shipped
from samspill.language import show
from samspill.terms import Language, Severity, Text

TASK = "trygg overgang for barn som trenger støtte"


def test_a_whole_mapping_has_nothing_to_mend(drafts: ModuleType) -> None:
    assert list(sentences(drafts.plan())) == []


def test_a_plain_text_counts_for_every_language(drafts: ModuleType) -> None:
    head = drafts.HEAD + 'languages = ["nb", "nn", "da", "sv", "en"]\n'
    assert list(sentences(drafts.plan(head=head))) == []


@pytest.mark.parametrize("task", ['""', '" "', "{}", '{ nb = "" }'])
def test_no_core_task_blocks(drafts: ModuleType, task: str) -> None:
    (found,) = sentences(drafts.plan(head=drafts.HEAD.replace(f'"{TASK}"', task)))
    assert (drafts.names([found]), found.severity) == (["no_core_task"], Severity.BLOCKS)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (f'"{TASK}"', f'{{ nb = "{TASK}" }}', "mapping.core_task"),
        ('"barna det gjelder"', '{ nb = "barna" }', "mapping.people"),
        ('"Trygg overgang"', '{ nb = "Trygg overgang" }', "mapping.title"),
    ],
)
def test_an_offered_language_that_a_text_lacks_blocks(drafts: ModuleType, old: str, new: str, where: str) -> None:
    head = drafts.HEAD.replace(old, new) + 'languages = ["nb", "da"]\n'
    (found,) = sentences(drafts.plan(head=head))
    assert (drafts.names([found]), found.about) == (["language_missing"], (where,))
    assert (found.severity, found.data["n"]) == (Severity.BLOCKS, 1)
    assert [show(found.data["tongue"], language) for language in (Language.NB, Language.EN)] == ["dansk", "Danish"]


def test_a_group_that_lacks_a_language_blocks(drafts: ModuleType) -> None:
    head = drafts.HEAD + 'languages = ["nb", "en"]\n'
    groups = drafts.GROUPS.replace('"rådgiverne i PPT"', '{ nb = "rådgiverne" }').replace('"Lærere"', '{ nb = "Lærere" }')
    (found,) = sentences(drafts.plan(head=head, groups=groups))
    assert found.about == ("group.larere.name", "group.ppt.in_text")


def test_an_instrument_that_lacks_a_language_blocks(drafts: ModuleType) -> None:
    instrument = shipped("relational-capacity")
    items = {**instrument.items, "respect": replace(instrument.items["respect"], text=Text({"nb": "… tar oss på alvor"}))}
    head = drafts.HEAD + 'languages = ["nb", "sv"]\n'
    (found,) = sentences(drafts.plan(head=head, asking=replace(instrument, items=items)))
    assert drafts.names([found]) == ["language_missing"]
    assert len(found.about) == 1
    assert "respect" in found.about[0]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (TASK, "trygg overgang for {people}", "mapping.core_task"),
        ("barna det gjelder", "{people}", "mapping.people"),
        ("barna det gjelder", "barna}", "mapping.people"),
        ("barna det gjelder", "…", "mapping.people"),
        ("rådgiverne i PPT", "{group}", "group.ppt.in_text"),
        ("rådgiverne i PPT", "---", "group.ppt.in_text"),
    ],
)
def test_a_hole_in_a_sentence_blocks_and_is_shown(drafts: ModuleType, old: str, new: str, where: str) -> None:
    parts = {"head": drafts.HEAD.replace(old, new), "groups": drafts.GROUPS.replace(old, new)}
    (found,) = sentences(drafts.plan(**parts))
    assert (drafts.names([found]), found.severity, found.about) == (["broken_sentence"], Severity.BLOCKS, (where,))
    assert new in str(found.data["sentence"])
    assert len(str(found.data["sentence"])) > len(new) + 20
