"""The poster, the shared machine and the meeting: no code on any of them."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse

from samspill.language import say
from samspill.terms import Language, Text
from samspill_web.collection.ballots.codes import short_address
from samspill_web.collection.channels.poster import papers
from samspill_web.collection.channels.poster.papers import Size, poster, said_first, sentences
from samspill_web.collection.channels.typeset import typed_address


def bare(text: str) -> str:
    return "".join(text.split())


def at(project, name: str, *further: object) -> str:
    return reverse(name, args=[project.pk, *further])


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("language", [Language.NB, Language.SV])
def test_three_sentences_the_day_and_the_address_on_one_sheet(occasion, pages_of, language, size):
    made = poster(occasion, language, size)
    (page,) = pages_of(made)
    said = sentences(occasion, language)
    assert len(said) == 3
    assert all(bare(sentence) in page for sentence in said)
    assert bare(occasion.until(language)) in page
    assert typed_address() in page
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page) is None
    with pikepdf.open(BytesIO(made)) as file:
        wide = float(file.pages[0].mediabox[2]) / 72 * 25.4
    assert round(wide) == (210 if size is Size.A4 else 297)


def test_the_drawing_is_the_short_address_without_a_code(occasion, monkeypatch):
    drawn = []
    monkeypatch.setattr(papers, "code_drawing", lambda text: drawn.append(text) or "")
    monkeypatch.setattr(papers, "typeset", lambda _template, _data: b"")
    poster(occasion, Language.NB, Size.A4)
    assert drawn == [short_address()]
    assert "#" not in drawn[0]


def test_an_address_is_shown_as_it_is_typed(settings):
    settings.ADDRESS = "https://samspill.eksempel.no"
    assert typed_address() == "samspill.eksempel.no/s/"
    settings.ADDRESS = "http://127.0.0.1:8000"
    assert typed_address() == "http://127.0.0.1:8000/s/"


def test_the_longest_texts_stay_on_one_sheet(occasion, pages_of):
    many = Text(dict.fromkeys(Language, "Samarbeidsutfordringene #read(1) " * 30))
    mapping = replace(occasion.plan.mapping, title=many, core_task=many)
    for size in Size:
        made = poster(replace(occasion, plan=replace(occasion.plan, mapping=mapping)), Language.NB, size)
        (page,) = pages_of(made)
        assert "#read(1)" in page
        assert typed_address() in page


def test_a_poster_can_be_read_aloud(occasion, pdf_reading, tmp_path):
    made = poster(occasion, Language.DA, Size.A3)
    file, tree = pdf_reading.read(made)
    assert str(file.Root.Lang) == "da"
    assert [heading.text for heading in tree.all("H1")] == [occasion.title(Language.DA)]
    assert [figure.alt for figure in tree.all("Figure")] == [say("paper.poster.code_alt", Language.DA)]
    path = tmp_path / "poster.pdf"
    path.write_bytes(made)
    checked = subprocess.run(
        [Path(sys.executable).with_name("pdfua"), "check", path], capture_output=True, text=True, check=False
    )
    assert "PASS (no findings)" in checked.stdout


def test_it_can_be_made_before_the_launch(cast, client_of, ready_project):
    answer = client_of(cast.owner).get(at(ready_project, "poster_sheet", "nb", "a4"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


@pytest.mark.parametrize(("language", "size"), [("nb", "a5"), ("xx", "a4"), ("nb", "..")])
def test_no_other_size_or_language(cast, client_of, ready_project, language, size):
    assert client_of(cast.owner).get(at(ready_project, "poster_sheet", language, size)).status_code == 404


def test_a_plan_that_is_not_whole_has_no_poster(cast, client_of):
    outsider = client_of(cast.outsider)
    assert outsider.get(at(cast.foreign_project, "poster_sheet", "nb", "a4")).status_code == 404
    assert outsider.get(at(cast.foreign_project, "meeting", "nb")).status_code == 404


def test_a_leader_says_three_sentences_in_the_language_of_the_group(occasion, cast, client_of):
    owner = client_of(cast.owner)
    for language in (Language.NB, Language.SV):
        said = said_first(occasion, language)
        assert len(said) == 3
        page = owner.get(at(occasion.project, "meeting", language.value)).content.decode()
        assert f'lang="{language.value}"' in page
        assert all(sentence in page for sentence in said)


def test_a_shared_machine_goes_to_its_own_address(cast, client_of, ready_project):
    page = client_of(cast.owner).get(at(ready_project, "terminal")).content.decode()
    assert f"{short_address()}?terminal=1" in page
