"""What every field means, as the OpenAPI document says it: of a release the words of its code book, of the code book these."""

from __future__ import annotations

from samspill.reporting.codebook import meaning
from samspill.terms import Language

BOOK = {
    "Codebook.title": "Title of the mapping.",
    "Codebook.core_task": "The core task, as it reads inside a sentence.",
    "Codebook.language": "Language of all texts.",
    "Codebook.instrument": "Key and version of the questionnaire.",
    "Codebook.instrument_name": "Name of the questionnaire.",
    "Codebook.version": "Version of the questionnaire.",
    "Codebook.licence": "Licence of the questionnaire's texts.",
    "Codebook.source": "Where the questions come from.",
    "Codebook.samspill": "Version of Samspill that made the release.",
    "Codebook.policy": "Policy of protection: strict, standard or research.",
    "Codebook.policy_words": "What the policy protects, in plain words.",
    "Codebook.why_rounded": "Why numbers are rounded.",
    "Codebook.k": "Least number of people behind a number.",
    "Codebook.low": "Lower end of the scale of the index, in scores.",
    "Codebook.high": "Upper end of the scale of the index, in scores.",
    "Codebook.measures": "The index, and each dimension.",
    "Codebook.questions": "Every question that was asked.",
    "Codebook.scales": "Every response scale that was used.",
    "Codebook.dont_know": "What “don't know” is called; it is counted apart and is never a zero.",
    "Codebook.states": "What there can be in the place of a value; the first is a value.",
    "Codebook.ladder": "How values are rounded, by people band.",
    "Codebook.classes": "Classes of published values, the highest first.",
    "Codebook.bands": "Bands of the questionnaire itself, of ties between groups; empty where it has none.",
    "Codebook.parts": "Files, and tables or records in them.",
    "Measure.key": "index, or the key of a dimension.",
    "Measure.name": "Its name.",
    "Measure.about": "What a high value means, seen from the rater; empty for the index.",
    "Measure.items": "Keys of the questions whose mean it is.",
    "Asked.key": "Key of the question, also that of its column in ratings files.",
    "Asked.about": "tie: about another group; self: about the own situation.",
    "Asked.stem": "What stands above the question, or begins its sentence; empty for one that stands alone.",
    "Asked.text": "The question, or the rest of its sentence; […] for the group that it is about.",
    "Asked.stem_own": "The stem where the own group is asked about; null where it is not.",
    "Asked.text_own": "The question about the own group; null where it is not asked.",
    "Asked.dimension": "Key of its dimension; null for none.",
    "Asked.scale": "Key of its response scale.",
    "Asked.in_index": "Whether it counts in the index.",
    "Scale.key": "Key of the scale.",
    "Scale.options": "Answers, in the order that they were shown.",
    "Scale.recoded": "Whether answers count as something else than their order: an ideal point, say.",
    "Option.code": "Code that the answer was stored and shown by.",
    "Option.label": "The answer in words.",
    "Option.counts_as": "Score that it counts as; null for an answer without one.",
    "Code.code": "The code.",
    "Code.meaning": "What it means.",
    "Code.missing": "Whether it stands where there is no value.",
    "Rung.people": "People band.",
    "Rung.words": "The band in words.",
    "Rung.step": "Values are rounded to the nearest multiple of this, in scale units, halves up.",
    "Rung.at_most": "Value that is shown as at most this; null where no extreme is coded.",
    "Rung.at_least": "Value that is shown as at least this; null where no extreme is coded.",
    "Cut.code": "Code of the class or band.",
    "Cut.meaning": "The same in words.",
    "Cut.begins": "Published value from which it counts; null for the lowest.",
    "Cut.above": "Whether it counts above that value only.",
    "Part.name": "Name of the file, and of the table, sheet or record in it.",
    "Part.variables": "What it holds, in order.",
    "Variable.name": "Name, as the file has it.",
    "Variable.label": "What it is.",
    "Variable.type": "text, whole (number), number, flag, code, list or record.",
    "Variable.codes": "Codes that can stand there; empty where it holds other things than codes.",
}


def meaning_of(record: str, field: str) -> str:
    """Return what a field means; KeyError for one that nobody has described."""
    return BOOK.get(f"{record}.{field}") or f"{meaning(record, field, Language.EN)}."


LEAST = {
    "Policy.k": 4,
    "Policy.exact_n_from": 1,
    "Policy.figures_of_change_from": 1,
    "Policy.whole_wave_from": 1,
    "WaveRelease.wave": 1,
    "Change.since": 1,
    "Network.mutual": 0,
    "Network.one_way": 0,
    "Network.neither": 0,
    "n": 1,
}
"""Least values that hold for every questionnaire; the ranges of means depend on its scales."""


def least_of(record: str, field: str) -> int | None:
    """Return the least value of a field; None where there is none that always holds."""
    return LEAST.get(f"{record}.{field}", LEAST.get(field))
