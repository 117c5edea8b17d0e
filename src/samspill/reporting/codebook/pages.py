"""A code book as a report, so that every format that draws reports draws it too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.language import number, say
from samspill.reporting.codebook.model import Codebook, Cut, Measure, Option, Part, Variable
from samspill.reporting.compose.editions import labels_of
from samspill.reporting.document import Block, Bullets, Kind, Paragraph, Report, Section, Table, TableCell
from samspill.reporting.names import Names
from samspill.reporting.narrate import policy_words
from samspill.terms import Audience, Language

Say = Callable[..., str]
DECIMALS = 3


def bare_report(release: Release, mapping: Mapping, instrument: Instrument, language: Language) -> Report:
    """Return a report that has no page yet: what the files of a release would be written from."""
    return Report(
        title=mapping.title.get_in(language),
        subtitle=say("codebook.title.book", language),
        language=language,
        audience=Audience.LEADERS,
        made_by=say("report.made_by", language, version=release.samspill, policy=policy_words(release.policy, language)),
        sections=(),
        labels=labels_of(language),
        release=release,
        names=Names(mapping, instrument, language).all_of(release),
    )


def as_report(book: Codebook, bare: Report) -> Report:
    """Return a code book as a report: about the numbers, measures and questions, answers, how to read, and each file."""
    words = partial(_say, book.language)
    fixed = (_about(book, words), _measures(book, words), _scales(book, words), _reading(book, words))
    return replace(bare, sections=(*fixed, *(_part(place, part, words) for place, part in enumerate(book.parts, start=1))))


def _say(language: Language, code: str, /, **fields: object) -> str:
    return say(f"codebook.{code}", language, **fields)


def _about(book: Codebook, words: Say) -> Section:
    facts = {
        "title": book.title,
        "core_task": book.core_task,
        "instrument": book.instrument_name,
        "version": book.version,
        "licence": book.licence,
        "source": book.source,
        "policy": book.policy_words,
        "k": str(book.k),
        "samspill": book.samspill,
    }
    lines = Bullets(tuple(f"{words(f'fact.{name}')}: {value}" for name, value in facts.items() if value))
    lead = Paragraph(words("title.subtitle"), lead=True)
    return Section("about", Kind.METHOD, words("title.about"), (lead, lines, Paragraph(book.why_rounded)))


def _measures(book: Codebook, words: Say) -> Section:
    scale = {"low": _figure(book.low, book), "high": _figure(book.high, book)}
    rows = [(each.name, each.key, _told(each), ", ".join(each.items)) for each in book.measures]
    heads = tuple(words(f"head.{name}") for name in ("name", "key", "meaning", "question"))
    flag = {True: say("data.flag.true", book.language), False: say("data.flag.false", book.language)}
    asked = [(each.key, each.text, each.text_own or "–", flag[each.in_index], each.scale) for each in book.questions]
    headers = tuple(words(f"head.{name}") for name in ("key", "question", "own", "counts", "scale"))
    blocks: tuple[Block, ...] = (
        Paragraph(words("note.mean", **scale)),
        _table(words("caption.measures"), heads, rows),
        *(Paragraph(stem) for stem in _stems(book)),
        _table(words("caption.questions"), headers, asked),
    )
    return Section("measures", Kind.METHOD, words("title.measures"), blocks)


def _stems(book: Codebook) -> Iterator[str]:
    """Yield what stands above the questions, each once."""
    yield from dict.fromkeys(stem for each in book.questions for stem in (each.stem, each.stem_own) if stem)


def _told(measure: Measure) -> str:
    return measure.about or "–"


def _scales(book: Codebook, words: Say) -> Section:
    heads = tuple(words(f"head.{name}") for name in ("code", "answer", "score"))
    blocks: list[Block] = []
    for scale in book.scales:
        rows = [(str(each.code), each.label, _counts_as(each, book)) for each in scale.options]
        blocks.append(_table(words("caption.scale", scale=scale.key), heads, rows))
        blocks += [Paragraph(words("note.ideal"))] if scale.recoded else []
    blocks.append(Paragraph(words("note.dont_know", label=book.dont_know)))
    return Section("scales", Kind.METHOD, words("title.scales"), tuple(blocks))


def _counts_as(option: Option, book: Codebook) -> str:
    return "–" if option.counts_as is None else _figure(option.counts_as, book)


def _reading(book: Codebook, words: Say) -> Section:
    rungs = [
        (each.words, *("–" if part is None else _figure(part, book) for part in (each.step, each.at_most, each.at_least)))
        for each in book.ladder
    ]
    heads = tuple(words(f"head.{name}") for name in ("people", "step", "at_most", "at_least"))
    states = [(each.code, each.meaning) for each in book.states]
    blocks: list[Block] = [
        Paragraph(words("note.n_band", few=book.ladder[0].words)),
        _table(words("caption.ladder"), heads, rungs),
        Paragraph(words("note.ladder")),
        _cuts("classes", book.classes, book, words),
        *([_cuts("bands", book.bands, book, words)] if book.bands else []),
        _table(words("caption.states"), (words("head.code"), words("head.meaning")), states),
        Paragraph(words("note.units")),
    ]
    return Section("reading", Kind.READING, words("title.reading"), tuple(blocks))


def _cuts(name: str, found: Iterable[Cut], book: Codebook, words: Say) -> Table:
    rows = [(each.code, each.meaning, _begins(each, book)) for each in found]
    return _table(words(f"caption.{name}"), (words("head.code"), words("head.class"), words("head.cut")), rows)


def _begins(cut: Cut, book: Codebook) -> str:
    if cut.begins is None:
        return "–"
    return f"{'> ' if cut.above else ''}{_figure(cut.begins, book)}"


def _part(place: int, part: Part, words: Say) -> Section:
    heads = tuple(words(f"head.{name}") for name in ("variable", "meaning", "type", "codes"))
    rows = [
        (each.name, each.label, words(f"type.{each.type}"), " · ".join(_codes(each, words)) or "–") for each in part.variables
    ]
    table = _table(words("caption.variables", file=part.name), heads, rows)
    return Section(f"file-{place}", Kind.METHOD, words("title.file", file=part.name), (table,))


def _codes(variable: Variable, words: Say) -> Iterator[str]:
    for each in variable.codes:
        yield f"{each.code} = {each.meaning}" + (f" ({words('note.missing')})" if each.missing else "")


def _table(caption: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    return Table(caption, header, tuple(tuple(TableCell(text) for text in row) for row in rows))


def _figure(value: float, book: Codebook) -> str:
    return number(value, book.language, DECIMALS)
