"""From a parsed TOML file to an Instrument; every problem of the file is told at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from samspill.errors import InstrumentError
from samspill.instrument.coherence import check
from samspill.instrument.model import About, Bands, Dimension, Instrument, Item, Option, Scale, Subscale, TextStatus
from samspill.instrument.toml_table import LARGEST, PLACEHOLDERS, Problems, Table
from samspill.language import say
from samspill.terms import Contact, Language, Text

MIN_ITEMS = 5
"""Answered items that a tie needs for an index where the instrument does not say, or all where it has fewer."""

FORBIDDEN = "@+"
"""Signs that part group from site and join pooled groups."""

LONGEST_KEY = 60


class Keyed(Protocol):
    """Anything with a key."""

    @property
    def key(self) -> str:
        """The key."""
        ...


K = TypeVar("K", bound=Keyed)


def build(values: dict[str, object], file: str) -> Instrument:
    """Return the instrument that a parsed file describes.

    Parameters
    ----------
    values : dict
        The file, as TOML reads it.
    file : str
        Its name, for the problems.

    Raises
    ------
    InstrumentError
        With every problem found: of form (missing, unknown, wrong type), and of sense (references, ranges, uniqueness).
    """
    problems = Problems(file)
    top = Table(values, "", problems)
    head = top.table("instrument")
    if head is None and not top.has("instrument"):
        problems.add("instrument.missing_table", "instrument")
    instrument = _instrument(top, head or Table({"key": "unnamed"}, "instrument", problems), problems)
    top.finish()
    check(instrument, problems)
    if problems.found:
        raise InstrumentError(problems.found)
    return instrument


def _instrument(top: Table, head: Table, problems: Problems) -> Instrument:
    scales = _by_key("scale", (_scale(table) for table in top.tables("scale")), problems)
    dimensions = _by_key("dimension", (_dimension(table) for table in top.tables("dimension")), problems)
    subscales = _by_key("subscale", (_subscale(table) for table in top.tables("subscale")), problems)
    items = _by_key("item", (_item(table) for table in top.tables("item")), problems)
    counted = sum(item.about is About.TIE and item.in_index for item in items.values())
    question, labels = _contact(top)
    between, within = _bands(top)
    key = _key(head)
    min_items = head.whole("min_items")
    instrument = Instrument(
        key=key,
        version=head.string("version") or "1",
        licence=head.string("licence") or "",
        source=head.text("source") or Text(""),
        name=head.text("name") or Text(key),
        stem=head.text("stem", fields=PLACEHOLDERS),
        stem_own=head.text("stem_own", fields=PLACEHOLDERS),
        note=head.text("note", fields=PLACEHOLDERS),
        note_own=head.text("note_own", fields=PLACEHOLDERS),
        contact_question=question,
        contact_labels=labels,
        dont_know=_completed(head.text("dont_know"), "dont_know"),
        people=_completed(head.text("people"), "people"),
        min_items=min(MIN_ITEMS, counted) if min_items is None else min_items,
        scales=scales,
        dimensions=dimensions,
        subscales=subscales,
        items=items,
        bands_between=between,
        bands_within=within,
        status=head.words_by_language("status", TextStatus),
    )
    head.finish()
    return instrument


def _key(table: Table) -> str:
    key = table.string("key", required=True)
    if key is None:
        return table.at()
    if len(key) > LONGEST_KEY or not key.isprintable() or any(sign.isspace() or sign in FORBIDDEN for sign in key):
        table.note("instrument.bad_key", "key", name=key[:LONGEST_KEY], longest=LONGEST_KEY)
    return key


def _by_key(kind: str, things: Iterable[K], problems: Problems) -> dict[str, K]:
    found: dict[str, K] = {}
    for thing in things:
        if thing.key in found:
            problems.add("instrument.same_key", f"{kind}[{thing.key}]", name=thing.key)
        found.setdefault(thing.key, thing)
    return found


def _scale(table: Table) -> Scale:
    key = _key(table)
    options = tuple(_option(entry, position) for position, entry in enumerate(table.tables("options", required=True), start=1))
    table.finish()
    for code, times in Counter(option.code for option in options).items():
        if times > 1:
            table.note("instrument.same_code", "options", code=code)
    return Scale(key, options)


def _option(table: Table, position: int) -> Option:
    code = table.whole("code", required=True)
    if code is None:
        # Noted already; a code that no file can hold lets the rest be checked.
        code = LARGEST + position
    # Many scales name only their ends; the steps between are then read as their codes.
    label = table.text("label") or Text(str(code))
    score = table.number("score")
    table.finish()
    return Option(code, label, score)


def _dimension(table: Table) -> Dimension:
    key = _key(table)
    name = table.text("name") or Text(key)
    in_text = table.text("in_text") or Text({tag: _inside(text) for tag, text in name.items()})
    dimension = Dimension(key, name, in_text, table.text("about") or name)
    table.finish()
    return dimension


def _inside(name: str) -> str:
    """Return a name as it stands inside a sentence: small first letter, abbreviations as they are."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _subscale(table: Table) -> Subscale:
    key = _key(table)
    subscale = Subscale(key, table.text("name") or Text(key), table.strings("dimensions"))
    table.finish()
    return subscale


def _item(table: Table) -> Item:
    choose = table.whole("choose")
    item = Item(
        key=_key(table),
        dimension=table.string("dimension"),
        scale=table.string("scale", required=True) or "",
        text=table.text("text", required=True, fields=PLACEHOLDERS) or Text(""),
        text_own=table.text("text_own", fields=PLACEHOLDERS),
        help=table.text("help", fields=PLACEHOLDERS),
        about=table.word("about", About) or About.TIE,
        choose=1 if choose is None else choose,
        in_index=table.truth("in_index", default=True),
        status=table.words_by_language("status", TextStatus),
        stemless=table.truth("stemless", default=False),
    )
    table.finish()
    return item


def _contact(top: Table) -> tuple[Text | None, dict[Contact, Text]]:
    table = top.table("contact") or Table({}, "contact", Problems(""))
    question = table.text("question", fields=PLACEHOLDERS)
    labels = {answer: _completed(table.text(answer), f"contact.{answer}") for answer in Contact}
    table.finish()
    return question, labels


def _bands(top: Table) -> tuple[Bands | None, Bands | None]:
    table = top.table("bands")
    if table is None:
        return None, None
    between, within = _band(table, "between"), _band(table, "within")
    table.finish()
    return between, within


def _band(parent: Table, name: str) -> Bands | None:
    table = parent.table(name)
    if table is None:
        return None
    weak, strong = table.number("weak_below", required=True), table.number("strong_above", required=True)
    bands = Bands(weak or 0.0, strong or 0.0, table.text("source") or Text(""), verified=table.truth("verified", default=True))
    if weak is not None and strong is not None and weak > strong:
        table.note("instrument.bands_order", weak=weak, strong=strong)
    table.finish()
    return bands


def _completed(text: Text | None, code: str) -> Text:
    """Return a short standard text: the file's own where it has one, ours in the other languages."""
    if text is not None and text.plain is not None:
        return text
    own: Mapping[Language, str] = text or {}
    return Text({tag: own.get(tag) or say(f"instrument.{code}", tag) for tag in Language})
