"""The saved column map of a wide file: which of its columns hold what."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from samspill.design.model import Mapping as Design
from samspill.errors import FileError, Place, Problem, RatingsError
from samspill.instrument.hint import hint
from samspill.instrument.model import Instrument
from samspill.ratings.draft import CONTACT
from samspill.tabular.sheet import shown

TEXTS = ("columns", "respondent", "rater_group", "rater_site", "level", "wave_column", "site")
LISTS = ("dont_know", "ignore")
TABLES = ("groups", "sites", "items", "own")
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which columns of a wide file hold what.

    Parameters
    ----------
    columns : str
        How the headings of ratings are built: ``{group}``, ``{item}``, maybe ``{site}``, as in ``"{group} – {item}"``.
    rater_group : str
        Heading of the respondent's own group.
    respondent, rater_site, level, wave_column : str or None
        Further headings. Without ``respondent`` the row number names the person.
    site : str or None
        The site of everybody whose group has sites, where the file has no column for it.
    wave : int
        The wave of all rows, where the file has no column for it.
    groups, sites, items, own : mapping of str to str
        Words of the file to keys. An item may be ``contact``; ``own`` maps whole headings to items about the own situation.
    dont_know, ignore : tuple of str
        Further words for "don't know"; headings that are passed over.
    """

    columns: str
    rater_group: str
    respondent: str | None = None
    rater_site: str | None = None
    level: str | None = None
    wave_column: str | None = None
    site: str | None = None
    wave: int = 1
    groups: Mapping[str, str] = field(default_factory=dict[str, str])
    sites: Mapping[str, str] = field(default_factory=dict[str, str])
    items: Mapping[str, str] = field(default_factory=dict[str, str])
    own: Mapping[str, str] = field(default_factory=dict[str, str])
    dont_know: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def knows(self, headings: Sequence[str]) -> bool:
        """Tell whether a row of headings is the one that the map was made for."""
        return self.rater_group in headings

    def heading(self, group: str, item: str, site: str = "") -> str:
        """Return the heading that the pattern builds from words of the file."""
        return self.columns.replace("{site}", site).replace("{group}", group).replace("{item}", item)

    def to_toml(self) -> str:
        """Return the map as a file that ``read_column_map`` reads."""
        lines = ["[wide]", *(f"{name} = {_quoted(text)}" for name in TEXTS if (text := getattr(self, name)) is not None)]
        if self.wave_column is None:
            lines.append(f"wave = {self.wave}")
        lines += [f"{name} = [{', '.join(map(_quoted, words))}]" for name in LISTS if (words := getattr(self, name))]
        for name in TABLES:
            entries: Mapping[str, str] = getattr(self, name)
            if entries:
                lines += ["", f"[{name}]", *(f"{_quoted(word)} = {_quoted(key)}" for word, key in entries.items())]
        return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a TOML basic string: JSON's, but for the one control character that JSON leaves alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_column_map(path: Path, mapping: Design, instrument: Instrument) -> ColumnMap:
    """Read a column map and check that its keys are those of the mapping and the instrument.

    Raises
    ------
    FileError
        ``tabular.missing``, ``tabular.unreadable``, ``ratings.map_toml``.
    RatingsError
        All of ``ratings.map_unknown``, ``ratings.map_missing``, ``ratings.map_kind``, ``ratings.map_pattern`` and
        ``ratings.map_key``, each with the key path.
    """
    source = _toml(path)
    place = _Places(path.name)
    problems = _shape(source, place)
    if not problems:
        found = _built(source)
        problems = _pattern(found, place) + _keys(found, place, mapping, instrument)
        if not problems:
            return found
    raise RatingsError(problems)


@dataclass(frozen=True, slots=True)
class _Places:
    file: str

    def at(self, *keys: str) -> Place:
        return Place(file=self.file, key=".".join(keys))


def _toml(path: Path) -> dict[str, object]:
    place = Place(file=path.name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileError(Problem("tabular.too_large", place, {"size": MOST_BYTES // 1_000_000}))
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise FileError(Problem("tabular.missing", place)) from error
    except OSError as error:
        raise FileError(Problem("tabular.unreadable", place, {"reason": error.strerror or type(error).__name__})) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FileError(Problem("ratings.map_toml", place, {"reason": str(error)})) from error


def _shape(source: Mapping[str, object], place: _Places) -> list[Problem]:
    problems = [
        Problem("ratings.map_unknown", place.at(name), {"hint": hint(name, ("wide", *TABLES))})
        for name in source
        if name not in ("wide", *TABLES)
    ]
    wide = source.get("wide", {})
    if not isinstance(wide, dict):
        return [*problems, Problem("ratings.map_kind", place.at("wide"))]
    entries = cast("dict[str, object]", wide)
    names = (*TEXTS, *LISTS, "wave")
    problems += [
        Problem("ratings.map_unknown", place.at("wide", name), {"hint": hint(name, names)})
        for name in entries
        if name not in names
    ]
    problems += [
        Problem("ratings.map_missing", place.at("wide", name)) for name in ("columns", "rater_group") if name not in entries
    ]
    problems += [
        Problem("ratings.map_kind", place.at("wide", name)) for name in entries if not _right_kind(name, entries[name])
    ]
    problems += [Problem("ratings.map_kind", place.at(name)) for name in TABLES if not _is_words(source.get(name, {}))]
    return problems


def _right_kind(name: str, value: object) -> bool:
    if name in LISTS:
        return isinstance(value, list) and all(isinstance(word, str) for word in cast("list[object]", value))
    if name == "wave":
        return isinstance(value, int) and not isinstance(value, bool)
    return name not in TEXTS or isinstance(value, str)


def _is_words(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(word, str) for word in cast("dict[str, object]", value).values())


def _built(source: Mapping[str, object]) -> ColumnMap:
    wide = cast("dict[str, str]", source["wide"])
    lists = {name: tuple(wide[name]) for name in LISTS if name in wide}
    texts = {name: wide[name] for name in (*TEXTS, "wave") if name in wide}
    tables = {name: cast("dict[str, str]", source[name]) for name in TABLES if name in source}
    return ColumnMap(**{**texts, **lists, **tables})  # type: ignore[arg-type]


def _pattern(found: ColumnMap, place: _Places) -> list[Problem]:
    group, item, site = (found.columns.count(part) for part in ("{group}", "{item}", "{site}"))
    right = group == item == 1 and site <= 1
    return [] if right else [Problem("ratings.map_pattern", place.at("wide", "columns"), {"value": found.columns})]


def _keys(found: ColumnMap, place: _Places, mapping: Design, instrument: Instrument) -> list[Problem]:
    ties = (*(item.key for item in instrument.tie_items), CONTACT)
    known = {
        "groups": tuple(mapping.groups),
        "sites": tuple(mapping.sites),
        "items": ties,
        "own": tuple(item.key for item in instrument.self_items),
    }
    problems = [
        _no_key(key, keys, place.at(table, word))
        for table, keys in known.items()
        for word, key in getattr(found, table).items()
        if key not in keys
    ]
    if found.site is not None and found.site not in mapping.sites:
        problems.append(_no_key(found.site, known["sites"], place.at("wide", "site")))
    if found.wave_column is None and found.wave not in mapping.wave_numbers:
        problems.append(_no_key(str(found.wave), tuple(map(str, mapping.wave_numbers)), place.at("wide", "wave")))
    return problems


def _no_key(key: str, keys: Sequence[str], place: Place) -> Problem:
    return Problem("ratings.map_key", place, {"value": shown(key), "hint": hint(key, keys)})
