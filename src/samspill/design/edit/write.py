"""Write the table of a mapping as TOML that people like to read."""

from __future__ import annotations

from collections.abc import Iterator

import tomli_w

from samspill.design.edit.table import Table, is_list, is_table

SECTIONS = (
    "mapping",
    "privacy",
    "start",
    "core_task_test",
    "calendar",
    "inform",
    "organisation",
    "site",
    "group",
    "tie",
    "wave",
)
"""Order of the sections in a file; those that nobody knows come last."""

WIDTH = 110
"""Longest row for a list or a table inside a row. A longer list is broken; a longer table becomes a section of its own."""


def to_toml(table: Table) -> str:
    """Return a table as TOML.

    Parameters
    ----------
    table : dict
        Anything that :mod:`tomllib` gives.

    Returns
    -------
    str
        Reading it gives the same table, dates as dates. Sections in the order of the reference, lists of tables as ``[[…]]``,
        texts of several lines between three quotation marks.

    Examples
    --------
    >>> print(to_toml({"group": [{"key": "ppt", "size": {"nordby": 9}}], "mapping": {"title": "Trygg overgang"}}), end="")
    [mapping]
    title = "Trygg overgang"
    <BLANKLINE>
    [[group]]
    key = "ppt"
    size = { nordby = 9 }
    """
    known = {name: table[name] for name in SECTIONS if name in table}
    return "\n".join(_parts("", {**known, **table}, top=True))


def _parts(name: str, table: Table, head: str = "", *, top: bool = False) -> Iterator[str]:
    """Yield a section, and then the sections inside it; its rows come first, as TOML asks."""
    rows = {key: value for key, value in table.items() if not _is_section(value, top=top)}
    if rows or head:
        yield head + "".join(f"{_key(key)} = {_literal(value)}\n" for key, value in rows.items())
    for key, value in table.items():
        if key in rows:
            continue
        inner = f"{name}.{_key(key)}" if name else _key(key)
        if is_table(value):
            yield from _parts(inner, value, f"[{inner}]\n")
        for entry in filter(is_table, value if is_list(value) else ()):
            yield from _parts(inner, entry, f"[[{inner}]]\n")


def _is_section(value: object, *, top: bool) -> bool:
    if is_table(value):
        return top or len(_inline(value)) > WIDTH
    if not is_list(value) or not value or not all(map(is_table, value)):
        return False
    return top or any(len(_inline(entry)) > WIDTH for entry in filter(is_table, value))


def _key(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


def _literal(value: object, *, several_lines: bool = True) -> str:
    if is_table(value):
        return _inline(value)
    if is_list(value):
        return _list(value)
    # Between three quotation marks tomli_w makes \r\n into \n.
    several_lines = several_lines and isinstance(value, str) and "\r" not in value
    return tomli_w.dumps({"x": value}, multiline_strings=several_lines).removeprefix("x = ").removesuffix("\n")


def _inline(table: Table) -> str:
    rows = (f"{_key(key)} = {_literal(value, several_lines=False)}" for key, value in table.items())
    return f"{{ {', '.join(rows)} }}" if table else "{}"


def _list(values: list[object]) -> str:
    parts = [_literal(value, several_lines=False) for value in values]
    row = f"[{', '.join(parts)}]"
    if len(row) <= WIDTH and "\n" not in row:
        return row
    return "[\n" + "".join(f"    {part},\n" for part in parts) + "]"
