"""From a file to ratings: every kind of file, every kind of error, and nothing partial."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from samspill.design.model import Mapping
from samspill.errors import Problem, RatingsError, UsageError
from samspill.instrument.model import Instrument, Scale
from samspill.ratings.read import read
from samspill.ratings.table import KEYS, Ratings
from samspill.terms import Text

Read = Callable[..., Ratings]
Places = Callable[..., list[tuple[str, int | None, str | None]]]
Problems = Callable[..., list[Problem]]

HEAD = "respondent;rater_group;target_group;contact;knows_tasks;respect;helps_most\n"


def test_the_four_kinds_of_no_answer_stay_apart(ratings_of: Read) -> None:
    found = ratings_of(
        HEAD + "a;larere;ppt;yes;4;;\n"
        "a;larere;sfo;;?;3;\n"
        "a;larere;barnehage;no;;;\n"
        "a;larere;familie;wanted;;;\n"
        "a;larere;barnevern;;;;\n"
    )
    rows = {row["target_group"]: row for row in found.frame.to_dicts()}
    assert rows["ppt"] | {"knows_tasks": 4.0, "respect": None, "respect:dont_know": False} == rows["ppt"]
    assert rows["sfo"]["contact"] == "yes"
    assert rows["sfo"]["knows_tasks"] is None
    assert rows["sfo"]["knows_tasks:dont_know"]
    assert [rows[key]["contact"] for key in ("barnehage", "familie", "barnevern")] == ["no", "wanted", None]


def test_skipped_is_not_zero(ratings_of: Read) -> None:
    found = ratings_of("respondent;rater_group;target_group;knows_tasks;respect;information\na;larere;ppt;4;;\n")
    answers = found.frame.select(pl.col("knows_tasks", "respect", "information"))
    assert answers.mean_horizontal().to_list() == [4.0]
    assert answers.row(0) == (4.0, None, None)


def test_the_table_has_its_columns_and_types(ratings_of: Read) -> None:
    found = ratings_of(HEAD + "a;larere;ppt;yes;4;2;\na;larere;;;;;1;2\n".replace(";1;2\n", ";1\n"))
    expected = [*KEYS, "contact", "asked", "level", "knows_tasks", "knows_tasks:dont_know", "respect", "respect:dont_know"]
    assert found.frame.columns == expected
    assert found.items == ("knows_tasks", "respect")
    assert found.frame.schema["wave"] == pl.Int32
    assert found.frame.schema["contact"] == pl.Enum(["yes", "no", "wanted"])
    assert found.frame.schema["level"] == pl.Enum(["leader", "staff"])
    assert found.frame.schema["respect"] == pl.Float64
    assert found.frame.select(pl.col(KEYS).is_null().any()).row(0) == (False,) * len(KEYS)
    assert found.own.rows() == [(1, "a", "larere", "", "helps_most", 1)]
    assert found.source == "svar.csv"


def test_groups_may_be_given_by_name_in_any_language(ratings_of: Read) -> None:
    found = ratings_of("respondent,rater_group,target_group,respect\na,Lærere,Socialtjänsten,4\nb,Teachers,ppt,3\n")
    assert found.frame.select("rater_group", "target_group").rows() == [("larere", "barnevern"), ("larere", "ppt")]


def test_windows_1252_reads_like_utf8(ratings_of: Read) -> None:
    text = "respondent;rater_group;target_group;respect\na;Lærere;Förskollärare;4\n"
    expected = ratings_of(text).frame
    for encoding in ("cp1252", "utf-8-sig", "utf-16"):
        assert_frame_equal(ratings_of(text.encode(encoding)).frame, expected)


def test_codes_are_recoded_and_scores_are_not(ratings_of: Read, made_up_instrument: Instrument) -> None:
    degree = made_up_instrument.scales["degree"]
    ideal = Scale(
        "degree",
        tuple(replace(option, score=float(score)) for option, score in zip(degree.options, (1, 3, 5, 4, 2), strict=True)),
    )
    instrument = replace(made_up_instrument, scales={**made_up_instrument.scales, "degree": ideal})
    rows = "respondent;rater_group;target_group;respect\n" + "".join(f"r{code};larere;ppt;{code}\n" for code in range(1, 6))
    assert ratings_of(rows, instrument=instrument).frame["respect"].to_list() == [1, 3, 5, 4, 2]
    assert ratings_of(rows, instrument=instrument, values="scored").frame["respect"].to_list() == [1, 2, 3, 4, 5]


def test_scores_may_have_decimal_commas(ratings_of: Read, places_of: Places) -> None:
    rows = "respondent;rater_group;target_group;respect\na;larere;ppt;3,57\nb;larere;ppt;4.25\nc;larere;ppt;?\n"
    found = ratings_of(rows, values="scored").frame
    assert found["respect"].to_list() == [3.57, 4.25, None]
    assert found["respect:dont_know"].to_list() == [False, False, True]
    assert places_of(rows) == [("code_outside", 2, "respect"), ("code_outside", 3, "respect")]
    wrong = "respondent;rater_group;target_group;respect\na;larere;ppt;5,01\nb;larere;ppt;nan\nc;larere;ppt;1e1\n"
    assert places_of(wrong, values="scored") == [("score_outside", row, "respect") for row in (2, 3, 4)]


def test_another_word_for_values_is_wrong_usage(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    with pytest.raises(UsageError) as caught:
        read(Path("x.csv"), made_up_mapping, made_up_instrument, values="percent")
    assert caught.value.problems[0].code == "ratings.values"


def test_all_wrong_rows_are_told_at_once(places_of: Places) -> None:
    rows = (
        "wave;" + HEAD + "1;a;larere;ppt;yes;4;7;\n"  # code outside
        "1;b;lrere;ppt;yes;4;4;\n"  # unknown group
        "9;c;larere;ppt;yes;4;4;\n"  # unknown wave
        "1;;larere;ppt;yes;4;4;\n"  # no respondent
        "1;d;larere;;yes;4;4;\n"  # answers without target
        "1;e;larere;ppt;kanskje;4;4;\n"  # unknown contact
        "1;f;larere;ppt;no;4;4;\n"  # answers where contact is no
        "1;g;larere;ppt;;4;4;1\n"  # own question beside a target
        "1;h;hab;ppt;;4;4;\n"  # a group that is only rated
        "1;i;;ppt;;4;4;\n"  # no rater group
    )
    assert places_of(rows) == [
        ("code_outside", 2, "respect"),
        ("unknown_group", 3, "rater_group"),
        ("unknown_wave", 4, "wave"),
        ("no_respondent", 5, "respondent"),
        ("answer_without_target", 6, "contact"),
        ("answer_without_target", 6, "knows_tasks"),
        ("answer_without_target", 6, "respect"),
        ("unknown_contact", 7, "contact"),
        ("answers_without_contact", 8, "contact"),
        ("own_answer_with_target", 9, "helps_most"),
        ("group_not_asked", 10, "rater_group"),
        ("no_rater_group", 11, "rater_group"),
    ]


def test_the_nearest_name_is_suggested(problems_of: Problems) -> None:
    found = problems_of("respondent;rater_group;target_group;respect;respct\na;lrere;ppt;4;\na;larere;Barnevernstenesten;4;\n")
    hints = {problem.data.get("value", problem.place.column): str(problem.data["hint"]) for problem in found}
    assert "larere" in hints["lrere"]
    assert "Barnevernstenesta" in hints["Barnevernstenesten"] or "Barnevernstjenesten" in hints["Barnevernstenesten"]


def test_equal_errors_are_one_problem_with_its_rows(problems_of: Problems) -> None:
    rows = "".join(f"r{at};larere;ppt;{9 if at % 2 else 4}\n" for at in range(100))
    (found,) = problems_of("respondent;rater_group;target_group;respect\n" + rows)
    text = found.data["rows"]
    assert isinstance(text, Text)
    assert found.place.row == 3
    assert "50" in str(text)
    assert " 3, 5, 7, " in str(text)
    assert " 41." in str(text)
    assert " 43" not in str(text)


def test_many_different_errors_end_in_a_count(problems_of: Problems) -> None:
    rows = "".join(f"r{at};larere;ppt;{at + 100}\n" for at in range(200))
    found = problems_of("respondent;rater_group;target_group;respect\n" + rows)
    assert len(found) == 51
    assert found[-1].code == "tabular.more_values"
    assert found[-1].data == {"n": 150, "values": 150}
    assert found[-1].place.row == 52


def test_duplicates(places_of: Places) -> None:
    rows = "a;larere;ppt;4\na;larere;sfo;4\na;larere;ppt;5\nb;larere;ppt;4\n"
    assert places_of("respondent;rater_group;target_group;respect\n" + rows) == [("twice", 2, "target_group")]


def test_the_same_pair_in_two_waves_is_no_duplicate(ratings_of: Read) -> None:
    rows = "wave;respondent;rater_group;target_group;respect\n1;a;larere;ppt;4\n2;a;larere;ppt;5\n"
    assert ratings_of(rows).frame["wave"].to_list() == [1, 2]


def test_one_respondent_in_two_groups(places_of: Places, ratings_of: Read) -> None:
    rows = "a;larere;ppt;4\na;sfo;larere;4\nb;sfo;larere;3\n"
    assert places_of("respondent;rater_group;target_group;respect\n" + rows) == [("two_groups", 2, "rater_group")]
    waves = "wave;respondent;rater_group;target_group;respect\n1;a;larere;ppt;4\n2;a;sfo;ppt;4\n"
    assert ratings_of(waves).frame["rater_group"].to_list() == ["larere", "sfo"]


def test_waves_and_the_groups_that_exist_in_them(places_of: Places, problems_of: Problems, made_up_mapping: Mapping) -> None:
    groups = {key: replace(group, waves=(1,)) if key == "familie" else group for key, group in made_up_mapping.groups.items()}
    mapping = replace(made_up_mapping, groups=groups)
    rows = "wave;respondent;rater_group;target_group;respect\n1;a;larere;familie;4\n2;b;larere;familie;4\n2;c;larere;ppt;4\n"
    assert places_of(rows, mapping=mapping) == [("group_not_in_wave", 3, "target_group")]
    (found,) = problems_of(rows, mapping=mapping)
    assert found.data["wave"] == 2
    gap = "wave;respondent;rater_group;target_group;respect\n1;a;larere;ppt;4\n;b;larere;ppt;4\n1.0;c;larere;ppt;4\n"
    assert places_of(gap) == [("no_wave", 3, "wave")]


def test_a_wrong_wave_does_not_hide_a_wrong_group(places_of: Places) -> None:
    rows = "wave;respondent;rater_group;target_group;respect\n7;a;larere;pptt;4\n7;b;larere;ppt;4\n"
    assert places_of(rows) == [("unknown_group", 2, "target_group"), ("unknown_wave", 2, "wave")]


def test_the_own_group(ratings_of: Read, places_of: Places, made_up_mapping: Mapping) -> None:
    rows = "respondent;rater_group;target_group;respect\na;larere;larere;4\n"
    assert ratings_of(rows).frame.height == 1
    assert places_of(rows, mapping=replace(made_up_mapping, own_group=False)) == [("own_group", 2, "target_group")]


def test_a_pair_that_is_not_needed_is_kept(ratings_of: Read) -> None:
    assert ratings_of("respondent;rater_group;target_group;respect\na;sfo;hab;4\n").frame.height == 1


SITES = "respondent;rater_group;rater_site;target_group;target_site;respect\n"


def test_sites(ratings_of: Read, made_up_sites_mapping: Mapping) -> None:
    rows = "a;Lærere;Nordby;barnehage;nordby;4\na;larere;nordby;ppt;;3\nb;ppt;;larere;sorby;2\n"
    found = ratings_of(SITES + rows, mapping=made_up_sites_mapping).frame
    assert found.select(KEYS[2:]).rows() == [
        ("larere", "nordby", "barnehage", "nordby"),
        ("larere", "nordby", "ppt", ""),
        ("ppt", "", "larere", "sorby"),
    ]


def test_wrong_sites(places_of: Places, made_up_sites_mapping: Mapping) -> None:
    fewer = replace(
        made_up_sites_mapping,
        groups={
            **made_up_sites_mapping.groups,
            "barnehage": replace(made_up_sites_mapping.groups["barnehage"], sizes={"nordby": 14}),
        },
    )
    rows = (
        "a;larere;;ppt;;4\n"  # the rater's site is missing
        "b;larere;Nordbo;ppt;;4\n"  # no such site
        "c;larere;nordby;ppt;nordby;4\n"  # serves all sites
        "d;larere;sorby;barnehage;sorby;4\n"  # not there
        "e;larere;nordby;larere;sorby;4\n"  # another school
        "f;ppt;;larere;;4\n"  # which school
    )
    assert places_of(SITES + rows, mapping=fewer) == [
        ("no_site", 2, "rater_site"),
        ("unknown_site", 3, "rater_site"),
        ("site_not_wanted", 4, "target_site"),
        ("group_not_at_site", 5, "target_site"),
        ("other_site", 6, "target_group"),
        ("no_site", 7, "target_site"),
    ]


def test_a_file_without_columns_for_sites(places_of: Places, made_up_sites_mapping: Mapping) -> None:
    rows = "respondent;rater_group;target_group;respect\na;larere;ppt;4\nb;larere;ppt;4\n"
    assert places_of(rows, mapping=made_up_sites_mapping) == [("no_site_column", 2, "rater_site")]


def test_words_for_contact_level_and_dont_know(ratings_of: Read, places_of: Places) -> None:
    head = "respondent;rater_group;target_group;contact;level;respect\n"
    rows = "a;larere;ppt;Ja;leder;Vet ikke\nb;larere;ppt;nej;medarbejder;\nc;larere;ppt;YES;;veit ikkje\n"
    rows += "d;larere;ppt;;STAFF;don’t know\n"
    found = ratings_of(head + rows).frame
    assert found["contact"].to_list() == ["yes", "no", "yes", "yes"]
    assert found["level"].to_list() == ["leader", "staff", None, "staff"]
    assert found["respect:dont_know"].to_list() == [True, False, True, True]
    assert places_of(head + "a;larere;ppt;ja;sjef;4\n") == [("unknown_level", 2, "level")]


def test_level_counts_for_all_rows_of_a_person(ratings_of: Read, places_of: Places) -> None:
    head = "respondent;rater_group;target_group;level;respect\n"
    assert ratings_of(head + "a;larere;ppt;;4\na;larere;sfo;leader;4\n").frame["level"].to_list() == ["leader", "leader"]
    assert places_of(head + "a;larere;ppt;staff;4\na;larere;sfo;leader;4\n") == [("two_levels", 2, "level")]


def test_questions_about_the_own_situation(ratings_of: Read, places_of: Places) -> None:
    head = "respondent,rater_group,target_group,respect,helps_most\n"
    found = ratings_of(head + "a,larere,,,2;4\nb,larere,,,3\nc,larere,,,\nd,larere,,,?\ne,larere,ppt,4,\n")
    assert found.own.select("respondent", "item", "code").rows() == [
        ("a", "helps_most", 2),
        ("a", "helps_most", 4),
        ("b", "helps_most", 3),
    ]
    assert found.frame["respondent"].to_list() == ["e"]
    wrong = head + "a,larere,,,1;2;3\nb,larere,,,9\nc,larere,,,2;2\nd,larere,,,1;x\n"
    assert places_of(wrong) == [
        ("too_many_chosen", 2, "helps_most"),
        ("code_outside", 3, "helps_most"),
        ("chosen_twice", 4, "helps_most"),
        ("code_outside", 5, "helps_most"),
    ]


def test_columns_that_are_wrong(places_of: Places) -> None:
    assert places_of("respondent;rater_group;respect\na;larere;4\n") == [("missing_column", 1, "target_group")]
    assert places_of("respondent;rater_group;target_group;Respect;respect\na;larere;ppt;4;4\n") == [
        ("heading_twice", 1, "Respect"),
        ("heading_twice", 1, "respect"),
    ]
    assert places_of("respondent;rater_group;target_group\na;larere;ppt\n") == [("no_items", 1, None)]
    assert places_of("respondent;rater_group;target_group;respect\n") == [("no_rows", 1, None)]
    assert places_of("respondent;rater_group;target_group;respect;kommentar\na;larere;ppt;9;hei\n") == [
        ("unknown_column", 1, "kommentar"),
        ("code_outside", 2, "respect"),
    ]
    assert places_of("respondent;rater_group;target_group;respect;\na;larere;ppt;4;hei\n") == [("heading_missing", 1, None)]


def test_many_unknown_columns_end_in_a_count(problems_of: Problems) -> None:
    extra = ";".join(f"ukjent{at}" for at in range(80))
    found = problems_of(f"respondent;rater_group;target_group;respect;{extra}\na;larere;ppt;4;{';' * 79}\n")
    assert len(found) == 51
    assert found[-1].code == "ratings.more_columns" or found[0].code == "ratings.more_columns"
    assert sum(problem.data["n"] for problem in found if problem.code == "ratings.more_columns") == 30


def test_headings_do_not_mind_capitals_and_order(ratings_of: Read) -> None:
    found = ratings_of("RESPECT;Target_Group;Respondent;Rater_group\n4;ppt;a;larere\n")
    assert found.frame.select("respondent", "rater_group", "target_group", "respect").row(0) == ("a", "larere", "ppt", 4.0)


def test_a_name_of_two_groups_needs_the_key(places_of: Places, ratings_of: Read, made_up_mapping: Mapping) -> None:
    twin = replace(made_up_mapping.groups["familie"], name=made_up_mapping.groups["ppt"].name)
    mapping = replace(made_up_mapping, groups={**made_up_mapping.groups, "familie": twin})
    head = "respondent;rater_group;target_group;respect\n"
    assert places_of(head + "a;larere;PPT;4\n", mapping=mapping) == [("ambiguous_group", 2, "target_group")]
    assert ratings_of(head + "a;larere;ppt;4\n", mapping=mapping).frame.height == 1


def test_hostile_cells_are_shown_short_and_harmless(problems_of: Problems) -> None:
    bad = "\x1b[2J\x07" + "æ" * 100_000
    (found,) = problems_of(f"respondent;rater_group;target_group;respect\na;larere;ppt;{bad}\n")
    shown = str(found.data["value"])
    assert len(shown) <= 60
    assert shown.isprintable()


@pytest.mark.parametrize("name", ["svar.csv", "svar.tsv", "svar.txt", "SVAR.CSV"])
def test_endings_of_text_files(ratings_of: Read, name: str) -> None:
    assert ratings_of("respondent;rater_group;target_group;respect\na;larere;ppt;4\n", name).frame.height == 1


def test_a_key_is_stronger_than_a_name(ratings_of: Read, made_up_mapping: Mapping) -> None:
    named = replace(made_up_mapping.groups["familie"], name=Text("ppt"))
    mapping = replace(made_up_mapping, groups={**made_up_mapping.groups, "familie": named})
    found = ratings_of("respondent;rater_group;target_group;respect\na;larere;ppt;4\n", mapping=mapping)
    assert found.frame["target_group"].to_list() == ["ppt"]


def test_names_with_quotes_and_commas(ratings_of: Read, made_up_mapping: Mapping) -> None:
    named = replace(made_up_mapping.groups["familie"], name=Text({"nb": 'Ola "Ola\'n" Nordmann, Drift', "da": "Å"}))
    mapping = replace(made_up_mapping, groups={**made_up_mapping.groups, "familie": named})
    rows = 'respondent,rater_group,target_group,respect\na,larere,"Ola ""Ola\'n"" Nordmann, Drift",4\nb,larere,A\u030a,3\n'
    assert ratings_of(rows, mapping=mapping).frame["target_group"].to_list() == ["familie", "familie"]


def test_nothing_is_read_where_one_row_is_wrong(ratings_of: Read) -> None:
    good = "".join(f"r{at};larere;ppt;4\n" for at in range(1000))
    assert ratings_of("respondent;rater_group;target_group;respect\n" + good).frame.height == 1000
    with pytest.raises(RatingsError):
        ratings_of("respondent;rater_group;target_group;respect\n" + good + "x;larere;ppt;6\n")
