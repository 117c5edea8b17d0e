"""mapping.toml as a whole: what it gives, and that everything wrong with it is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tomllib import loads
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samspill.design.model import Mapping, Node, Turnover
from samspill.design.read import parse, problems_of, read, read_table
from samspill.errors import DesignError, FileError, Problem, SamspillError
from samspill.language import problem_text
from samspill.terms import CompareSites, Language, Need, PolicyName, Text

EXAMPLES = Path(__file__).parents[3] / "examples"
OPPVEKST = (EXAMPLES / "oppvekst" / "mapping.toml").read_text(encoding="utf-8")


def problems(content: str) -> dict[str, Problem]:
    """Return the problems of a file by key path; each must have a text in every language."""
    with pytest.raises(DesignError) as caught:
        parse(content)
    for problem in caught.value.problems:
        for language in Language:
            text = problem_text(problem, language)
            assert "mapping.toml" in text
            assert not re.search(r"\{\w*\}", text)
    return {problem.place.key or "": problem for problem in caught.value.problems}


def codes(content: str) -> dict[str, str]:
    return {key: problem.code for key, problem in problems(content).items()}


def test_the_norwegian_example_is_read_whole() -> None:
    mapping = read(EXAMPLES / "oppvekst" / "mapping.toml")
    assert mapping.title.get_in(Language.EN) == "A safe passage from kindergarten to school"
    assert mapping.languages == (Language.NB, Language.EN)
    assert (mapping.policy.name, mapping.policy.k, mapping.k_reason) == (PolicyName.STRICT, 5, None)
    assert mapping.compare_sites is CompareSites.OWN
    assert mapping.start.feedback_meeting == date(2027, 3, 12)
    assert [entry.who.plain for entry in mapping.start.agreed] == [
        "Kommunalsjef oppvekst",
        "Styrernes talsperson",
        "Kommunalsjef helse",
        "Avdelingsleder i habiliteringen",
        "Hovedtillitsvalgt",
    ]
    assert mapping.groups["larere"].sizes == {"nordby": 24, "sorby": 18, "ostby": 9}
    assert not mapping.groups["hab"].asked
    assert mapping.need("larere", "barnehage") is Need.HIGH
    assert mapping.need("sfo", "hab") is Need.NONE
    assert mapping.need("sfo", "ppt") is Need.SOME
    assert mapping.wave_numbers == (1, 2)


def test_its_second_wave_keeps_what_it_does_not_change() -> None:
    mapping = read(EXAMPLES / "oppvekst" / "mapping.toml")
    assert mapping.size(Node("larere", "nordby"), 1) == 24
    assert mapping.size(Node("larere", "nordby"), 2) == 23
    assert mapping.size(Node("ppt"), 2) == 9
    assert mapping.changes[2].turnover["barnevern"] == Turnover("5+", "1-4")
    assert mapping.changes[2].groups == {"helsesykepleiere": ("helsefamilie",), "familie": ("helsefamilie",)}
    assert "familie" not in [group.key for group in mapping.groups_in(2)]


def test_the_danish_example_is_read_whole() -> None:
    mapping = read(EXAMPLES / "hjemmepleje" / "mapping.toml")
    assert mapping.groups["koordinatorer"].sizes == {"": 4}
    assert mapping.groups["koordinatorer"].small_reason
    assert mapping.own_group
    assert len(mapping.pairs(1)) == 49


def test_what_may_be_left_out_has_a_default(drafts: ModuleType) -> None:
    mapping = drafts.mapping()
    assert mapping.instrument == "relational-capacity"
    assert mapping.languages == (Language.NB,)
    assert (mapping.policy.name, mapping.policy.k) == (PolicyName.STRICT, 5)
    assert (mapping.modules, mapping.response, mapping.own_group) == ((), 0.7, True)


def test_a_mapping_says_its_modules_and_the_response_it_expects(drafts: ModuleType) -> None:
    mapping = drafts.mapping(head=drafts.HEAD + 'modules = ["conditions"]\nresponse = 0.55\nown_group = false\n')
    assert (mapping.modules, mapping.response, mapping.own_group) == (("conditions",), 0.55, False)


def test_the_name_stands_in_sentences_where_nothing_else_is_said(drafts: ModuleType) -> None:
    mapping = drafts.mapping(groups=drafts.group("ppt", name='{ nb = "PPT", en = "Psychologists" }'), ties="")
    assert mapping.groups["ppt"].in_text == Text({"nb": "PPT", "en": "Psychologists"})


def test_a_draft_without_start_and_core_task_is_read(drafts: ModuleType) -> None:
    mapping = drafts.mapping(head='[mapping]\ntitle = "Utkast"\nlanguage = "nb"\n', start="")
    assert not any(mapping.core_task.has(language) for language in Language)
    assert mapping.start.agreed == ()
    empty = drafts.mapping(
        head=drafts.HEAD.replace("trygg overgang for barn som trenger støtte", " "), start='[start]\nfollow_up = ""\n'
    )
    assert not empty.core_task.has(Language.NB)


def test_blank_ambitions_are_none(drafts: ModuleType) -> None:
    assert drafts.mapping(start='[start]\nambitions = ["", { nb = " " }]\n').start.ambitions == ()


def test_all_problems_are_told_at_once(drafts: ModuleType) -> None:
    found = codes(
        drafts.write(
            head='[mapping]\ncore_task = 3\nlanguage = "no"\nown_group = "ja"\ntitel = "x"\n',
            start='[start]\nambitions = "én"\nfeedback_meeting = "2027-03-12"\nagreed = [{ on = 2026-09-01T10:00:00 }]\n',
            more='[privacy]\npolicy = "stric"\nk = 3\n[[group]]\nname = ""\norganisation = "oppvekt"\nsize = "ti"\n',
        )
    )
    assert found == {
        "mapping.title": "instrument.missing_key",
        "mapping.titel": "instrument.unknown_key",
        "mapping.core_task": "instrument.not_text",
        "mapping.language": "instrument.unknown_word",
        "mapping.own_group": "instrument.not_truth",
        "start.ambitions": "design.not_list",
        "start.feedback_meeting": "design.not_date",
        "start.agreed[1].who": "instrument.missing_key",
        "start.agreed[1].on": "design.not_date",
        "privacy.policy": "instrument.unknown_word",
        "privacy.k": "design.k_too_low",
        "group[3].key": "instrument.missing_key",
        "group[3].name": "instrument.empty",
        "group[3].organisation": "design.unknown_reference",
        "group[3].size": "instrument.not_whole",
    }


@pytest.mark.parametrize(
    ("key", "meant"),
    [("mapping.titel", "title"), ("privacy.policy", "strict"), ("group[3].organisation", "oppvekst")],
)
def test_a_misspelling_is_told_with_what_was_meant(drafts: ModuleType, key: str, meant: str) -> None:
    found = problems(
        drafts.write(
            head=drafts.HEAD + 'titel = "x"\n',
            more='[privacy]\npolicy = "stric"\n' + drafts.group("x", organisation='"oppvekt"').replace('key = "x"\n', ""),
        )
    )
    assert f"Did you mean “{meant}”" in problem_text(found[key], Language.EN)


def test_a_problem_names_the_group_it_stands_in(drafts: ModuleType) -> None:
    found = codes(
        drafts.write(
            groups=drafts.GROUPS + drafts.group("sfo", size="{ nordby = 0 }", each_site="true"), more=drafts.sites("nordby")
        )
    )
    assert found == {"group[3].size.nordby (sfo)": "design.size_not_positive"}


@pytest.mark.parametrize(
    ("privacy", "code"),
    [
        ("k = 3", "design.k_too_low"),
        ("k = -1", "design.k_too_low"),
        ("k = 4", "design.k_reason"),
        ('k = 4\nk_reason = " "', "instrument.empty"),
        ("k = 26", "design.k_too_high"),
        ("k = true", "instrument.not_whole"),
        ('policy = "none"', "instrument.unknown_word"),
        ("kk = 5", "instrument.unknown_key"),
    ],
)
def test_a_limit_that_protects_too_little_is_refused(drafts: ModuleType, privacy: str, code: str) -> None:
    assert code in codes(drafts.write(more=f"[privacy]\n{privacy}\n")).values()


def test_four_is_allowed_with_a_reason(drafts: ModuleType) -> None:
    mapping = drafts.mapping(more='[privacy]\npolicy = "standard"\nk = 4\nk_reason = "Alle teamene er små"\n')
    assert (mapping.policy.k, mapping.policy.name, mapping.k_reason) == (4, PolicyName.STANDARD, "Alle teamene er små")


@pytest.mark.parametrize("response", ["0.0", "1e-300", "0.04", "1.1", "nan", '"mange"', "-1"])
def test_an_impossible_response_is_refused(drafts: ModuleType, response: str) -> None:
    assert list(codes(drafts.write(head=drafts.HEAD + f"response = {response}\n"))) == ["mapping.response"]


def test_a_mapping_may_say_how_many_groups_are_asked_about(drafts: ModuleType) -> None:
    assert drafts.mapping().ask_at_most is None
    assert drafts.mapping(head=f"{drafts.HEAD}ask_at_most = 3\n").ask_at_most == 3


@pytest.mark.parametrize(
    ("most", "code"),
    [
        ("2", "design.ask_at_most"),
        ("0", "design.ask_at_most"),
        ("-6", "design.ask_at_most"),
        ("3.5", "instrument.not_whole"),
        ("6.0", "instrument.not_whole"),
        ("true", "instrument.not_whole"),
        ('"6"', "instrument.not_whole"),
        ("[6]", "instrument.not_whole"),
    ],
)
def test_fewer_groups_than_three_and_no_numbers_are_refused(drafts: ModuleType, most: str, code: str) -> None:
    assert codes(drafts.write(head=f"{drafts.HEAD}ask_at_most = {most}\n")) == {"mapping.ask_at_most": code}


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('languages = ["nb", "fi"]', "mapping.languages[2]"),
        ("languages = [1]", "mapping.languages[1]"),
        ('modules = ["", "conditions"]', "mapping.modules[1]"),
        ('compare_sites = "all"', "mapping.compare_sites"),
        ('instrument = ""', "mapping.instrument"),
    ],
)
def test_wrong_words_of_the_head_are_refused(drafts: ModuleType, line: str, place: str) -> None:
    assert list(codes(drafts.write(head=f"{drafts.HEAD}{line}\n"))) == [place]


def test_an_unknown_language_in_a_text_is_told(drafts: ModuleType) -> None:
    head = drafts.HEAD.replace('title = "Trygg overgang"', 'title = { nb = "Trygg", no = "Trygg", en = 4 }')
    assert codes(drafts.write(head=head)) == {
        "mapping.title.no": "instrument.unknown_language",
        "mapping.title.en": "instrument.not_string",
    }


def test_braces_are_left_to_readiness_and_control_characters_are_not(drafts: ModuleType) -> None:
    assert drafts.mapping(head=drafts.HEAD.replace("barna det gjelder", "{people}")).people == Text("{people}")
    found = codes(drafts.write(head=drafts.HEAD.replace("barna det gjelder", "barna\\u0000")))
    assert found == {"mapping.people": "instrument.control_character"}


def test_unknown_tables_are_told(drafts: ModuleType) -> None:
    assert codes(drafts.write(more='[[groups]]\nkey = "x"\n')) == {"groups": "instrument.unknown_key"}


@pytest.mark.parametrize("kind", ["mapping", "privacy", "start"])
def test_a_value_in_place_of_a_table_is_told(drafts: ModuleType, kind: str) -> None:
    content = re.sub(rf"(?ms)^\[{kind}\].*?(?=^\[|\Z)", "", drafts.write())
    assert codes(f"{kind} = 3\n{content}")[kind] == "instrument.not_table"


@pytest.mark.parametrize("kind", ["organisation", "site", "group", "tie", "wave"])
def test_a_table_in_place_of_a_list_is_told(drafts: ModuleType, kind: str) -> None:
    content = drafts.write(ties="").replace(f"[[{kind}]]", "[[x]]")
    with pytest.raises(DesignError) as caught:
        parse(f'{kind} = "x"\n{content}')
    assert ("instrument.not_tables", kind) in [(problem.code, problem.place.key) for problem in caught.value.problems]
    assert codes(f"{kind} = [1]\n{content}")[f"{kind}[1]"] == "instrument.not_table"


def test_broken_toml_names_the_row(tmp_path: Path) -> None:
    file = tmp_path / "mapping.toml"
    file.write_text('[mapping]\ntitle = "x"\nlanguage = nb\n', encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read(file)
    (problem,) = caught.value.problems
    assert (problem.place.file, problem.place.row) == (str(file), 3)


def test_a_key_written_twice_names_the_row() -> None:
    with pytest.raises(FileError) as caught:
        parse('[mapping]\ntitle = "x"\ntitle = "y"\n')
    assert caught.value.problems[0].place.row == 3


def test_missing_files_folders_and_foreign_encodings_are_told(tmp_path: Path) -> None:
    latin, large = tmp_path / "latin.toml", tmp_path / "large.toml"
    latin.write_bytes('title = "Lærere"'.encode("cp1252"))
    large.write_bytes(b"#" * 2_000_000)
    for path in (tmp_path / "none.toml", tmp_path, latin, large):
        with pytest.raises(FileError) as caught:
            read(path)
        (problem,) = caught.value.problems
        assert problem.place.file == str(path)
        assert str(path) in problem_text(problem, Language.NB)


def test_a_byte_order_mark_and_windows_line_ends_are_passed_over(tmp_path: Path, drafts: ModuleType) -> None:
    file = tmp_path / "mapping.toml"
    file.write_bytes(b"\xef\xbb\xbf" + drafts.write().replace("\n", "\r\n").encode())
    assert list(read(file).groups) == ["larere", "ppt"]


ODD = st.recursive(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(["larere", "nordby", "larere@nordby", "high", "", " ", "nb", "a b", "a+b", "{x}", "\x00"]),
        st.integers(-3, 40),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=6,
)


def spots(values: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every value in a parsed file."""
    found = [path] if path else []
    if isinstance(values, dict):
        found += [spot for key, value in values.items() for spot in spots(value, (*path, key))]
    if isinstance(values, list):
        found += [spot for place, value in enumerate(values) for spot in spots(value, (*path, place))]
    return found


def problems_or_none(reading: Callable[[], Mapping]) -> tuple[Problem, ...]:
    """Return no problems where a mapping with groups comes out, else one at least; anything but a SamspillError rises."""
    try:
        mapping = reading()
    except SamspillError as error:
        return error.problems or (Problem("design.none_told"),)
    return () if mapping.groups else (Problem("design.no_groups_read"),)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_changed_file_gives_a_mapping_or_problems_with_places(data: st.DataObject) -> None:
    values = loads(OPPVEKST)
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from(spots(values)))
        inner = values
        for key in path:
            inner = inner[key]
        if data.draw(st.booleans()):
            inner[last] = data.draw(ODD)
        else:
            del inner[last]
    told = problems_or_none(lambda: read_table(values))
    assert all(problem.place.file == "mapping.toml" and problem.place.key for problem in told)
    assert all(problem_text(problem, Language.NB) for problem in told)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_gives_a_mapping_or_problems_with_its_name(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(OPPVEKST)))
    end = data.draw(st.integers(start, min(len(OPPVEKST), start + 40)))
    noise = data.draw(st.text(st.sampled_from("[]{}=\"\n#,.'\\æ\x00\ud800 a1-"), max_size=12))
    told = problems_or_none(lambda: parse(OPPVEKST[:start] + noise + OPPVEKST[end:]))
    assert all(problem.place.file == "mapping.toml" for problem in told)
    assert all(problem_text(problem, Language.EN) for problem in told)


def test_a_table_is_read_as_its_file_is_and_left_as_it_was(drafts: ModuleType) -> None:
    content = drafts.write(more=drafts.PREPARED)
    values = loads(content)
    assert read_table(values) == parse(content)
    assert problems_of(values) == ()
    assert values == loads(content)


def test_the_problems_of_a_table_are_those_of_its_file(drafts: ModuleType) -> None:
    values = loads(drafts.write())
    values["group"][1]["size"] = 0
    values["calendar"] = {"opens": "soon"}
    with pytest.raises(DesignError) as caught:
        read_table(values, "utkast")
    assert [str(problem.place) for problem in caught.value.problems] == [
        "utkast, group[2].size (ppt)",
        "utkast, calendar.opens",
    ]
    assert problems_of(values, "utkast") == caught.value.problems


@pytest.mark.parametrize("content", ["", "\n", "[" * 5000, "a = " + "[" * 5000, "x = 1" + "0" * 5000, "a.b.c = 1\n" * 3])
def test_nonsense_is_an_error_and_not_a_traceback(content: str) -> None:
    with pytest.raises(SamspillError):
        parse(content)
