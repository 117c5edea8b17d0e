"""Forms tie labels, help and errors to their controls, and say on top what is wrong."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation


class Trial(forms.Form):
    name = forms.CharField(label="Navn", help_text="Slik den heter til daglig")
    mail = forms.EmailField(label="E-post", required=False)
    kind = forms.ChoiceField(label="Slag", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, help_text="Velg ett")
    open = forms.BooleanField(label="Åpen", required=False)
    note = forms.CharField(label="Merknad", widget=forms.Textarea(attrs={"class": "wide"}), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def by_id(self, name: str) -> tuple[str, dict[str, str | None]]:
        (one,) = [(tag, attrs) for tag, attrs in self.found if attrs.get("id") == name]
        return one


@pytest.fixture
def wrong() -> Tags:
    with translation.override("nb"):
        return Tags(str(Trial({"mail": "ingen", "seen": "x"})))


def test_every_control_has_a_label(wrong: Tags) -> None:
    labelled = {attrs.get("for") for tag, attrs in wrong.found if tag == "label"}
    controls = {attrs["id"] for tag, attrs in wrong.found if tag in {"input", "textarea"} and attrs.get("type") != "hidden"}
    assert controls == labelled == {"id_name", "id_mail", "id_kind_0", "id_kind_1", "id_open", "id_note"}


def test_help_and_errors_belong_to_their_control(wrong: Tags) -> None:
    _, name = wrong.by_id("id_name")
    assert name["aria-describedby"] == "id_name_helptext id_name_error"
    assert name["aria-invalid"] == "true"
    assert [wrong.by_id(part)[0] for part in name["aria-describedby"].split()] == ["p", "div"]
    assert wrong.by_id("id_kind_field")[1]["aria-describedby"] == "id_kind_helptext id_kind_error"
    assert "aria-invalid" not in wrong.by_id("id_open")[1]


def test_choices_stand_in_a_fieldset_with_a_legend(wrong: Tags) -> None:
    tags = [tag for tag, _ in wrong.found]
    assert wrong.by_id("id_kind_field")[0] == "fieldset"
    assert tags.count("legend") == 1


def test_the_browser_does_not_refuse_in_our_place(wrong: Tags) -> None:
    assert not [attrs for _, attrs in wrong.found if "required" in attrs]
    assert wrong.by_id("id_name")[1]["aria-required"] == "true"
    assert "aria-required" not in wrong.by_id("id_mail")[1]
    assert "aria-required" not in wrong.by_id("id_kind_0")[1]


def test_own_classes_stay(wrong: Tags) -> None:
    assert wrong.by_id("id_note")[1]["class"] == "wide ds-input"
    assert "class" not in wrong.by_id("id_seen")[1]


def test_the_summary_leads_to_each_control_that_is_wrong(wrong: Tags) -> None:
    links = [attrs["href"] for tag, attrs in wrong.found if tag == "a"]
    assert links == ["#id_name", "#id_mail", "#id_kind_0"]
    assert all(wrong.by_id(link[1:])[0] == "input" for link in links)


def test_the_summary_counts_and_says_what_is_kept() -> None:
    form = Trial({"mail": "ingen", "kind": "a"})
    with translation.override("nb"):
        html = render_to_string("kernel/error_summary.html", {"form": form})
        assert "2 ting må rettes" in html
        assert "står her ennå" in html
        one = render_to_string("kernel/error_summary.html", {"form": Trial({"name": "A", "kind": "c"})})
    assert "Én ting må rettes" in one
    assert 'role="alert"' in html


def test_what_was_typed_comes_back_escaped() -> None:
    html = str(Trial({"name": "<b>&", "note": "</textarea><script>"}))
    assert 'value="&lt;b&gt;&amp;"' in html
    assert "<script" not in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "ds-error-summary" not in str(Trial())
    assert not re.search(r"aria-invalid", str(Trial()))


def test_a_plain_list_is_drawn_as_django_draws_one():
    from django import forms
    from django.utils.html import escape

    from samspill_web.kernel.forms import PlainSelect

    choices = [("", "–"), ("a", "A & <b>"), ('q"', "Q")]

    class Both(forms.Form):
        plain = forms.ChoiceField(choices=choices, widget=PlainSelect(attrs={"class": "ds-input"}))
        usual = forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "ds-input"}))

    for value in ("", "a", 'q"', None):
        form = Both(initial={"plain": value, "usual": value})
        plain, usual = str(form["plain"]), str(form["usual"])
        squeezed = "".join(line.strip() for line in usual.replace("usual", "plain").splitlines())
        assert sorted(plain) == sorted(squeezed), (plain, squeezed)
        assert escape("A & <b>") in plain
        assert plain.count(" selected") == 1
