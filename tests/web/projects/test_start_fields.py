"""Texts in one language or several, and lists in rows."""

from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict

from samspill.terms import Language
from samspill_web.projects.forms.phrase import PhraseField, put, written
from samspill_web.projects.forms.rows import Row, RowsField, asks_for_rows, initial, typed

NB, EN, DA = Language.NB, Language.EN, Language.DA


def form_with(languages, **options):
    class OneText(forms.Form):
        title = PhraseField(languages, label="Tittel", **options)

    return OneText


class Goal(Row):
    def prepare(self):
        self.fields["what"] = PhraseField(self.languages, label="Mål", required=True)
        self.fields["owner"] = PhraseField(self.languages, label="Eier")


def goals_form(languages=(NB,)):
    class Goals(forms.Form):
        goals = RowsField(Goal, languages, label="Mål")

    return Goals


def rows_of(*rows, name="goals", **more):
    posted = QueryDict(mutable=True)
    posted.update({f"{name}-TOTAL_FORMS": str(len(rows)), f"{name}-INITIAL_FORMS": "0", **more})
    for number, row in enumerate(rows):
        posted.update({f"{name}-{number}-{part}": text for part, text in row.items()})
    return posted


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        (None, {NB: "Plan"}, "Plan"),
        ("Gammel", {NB: "Plan"}, "Plan"),
        ("Gammel", {NB: "Gammel", EN: ""}, "Gammel"),
        ("Gammel", {NB: "Ny", EN: ""}, "Ny"),
        ("Gammel", {NB: "Ny", EN: "New"}, {"nb": "Ny", "en": "New"}),
        (None, {NB: "Ny", EN: ""}, {"nb": "Ny"}),
        ("", {NB: "Ny", EN: ""}, {"nb": "Ny"}),
        ("Gammel", {NB: "", EN: "New"}, {"en": "New"}),
        ({"nb": "A", "en": "B"}, {NB: "C"}, {"en": "B", "nb": "C"}),
        ({"nb": "A", "en": "B"}, {NB: "A", EN: " "}, {"nb": "A"}),
        ("Gammel", {NB: "", EN: " "}, None),
        ({"nb": "A", "en": "B"}, {NB: ""}, None),
    ],
)
def test_what_is_typed_becomes_what_the_plan_says(before, said, after):
    assert written(before, said) == after


def test_a_blank_text_leaves_no_key():
    table = {"title": "A", "people": "B"}
    put(table, "people", {NB: "  "})
    put(table, "title", {NB: "C"})
    assert table == {"title": "C"}


def test_one_language_has_one_labelled_input():
    page = form_with([NB])(initial={"title": "Trygg <overgang>"})
    assert page["title"].id_for_label == "id_title_0"
    assert 'name="title_nb"' in str(page["title"])
    assert "&lt;overgang&gt;" in str(page["title"])
    assert "<label" not in str(page["title"])


def test_several_languages_have_an_input_each_with_the_name_of_the_language():
    page = str(form_with([NB, EN])(initial={"title": {"en": "Safe"}})["title"])
    assert 'for="id_title_0" lang="nb">bokmål' in page
    assert 'for="id_title_1" lang="en">English' in page
    assert 'name="title_en" value="Safe"' in page


def test_a_plain_text_stands_in_the_mapping_s_own_language():
    page = str(form_with([EN, NB])(initial={"title": "Safe"})["title"])
    assert 'name="title_en" value="Safe"' in page
    assert page.count("Safe") == 1


def test_typing_gives_all_languages():
    form = form_with([NB, EN])({"title_nb": " Trygg   overgang ", "title_en": ""})
    assert form.is_valid()
    assert form.cleaned_data["title"] == {NB: "Trygg overgang", EN: ""}


def test_a_needed_text_wants_one_language():
    assert not form_with([NB, EN], required=True)({"title_nb": " ", "title_en": ""}).is_valid()
    assert form_with([NB, EN], required=True)({"title_nb": "", "title_en": "Safe"}).is_valid()


def test_a_needed_text_that_is_blank_is_wanted_in_one_language_alone():
    drawn = str(form_with([NB, EN, Language.SV], required=True)({"title_nb": "", "title_en": "", "title_sv": ""})["title"])
    assert drawn.count('aria-invalid="true"') == 1
    assert "<details" in drawn
    assert " open>" not in drawn


def test_a_text_that_is_wrong_in_another_language_is_in_view():
    drawn = str(form_with([NB, EN, Language.SV])({"title_nb": "a", "title_en": "b", "title_sv": "x" * 501})["title"])
    assert " open>" in drawn


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "x" * 501])
def test_a_text_that_breaks_files_is_refused(text):
    form = form_with([NB])({"title_nb": text})
    assert not form.is_valid()
    assert text in str(form["title"]).replace("&#x27;", "'")


def test_rows_come_in_order_without_the_blank_ones():
    form = goals_form()(rows_of({"what_nb": "B"}, {"what_nb": "", "was": '"A"'}, {"what_nb": "A", "owner_nb": "Rektor"}))
    assert form.is_valid(), form.errors
    assert [row["what"][NB] for row in form.cleaned_data["goals"]] == ["B", "A"]
    assert form.cleaned_data["goals"][1]["owner"] == {NB: "Rektor"}


def test_what_is_wrong_names_its_row_and_stays():
    form = goals_form()(rows_of({"what_nb": "A"}, {"what_nb": "", "owner_nb": "Rektor"}))
    assert not form.is_valid()
    assert form.errors["goals"] == ["Rad 2, Mål: Skriv noe her."]
    assert "Rektor" in str(form["goals"])


def test_rows_that_did_not_arrive_are_not_taken_for_deleted():
    assert goals_form()({}).errors["goals"]


def test_there_is_one_empty_row_below():
    form = goals_form()(initial={"goals": initial(Goal, [{"what": "A"}, {"what": {"nb": "B"}, "owner": "C"}])})
    assert str(form["goals"]).count('type="hidden" name="goals-') == 4 + 3
    assert 'name="goals-1-owner_nb" value="C"' in str(form["goals"])
    assert 'name="goals-2-what_nb"' in str(form["goals"])
    assert 'name="goals-3-what_nb"' not in str(form["goals"])


def test_more_rows_keep_what_is_typed_and_complain_of_nothing():
    posted = rows_of({"what_nb": "A", "was": '{"what": "A"}'}, {"owner_nb": "<Rektor>"}, **{"goals-more": "1"})
    form = goals_form()(posted)
    assert asks_for_rows(form, posted)
    again = str(goals_form()(initial=typed(form, posted))["goals"])
    assert "&lt;Rektor&gt;" in again
    assert "{&quot;what&quot;: &quot;A&quot;}" in again
    assert 'name="goals-2-what_nb"' in again
    assert "validation" not in again


def test_a_row_remembers_what_it_was():
    posted = rows_of({"what_nb": "A", "was": '{"what": {"nb": "A", "en": "B"}}'}, {"what_nb": "B", "was": "{nonsense"})
    form = goals_form()(posted)
    assert form.is_valid()
    assert [row["was"] for row in form.cleaned_data["goals"]] == [{"what": {"nb": "A", "en": "B"}}, None]


def test_far_too_many_rows_are_refused_and_kept():
    form = goals_form()(rows_of(*({"what_nb": f"Mål {number}"} for number in range(70))))
    assert not form.is_valid()
    assert "60" in form.errors["goals"][0]


def test_a_form_of_rows_may_stand_twice_with_other_languages():
    first, second = goals_form((NB,))(), goals_form((NB, DA))()
    assert "_da" not in str(first["goals"])
    assert "goals-0-what_da" in str(second["goals"])
