"""Instruments by key or by file, and the short modules that can be added to them.

``find`` is what a mapping uses: it gives an instrument that measures ties, its modules added.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from samspill.errors import InstrumentError, Place, Problem
from samspill.instrument.build import build
from samspill.instrument.hint import hint
from samspill.instrument.model import Instrument
from samspill.instrument.toml_file import parse_toml, read_toml


def load(path: Path) -> Instrument:
    """Return the instrument, or the module, in a TOML file.

    Raises
    ------
    FileError
        The file is missing, is no file, is too large, is not UTF-8 or not TOML.
    InstrumentError
        With every problem of the file.
    """
    return build(read_toml(path), str(path))


def shipped_keys() -> tuple[str, ...]:
    """Return the keys of the instruments that ship, the default first.

    Examples
    --------
    >>> shipped_keys()
    ('relational-capacity', 'relational-coordination')
    """
    return _keys_in(_catalogue())


def module_keys() -> tuple[str, ...]:
    """Return the keys of the modules that ship: short sets of questions that stay out of the index.

    Examples
    --------
    >>> module_keys()
    ('conditions', 'leadership', 'psychological-safety', 'we-know')
    """
    return _keys_in(_catalogue() / "modules")


@cache
def shipped(key: str) -> Instrument:
    """Return an instrument or a module that ships.

    Raises
    ------
    InstrumentError
        ``instrument.unknown_reference`` with the nearest key.
    """
    if key in shipped_keys():
        return _read(_catalogue() / f"{key}.toml")
    if key in module_keys():
        return _read(_catalogue() / "modules" / f"{key}.toml")
    data = {"name": key, "hint": hint(key, (*shipped_keys(), *module_keys()))}
    raise InstrumentError(Problem("instrument.unknown_reference", data=data))


def named(reference: str, beside: Path, place: Place | None = None) -> Instrument:
    """Return the instrument or module of a key or a path.

    Raises
    ------
    FileError, InstrumentError
        As ``load``; ``instrument.unknown_reference`` at ``place`` for neither key nor file, with the nearest name.
    """
    if reference in (*shipped_keys(), *module_keys()):
        return shipped(reference)
    path = beside / reference
    try:
        there = path.exists()
    except OSError:
        # A text that is far too long for a file name.
        there = False
    if there:
        return load(path)
    known = (*shipped_keys(), *module_keys(), *sorted(entry.name for entry in beside.glob("*.toml")))
    data = {"name": reference, "hint": hint(reference, known)}
    raise InstrumentError(Problem("instrument.unknown_reference", place or Place(), data))


def find(reference: str, beside: Path, *, modules: Sequence[str] = ()) -> Instrument:
    """Return the instrument that a mapping names, its modules added.

    Parameters
    ----------
    reference : str
        Key of an instrument that ships, or a path relative to ``beside``.
    beside : Path
        The folder of mapping.toml.
    modules : sequence of str
        Keys or paths of modules.

    Raises
    ------
    FileError, InstrumentError
        As ``load``; ``instrument.unknown_reference`` for neither key nor file, ``instrument.is_module`` for a module.
    """
    place = Place(key="mapping.instrument")
    instrument = named(reference, beside, place)
    if not instrument.index_items:
        raise InstrumentError(Problem("instrument.is_module", place, {"name": reference}))
    return with_modules(instrument, modules, beside)


def with_modules(instrument: Instrument, keys: Iterable[str], beside: Path = Path()) -> Instrument:
    """Return an instrument with the questions of modules after its own.

    Raises
    ------
    FileError, InstrumentError
        As ``load``; ``instrument.module_index`` for a module with questions that would change
        the index, ``instrument.module_clash`` where a key stands for two things.
    """
    problems: list[Problem] = []
    for key in dict.fromkeys(keys):
        try:
            instrument = _checked(instrument, named(key, beside, Place(key="mapping.modules")), key)
        except InstrumentError as error:
            problems += error.problems
    if problems:
        raise InstrumentError(problems)
    return instrument


def _checked(instrument: Instrument, module: Instrument, key: str) -> Instrument:
    """Join a module, if it leaves the index alone and every key stands for one thing."""
    place = Place(key="mapping.modules")
    if module.index_items:
        items = [item.key for item in module.index_items]
        raise InstrumentError(Problem("instrument.module_index", place, {"name": key, "items": items}))
    if clashes := _clashes(instrument, module):
        raise InstrumentError(Problem("instrument.module_clash", place, {"name": key, "keys": clashes}))
    return _joined(instrument, module)


def _joined(instrument: Instrument, module: Instrument) -> Instrument:
    scales, items = {**instrument.scales, **module.scales}, {**instrument.items, **module.items}
    return replace(instrument, scales=scales, items=items)


def _clashes(instrument: Instrument, module: Instrument) -> list[str]:
    taken = instrument.items.keys() | instrument.dimensions.keys() | instrument.subscales.keys()
    items = [key for key in module.items if key in taken]
    scales = [key for key, scale in module.scales.items() if instrument.scales.get(key, scale) != scale]
    return items + scales


def _catalogue() -> Traversable:
    return files("samspill.instrument") / "catalogue"


def _keys_in(folder: Traversable) -> tuple[str, ...]:
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def _read(entry: Traversable) -> Instrument:
    return build(parse_toml(entry.read_bytes(), entry.name), entry.name)


def shipped_source(key: str) -> str:
    """Return the file of an instrument or module that ships, as it is written: what a wave freezes.

    Raises
    ------
    InstrumentError
        As :func:`shipped`.
    """
    shipped(key)
    folder = _catalogue() if key in shipped_keys() else _catalogue() / "modules"
    return (folder / f"{key}.toml").read_text(encoding="utf-8")


def parse(content: str, file: str = "instrument.toml") -> Instrument:
    """Read the text of an instrument or module.

    Raises
    ------
    FileError, InstrumentError
        As :func:`load`.
    """
    return build(parse_toml(content.encode("utf-8", "surrogatepass"), file), file)


def joined(instrument: Instrument, modules: Iterable[Instrument]) -> Instrument:
    """Return an instrument with the questions of modules that have been read already after its own.

    Raises
    ------
    InstrumentError
        As :func:`with_modules`.
    """
    for module in modules:
        instrument = _checked(instrument, module, module.key)
    return instrument
