"""Stem, item and names make sentences that a native would say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.instrument.load import shipped, with_modules
from samspill.instrument.model import Instrument, Item
from samspill.instrument.wording import Filling, ending, fill, filling, is_broken, missing, question, stem
from samspill.terms import Language, Text

CAPACITY = with_modules(shipped("relational-capacity"), ("we-know",))
COORDINATION = shipped("relational-coordination")

NAMES = {
    Language.NB: Filling("de ansatte i SFO", "Lærere", "trygg overgang", "barna det gjelder"),
    Language.NN: Filling("dei tilsette i SFO", "Lærarar", "trygg overgang", "barna det gjeld"),
    Language.DA: Filling("hjemmesygeplejerskerne", "Visitationen", "tryg udskrivning", "de ældre og deres pårørende"),
    Language.SV: Filling("biståndshandläggarna", "Hemtjänsten", "trygg hemgång", "de äldre"),
    Language.EN: Filling("child welfare", "Teachers", "a safe passage", "the children concerned"),
}


def asked(item: str, language: Language, *, own: bool = False, instrument: Instrument = CAPACITY) -> str:
    return question(instrument, instrument.items[item], NAMES[language], language, own=own)


# ---- read aloud ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            Language.NB,
            (
                "Tenk på de siste tre månedene og arbeidet med «trygg overgang». "
                "I hvilken grad opplever du at de ansatte i SFO vet hvilke oppgaver vi har?"
            ),
        ),
        (
            Language.NN,
            (
                "Tenk på dei siste tre månadene og arbeidet med «trygg overgang». "
                "I kva grad opplever du at dei tilsette i SFO veit kva oppgåver vi har?"
            ),
        ),
        (
            Language.DA,
            (
                "Tænk på de seneste tre måneder og arbejdet med »tryg udskrivning«. "
                "I hvilken grad oplever du, at hjemmesygeplejerskerne ved, hvilke opgaver vi har?"
            ),
        ),
        (
            Language.SV,
            (
                "Tänk på de senaste tre månaderna och arbetet med ”trygg hemgång”. "
                "I vilken utsträckning upplever du att biståndshandläggarna vet vilka arbetsuppgifter vi har?"
            ),
        ),
        (
            Language.EN,
            (
                "Think about the last three months and the work on “a safe passage”. "
                "In your experience, to what extent did child welfare know what our tasks are?"
            ),
        ),
    ],
)
def test_the_first_question(language: Language, sentence: str) -> None:
    assert asked("knows_tasks", language) == sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.NB, "I hvilken grad opplever du at dere trekker i samme retning til beste for barna det gjelder?"),
        (Language.NN, "I kva grad opplever du at de dreg i same retning til beste for barna det gjeld?"),
        (Language.DA, "I hvilken grad oplever du, at I trækker i samme retning til gavn for de ældre og deres pårørende?"),
        (Language.SV, "I vilken utsträckning upplever du att ni drar åt samma håll för att det ska bli bra för de äldre?"),
        (
            Language.EN,
            (
                "In your experience, to what extent did you and your colleagues pull in the same direction "
                "for the good of the children concerned?"
            ),
        ),
    ],
)
def test_the_last_question_about_the_own_group(language: Language, sentence: str) -> None:
    assert asked("shared_direction", language, own=True).endswith(f". {sentence}")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.NB, "I hvilken grad vet du hva de ansatte i SFO kan bidra med?"),
        (Language.NN, "I kva grad veit du kva dei tilsette i SFO kan bidra med?"),
        (Language.DA, "I hvilken grad ved du, hvad hjemmesygeplejerskerne kan bidrage med?"),
        (Language.SV, "I vilken utsträckning vet du vad biståndshandläggarna kan bidra med?"),
        (Language.EN, "To what extent do you know what child welfare can contribute?"),
    ],
)
def test_a_question_without_stem(language: Language, sentence: str) -> None:
    assert asked("we_know", language) == sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.NB, "arbeidet med «trygg overgang». Arbeider de ansatte i SFO mot de samme målene som oss?"),
        (Language.NN, "arbeidet med «trygg overgang». Arbeider dei tilsette i SFO mot dei same måla som oss?"),
        (Language.DA, "arbejdet med »tryg udskrivning«. Arbejder hjemmesygeplejerskerne hen imod de samme mål som os?"),
        (Language.SV, "arbetet med ”trygg hemgång”. Arbetar biståndshandläggarna mot samma mål som vi?"),
        (Language.EN, "the work on “a safe passage”. Did child welfare work towards the same goals as us?"),
    ],
)
def test_a_stem_that_is_a_sentence_of_its_own(language: Language, sentence: str) -> None:
    assert asked("shared_goals", language, instrument=COORDINATION).endswith(sentence)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.NB, "«Vi» er deg og kollegaene dine i gruppen «Lærere»."),
        (Language.NN, "«Vi» er du og kollegaene dine i gruppa «Lærarar»."),
        (Language.DA, "»Vi« er dig og dine kolleger i gruppen »Visitationen«."),
        (Language.SV, "”Vi” är du och dina kollegor i gruppen ”Hemtjänsten”."),
        (Language.EN, "“We” means you and your colleagues in the group “Teachers”."),
    ],
)
def test_who_we_are(language: Language, sentence: str) -> None:
    assert CAPACITY.note is not None
    assert fill(CAPACITY.note[language], NAMES[language], language) == sentence


def test_stem_and_item_can_stand_on_two_lines() -> None:
    item, names = CAPACITY.items["knows_tasks"], NAMES[Language.NB]
    assert stem(CAPACITY, item, names, Language.NB).endswith("I hvilken grad opplever du at de ansatte i SFO …")
    assert ending(CAPACITY, item, names, Language.NB) == "… vet hvilke oppgaver vi har?"
    assert stem(CAPACITY, CAPACITY.items["we_know"], names, Language.NB) == ""
    assert ending(CAPACITY, CAPACITY.items["we_know"], names, Language.NB).startswith("I hvilken grad vet du")
    first = COORDINATION.items["frequent"]
    assert ending(COORDINATION, first, names, Language.NB) == "Hører vi fra de ansatte i SFO så ofte som arbeidet krever?"


# ---- how the parts join ----------------------------------------------------------------------------------------------------


def joined(before: str | None, text: str, *, names: Filling = NAMES[Language.NB]) -> str:
    instrument = replace(CAPACITY, stem=None if before is None else Text(before))
    return question(instrument, Item("q", "d", "degree", Text(text)), names, Language.NB)


@pytest.mark.parametrize(
    ("before", "text", "sentence"),
    [
        (None, "… vet hvem vi er", "Vet hvem vi er?"),
        (None, "{group} vet hvem vi er.", "De ansatte i SFO vet hvem vi er."),
        ("Opplever du at {group} …", "… vet hvem vi er", "Opplever du at de ansatte i SFO vet hvem vi er?"),
        ("Opplever du at {group}", "vet hvem vi er?", "Opplever du at de ansatte i SFO vet hvem vi er?"),
        ("Opplever du at …", "{group} vet hvem vi er", "Opplever du at de ansatte i SFO vet hvem vi er?"),
        ("Jeg opplever at {group} …", "… vet hvem vi er.", "Jeg opplever at de ansatte i SFO vet hvem vi er."),
        ("Tenk på i år.", "{group} vet hvem vi er.", "Tenk på i år. De ansatte i SFO vet hvem vi er."),
        ("Tenk på i år.", "vet {group} hvem vi er", "Tenk på i år. Vet de ansatte i SFO hvem vi er?"),
        ("Tenk på i år. {group} er «de andre».", "Vet de det?", "Tenk på i år. De ansatte i SFO er «de andre». Vet de det?"),
        ("Hvor enig er du?", "{group} ler.", "Hvor enig er du? De ansatte i SFO ler."),
        (None, "Vet noen, f.eks. {group}, hvem vi er?", "Vet noen, f.eks. de ansatte i SFO, hvem vi er?"),
    ],
)
def test_first_letters_spaces_and_marks(before: str | None, text: str, sentence: str) -> None:
    assert joined(before, text) == sentence


def test_an_item_without_text_of_its_own_asks_about_the_own_group_by_name() -> None:
    item = replace(CAPACITY.items["knows_tasks"], text_own=None)
    assert question(CAPACITY, item, NAMES[Language.NB], Language.NB, own=True).endswith(
        "de ansatte i SFO vet hvilke oppgaver vi har?"
    )


def test_names_are_straightened() -> None:
    names = Filling("  de   ansatte\n", "SFO «Fri»", "Trygg «overgang» . ", "barna")
    sentence = fill("{group} {own_group} «{core_task}»", names, Language.NB)
    assert sentence == "De ansatte gruppen «SFO ’Fri’» «Trygg ’overgang’»"


def test_braces_in_names_are_only_text() -> None:
    names = Filling("{own_group}", "{0}", "a {b} {{", "}")
    assert fill("{group}|{own_group}|{core_task}|{people}", names, Language.EN) == "{own_group}|the group “{0}”|a {b} {{|}"


def test_a_mapping_without_people_uses_the_instruments_own_words() -> None:
    names = {"group": Text("PPT"), "own_group": Text("SFO"), "core_task": Text({"nb": "overgang", "en": "passage"})}
    assert filling(CAPACITY, Language.DA, **names) == Filling("PPT", "SFO", "overgang", "dem, det handler om")
    assert filling(CAPACITY, Language.EN, **names, people=Text("pupils")).people == "pupils"


# ---- what is broken --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["group", "core_task", "own_group", "people"])
@pytest.mark.parametrize("language", Language)
def test_an_empty_name_breaks_the_sentence(part: str, language: Language) -> None:
    names = replace(NAMES[language], **{part: " "})
    template = CAPACITY.note if part == "own_group" else None
    sentence = (
        fill(template[language], names, language)
        if template
        else " ".join(question(CAPACITY, item, names, language) for item in CAPACITY.tie_items)
    )
    assert is_broken(sentence), sentence


@pytest.mark.parametrize(
    ("sentence", "broken"),
    [
        ("", True),
        ("Vet {group} det?", True),
        ("Vet PPT  det?", True),
        ("Vet PPT det ?", True),
        ("Arbeidet med «».", True),
        ("Arbejdet med »«.", True),
        ("Arbetet med ””.", True),
        ("The work on “”.", True),
        ("Vet PPT det??", True),
        ("Vet PPT det …?", True),
        ("Vet PPT det?", False),
        ("Arbeidet med «A» og «B» … PPT", False),
        ("”A” och ”B”.", False),
    ],
)
def test_gaps_are_seen(sentence: str, broken: bool) -> None:
    assert is_broken(sentence) is broken


def test_missing_texts_are_named() -> None:
    scale = CAPACITY.scales["degree"]
    options = (replace(scale.options[0], label=Text({"nb": "Lite"})), *scale.options[1:])
    items = {**CAPACITY.items, "respect": replace(CAPACITY.items["respect"], text=Text({"nb": "…", "da": "…"}))}
    scales = {**CAPACITY.scales, "degree": replace(scale, options=options)}
    instrument = replace(CAPACITY, stem=Text({"nb": "…"}), items=items, scales=scales)
    assert missing(instrument, Language.DA) == ("instrument.stem", "scale[degree].options[1]")
    assert missing(instrument, Language.EN) == ("instrument.stem", "item[respect].text", "scale[degree].options[1]")
    assert instrument.languages == (Language.NB,)


WORDS = st.text(alphabet="abcæ øÅ.?«»”{}", max_size=10)


@settings(deadline=None)
@given(st.builds(Filling, WORDS, WORDS, WORDS, WORDS), st.sampled_from(Language), st.booleans())
def test_any_names_give_a_sentence(names: Filling, language: Language, own: bool) -> None:
    for item in CAPACITY.tie_items:
        sentence = question(CAPACITY, item, names, language, own=own)
        assert sentence.endswith((".", "?"))
        assert "\n" not in sentence
