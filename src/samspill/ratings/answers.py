"""From cells to answers: codes become scores, and skipped, don't know, no contact and wanted stay apart."""

from __future__ import annotations

from typing import Literal

import polars as pl

from samspill.errors import Problem
from samspill.instrument.model import Instrument, Scale
from samspill.ratings.draft import CONTACT, LEVEL, Draft, cell_of
from samspill.ratings.table import ASKED, dont_know_column
from samspill.ratings.who import ABOUT_SELF
from samspill.tabular.faults import Describe
from samspill.terms import Contact, Level

Values = Literal["codes", "scored"]

DONT_KNOW = frozenset(
    {"?", "vet ikke", "veit ikke", "veit ikkje", "ved ikke", "vet inte", "vet ej", "don't know", "don’t know", "dont know"}
)
CONTACT_WORDS = {
    Contact.YES: ("yes", "ja"),
    Contact.NO: ("no", "nei", "nej"),
    Contact.WANTED: ("wanted", "ønsket", "ønskt", "ønskes", "önskad", "önskat"),
}
ASKED_WORDS = {True: ("yes", "ja", "true"), False: ("no", "nei", "nej", "false")}
LEVEL_WORDS = {
    Level.LEADER: ("leader", "leder", "leiar", "ledare", "chef"),
    Level.STAFF: ("staff", "ansatt", "tilsett", "medarbeider", "medarbeidar", "medarbejder", "medarbetare"),
}
CONTACT_TYPE = pl.Enum([str(contact) for contact in Contact])
LEVEL_TYPE = pl.Enum([str(level) for level in Level])
NUMBER = r"^[+-]?\d{1,9}(?:[.,]\d{1,15})?$"
PARTED_BY = ";"
OWN_SCHEMA = {
    "wave": pl.Int32,
    "respondent": pl.String,
    "rater_group": pl.String,
    "rater_site": pl.String,
    "item": pl.String,
    "code": pl.Int32,
}


def understand_answers(draft: Draft, instrument: Instrument, values: Values) -> tuple[Draft, list[Problem]]:
    """Turn the cells of a draft into answers, and list every cell that is none.

    Afterwards the frame has ``contact`` and ``level`` as enumerations and, per tie item, its score (Float64) under the item's
    key and a Boolean ``<item>:dont_know``. The cells themselves stay, so that later checks can quote them.
    """
    about_tie = ~pl.col(ABOUT_SELF)
    unknown = _dont_know(draft, instrument)
    problems, answers = list[Problem](), list[pl.Expr]()
    for key in draft.items:
        column = cell_of(key)
        cell = pl.col(column)
        scale = instrument.scale_of(key)
        dont_know = cell.str.to_lowercase().is_in(unknown)
        valid, score = _scored(cell, scale) if values == "scored" else _coded(cell, scale)
        wrong = about_tie & cell.is_not_null() & ~dont_know & ~valid.fill_null(value=False)
        problems += draft.values(column, wrong, cell, _outside(scale, values))
        problems += draft.rows(column, pl.col(ABOUT_SELF) & cell.is_not_null(), "ratings.answer_without_target")
        answers += [score.alias(key), dont_know.fill_null(value=False).alias(dont_know_column(key))]
    for key in draft.own_items:
        problems += draft.rows(cell_of(key), about_tie & pl.col(cell_of(key)).is_not_null(), "ratings.own_answer_with_target")
    return draft.with_frame(draft.frame.with_columns(answers)), problems


def _number(cell: pl.Expr) -> pl.Expr:
    return pl.when(cell.str.contains(NUMBER)).then(cell.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False))


def _scored(cell: pl.Expr, scale: Scale) -> tuple[pl.Expr, pl.Expr]:
    number = _number(cell)
    return number.is_between(scale.lowest, scale.highest), number


def _coded(cell: pl.Expr, scale: Scale) -> tuple[pl.Expr, pl.Expr]:
    """Return whether a cell is a code of the scale, and its score (null for a code that is not scored)."""
    number = _number(cell)
    codes = [float(option.code) for option in scale.options]
    scores = [option.score for option in scale.options]
    return number.is_in(codes), number.replace_strict(codes, scores, default=None, return_dtype=pl.Float64)


def _outside(scale: Scale, values: Values) -> Describe:
    if values == "scored":
        limits: dict[str, object] = {"lowest": float(scale.lowest), "highest": float(scale.highest)}
        return lambda _: ("ratings.score_outside", limits)
    codes = tuple(str(option.code) for option in scale.options)
    return lambda _: ("ratings.code_outside", {"known": codes})


def understand_contact(draft: Draft, instrument: Instrument) -> tuple[Draft, list[Problem]]:
    """Understand ``contact`` and ``level``; answers about a group that somebody has no contact with contradict themselves."""
    words = {text.casefold(): str(contact) for contact, label in instrument.contact_labels.items() for text in label.values()}
    words |= {word: str(contact) for contact, known in CONTACT_WORDS.items() for word in known}
    contact = pl.col(CONTACT).str.to_lowercase().replace_strict(words, default=None, return_dtype=CONTACT_TYPE)
    levels = {word: str(level) for level, known in LEVEL_WORDS.items() for word in known}
    level = pl.col(LEVEL).str.to_lowercase().replace_strict(levels, default=None, return_dtype=LEVEL_TYPE)
    problems = draft.rows(CONTACT, pl.col(ABOUT_SELF) & pl.col(CONTACT).is_not_null(), "ratings.answer_without_target")
    told = ~pl.col(ABOUT_SELF) & pl.col(CONTACT).is_not_null()
    problems += draft.values(CONTACT, told & contact.is_null(), pl.col(CONTACT), lambda _: ("ratings.unknown_contact", {}))
    problems += draft.values(
        LEVEL, pl.col(LEVEL).is_not_null() & level.is_null(), pl.col(LEVEL), lambda _: ("ratings.unknown_level", {})
    )
    answered = _answered(draft)
    apart = ~pl.col(ABOUT_SELF) & answered & contact.is_in([Contact.NO, Contact.WANTED])
    problems += draft.values(CONTACT, apart, pl.col(CONTACT), lambda _: ("ratings.answers_without_contact", {}))
    assumed = pl.when(contact.is_null() & answered).then(pl.lit(Contact.YES, CONTACT_TYPE)).otherwise(contact)
    frame = draft.frame.with_columns(
        pl.when(~pl.col(ABOUT_SELF)).then(assumed).alias(CONTACT),
        level.alias(LEVEL),
    )
    return draft.with_frame(frame), problems


def understand_asked(draft: Draft) -> tuple[Draft, list[Problem]]:
    """Understand ``asked``: empty is yes; answers about a group that somebody was not asked about contradict themselves."""
    words = {word: truth for truth, known in ASKED_WORDS.items() for word in known}
    cell = pl.col(ASKED)
    asked = cell.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)
    problems = draft.values(ASKED, cell.is_not_null() & asked.is_null(), cell, lambda _: ("ratings.unknown_asked", {}))
    not_asked = asked.not_().fill_null(value=False)
    problems += draft.rows(ASKED, pl.col(ABOUT_SELF) & not_asked, "ratings.answer_without_target")
    problems += draft.rows(ASKED, ~pl.col(ABOUT_SELF) & not_asked & _answered(draft), "ratings.answers_not_asked")
    return draft.with_frame(draft.frame.with_columns(asked.fill_null(value=True).alias(ASKED))), problems


def _answered(draft: Draft) -> pl.Expr:
    """Return whether a line has any answer about a group."""
    cells = [pl.col(cell_of(key)).is_not_null() for key in draft.items]
    return pl.any_horizontal(cells) if cells else pl.lit(value=False)


def own_answers(draft: Draft, instrument: Instrument) -> tuple[pl.DataFrame, list[Problem]]:
    """Return the answers about the own situation, one line per chosen option, and every cell that is none."""
    problems, found = list[Problem](), [pl.DataFrame(schema=OWN_SCHEMA)]
    unknown = _dont_know(draft, instrument)
    for key in draft.own_items:
        item, cell = instrument.items[key], pl.col(cell_of(key))
        codes = [option.code for option in instrument.scale_of(key).options]
        given = pl.col(ABOUT_SELF) & cell.is_not_null() & ~cell.str.to_lowercase().is_in(unknown)
        chosen = draft.frame.filter(given).with_columns(
            cell.str.split(PARTED_BY).list.eval(_code(pl.element().str.strip_chars(), codes)).alias("code")
        )
        problems += draft.with_frame(chosen).values(
            cell_of(key), _wrong_choice(pl.col("code"), item.choose), cell, _choice_problem(codes, item.choose)
        )
        found.append(chosen.explode("code").select(*list(OWN_SCHEMA)[:4], pl.lit(key).alias("item"), "code"))
    return pl.concat(found), problems


def _code(text: pl.Expr, codes: list[int]) -> pl.Expr:
    number = _number(text)
    return pl.when(number.is_in([float(code) for code in codes])).then(number.cast(pl.Int32, strict=False))


def _wrong_choice(codes: pl.Expr, choose: int) -> pl.Expr:
    unknown = codes.list.eval(pl.element().is_null()).list.any()
    return unknown | (codes.list.len() > choose) | (codes.list.n_unique() < codes.list.len())


def _choice_problem(codes: list[int], choose: int) -> Describe:
    def describe(value: str) -> tuple[str, dict[str, object]]:
        known = tuple(map(str, codes))
        chosen = [part.strip() for part in value.split(PARTED_BY)]
        if len(chosen) > choose and all(part in known for part in chosen):
            return "ratings.too_many_chosen", {"n": choose}
        if len(set(chosen)) < len(chosen):
            return "ratings.chosen_twice", {}
        return "ratings.code_outside", {"known": known}

    return describe


def _dont_know(draft: Draft, instrument: Instrument) -> list[str]:
    return sorted(DONT_KNOW | draft.dont_know | {text.casefold() for text in instrument.dont_know.values()})
