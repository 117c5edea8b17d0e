"""Instruments by key and by file, and the modules added to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from samspill.errors import FileError, InstrumentError
from samspill.instrument.load import find, load, module_keys, named, shipped, shipped_keys, with_modules
from samspill.language import problem_text
from samspill.terms import Language

OWN = """
[instrument]
key = "own"
[[scale]]
key = "{scale}"
options = [{{ code = 1, score = 1 }}, {{ code = 2, score = 2 }}]
[[item]]
key = "{item}"
about = "{about}"
scale = "{scale}"
text = "Hva?"
{more}
"""


def write(folder: Path, name: str, *, scale: str = "s", item: str = "q", about: str = "self", more: str = "") -> None:
    (folder / name).write_text(OWN.format(scale=scale, item=item, about=about, more=more), encoding="utf-8")


def test_the_default_comes_first() -> None:
    assert shipped_keys()[0] == "relational-capacity"


def test_a_mapping_names_a_shipped_key_or_a_file_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "my.toml", about="tie", more='dimension = "d"\n[[dimension]]\nkey = "d"')
    assert find("relational-capacity", tmp_path) is shipped("relational-capacity")
    assert find("my.toml", tmp_path).key == "own"
    assert find("./my.toml", tmp_path).key == "own"
    assert find(str(tmp_path / "my.toml"), Path("elsewhere")).key == "own"


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("relational-kapacity", "relational-capacity"),
        ("mine.toml", "my-own.toml"),
        ("my-own", "my-own.toml"),
        ("conditons", "conditions"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(tmp_path: Path, reference: str, meant: str) -> None:
    write(tmp_path, "my-own.toml")
    with pytest.raises(InstrumentError) as caught:
        find(reference, tmp_path)
    assert meant in problem_text(caught.value.problems[0], Language.EN)
    assert caught.value.problems[0].place.key == "mapping.instrument"


@pytest.mark.parametrize("reference", ["x" * 5000, "a\0b", "../none/../x.toml", ""])
def test_odd_names_are_unknown_or_no_file(tmp_path: Path, reference: str) -> None:
    with pytest.raises((InstrumentError, FileError)):
        find(reference, tmp_path)


def test_shipped_wants_a_key() -> None:
    with pytest.raises(InstrumentError, match="unknown_reference"):
        shipped("my.toml")


def test_modules_are_no_instruments() -> None:
    for key in module_keys():
        with pytest.raises(InstrumentError, match="is_module"):
            find(key, Path())
        assert not named(key, Path()).index_items


def test_modules_stand_after_the_questions_of_the_instrument() -> None:
    plain = shipped("relational-capacity")
    instrument = find("relational-capacity", Path(), modules=("conditions", "leadership", "psychological-safety", "conditions"))
    assert instrument.tie_items == plain.tie_items
    assert instrument.index_items == plain.index_items
    assert instrument.self_items[0].key == "helps_most"
    assert len(instrument.self_items) == 9
    assert instrument.scale_of("helps_most").key == "helps"
    assert instrument.languages == tuple(Language)
    assert plain.self_items == ()


@pytest.mark.parametrize("reference", shipped_keys())
def test_what_we_know_of_others_can_be_asked_beside_any_instrument(reference: str) -> None:
    plain, more = shipped(reference), find(reference, Path(), modules=["we-know"])
    assert [item.key for item in more.tie_items] == [*(item.key for item in plain.tie_items), "we_know"]
    assert more.index_items == plain.index_items
    assert (more.min_items, more.dimensions, more.languages) == (plain.min_items, plain.dimensions, tuple(Language))


def test_a_module_of_ones_own(tmp_path: Path) -> None:
    write(tmp_path, "extra.toml")
    assert [item.key for item in find("relational-capacity", tmp_path, modules=["extra.toml"]).self_items] == ["q"]


def test_all_wrong_modules_are_told_together(tmp_path: Path) -> None:
    write(tmp_path, "item.toml", item="respect")
    write(tmp_path, "scale.toml", scale="degree")
    names = ["conditons", "item.toml", "scale.toml", "relational-coordination"]
    with pytest.raises(InstrumentError) as caught:
        with_modules(shipped("relational-capacity"), names, tmp_path)
    codes = [problem.code.removeprefix("instrument.") for problem in caught.value.problems]
    assert codes == ["unknown_reference", "module_clash", "module_clash", "module_index"]
    assert all(problem.place.key == "mapping.modules" for problem in caught.value.problems)


def test_a_file_names_itself_in_its_problems(tmp_path: Path) -> None:
    write(tmp_path, "my.toml", more="nonsense = 1")
    with pytest.raises(InstrumentError) as caught:
        load(tmp_path / "my.toml")
    assert str(caught.value.problems[0].place) == f"{tmp_path / 'my.toml'}, item[q].nonsense"


def test_the_example_of_the_documented_format_loads(tmp_path: Path) -> None:
    text = """
    [instrument]
    key = "my-instrument"
    version = "1"
    licence = "CC BY 4.0"
    source = "…"
    name = { nb = "Navn", en = "Name" }
    min_items = 1
    [bands.between]
    weak_below = 3.5
    strong_above = 4.0
    source = "…"
    [[scale]]
    key = "degree"
    options = [ { code = 1, score = 1, label = { nb = "I svært liten grad", en = "…" } }, { code = 2, score = 2, label = {} } ]
    [[dimension]]
    key = "familiarity"
    name = { nb = "Kjennskap", en = "Familiarity" }
    [[item]]
    key = "knows_tasks"
    dimension = "familiarity"
    scale = "degree"
    text = { nb = "… {group} …", en = "…" }
    text_own = { nb = "…" }
    [[item]]
    key = "helps_most"
    about = "self"
    choose = 2
    scale = "degree"
    text = { nb = "Hva ville hjulpet mest?" }
    """
    file = tmp_path / "my.toml"
    file.write_text(text, encoding="utf-8")
    instrument = find("my.toml", tmp_path)
    assert instrument.languages == (Language.NB,)
    assert [option.label.get_in(Language.NB) for option in instrument.scales["degree"].options] == ["I svært liten grad", "2"]


def test_the_example_of_the_method_page_loads(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "methods" / "instruments.md").read_text(encoding="utf-8")
    block = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "trust.toml").write_text(block, encoding="utf-8")
    instrument = find("trust.toml", tmp_path)
    assert instrument.languages == (Language.NB, Language.EN)
    assert [item.key for item in instrument.index_items] == ["keeps_word"]
