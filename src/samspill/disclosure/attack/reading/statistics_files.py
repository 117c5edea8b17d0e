"""Tables of SPSS files and of networks in GraphML: one set of variables a measure, read as one row a measure."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from json import loads
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import Element  # xml_tree reads it, and refuses document types

from samspill.disclosure.attack.reading.source import Source, UnreadableError
from samspill.disclosure.attack.reading.tables import MOST_CELLS, Content, Table, written
from samspill.disclosure.attack.reading.words import plain
from samspill.disclosure.attack.reading.xml_tree import inner, tree_of

MEASURED = ("state", "value", "bound", "people", "n")
TIED = ("rater", "rater_name", "target", "target_name", "wave")
FACTS = (*TIED, "no_contact", "wanted", "dont_know")
PROGRAM = Path(__file__).with_name("spss_process.py")
LONGEST = 60
"""Seconds after which a file is given up."""
KEYED = {"rater_key": "rater", "target_key": "target", "rater": "rater_name", "target": "target_name"}
"""Where groups have numbers that are labelled with names, keys stand in columns of their own."""
Record = Mapping[str, str]


def read_spss(source: Source) -> Content:
    """Read an SPSS file, in a process of its own: codes as their labels, reasons for missing numbers too."""
    asked = [sys.executable, str(PROGRAM), str(source.path.resolve()), str(MOST_CELLS)]
    try:
        told = subprocess.run(asked, capture_output=True, check=True, timeout=LONGEST)  # noqa: S603 # our own program
        columns = cast("dict[str, list[object]]", loads(told.stdout))
    except (subprocess.SubprocessError, ValueError) as error:
        raise UnreadableError from error
    keyed = KEYED if "rater_key" in columns else {}
    said = {keyed.get(name, name): [written(cell) for cell in cells] for name, cells in columns.items()}
    height = max(map(len, said.values()), default=0)
    records = [{name: cells[row] for name, cells in said.items()} for row in range(height)]
    return Content(source.name, _tables(records, list(said)))


def read_graphml(source: Source) -> Content:
    """Read a directed network: an edge goes from who answers to whom the answers are about."""
    root = tree_of(source.path.read_bytes())
    names = {key.get("id"): key.get("attr.name", "") for key in inner(root, "key")}
    graph = next(iter(inner(root, "graph")), None)
    if graph is None:
        raise UnreadableError
    nodes = {node.get("id"): _facts(node, names) for node in graph.findall("{*}node")}
    wave = {"wave": _facts(graph, names).get("wave", "")}
    edges = graph.findall("{*}edge")
    records = [{**_facts(edge, names), **_ends(nodes, edge.get("source"), edge.get("target")), **wave} for edge in edges]
    return Content(source.name, _tables(records, list(dict.fromkeys(name for record in records for name in record))))


def _facts(element: Element, names: Mapping[str | None, str]) -> Record:
    found = ((names.get(data.get("key"), ""), plain(data.text or "")) for data in element.findall("{*}data"))
    return {name: "" if text.casefold() == "nan" else text for name, text in found}


def _ends(nodes: Mapping[str | None, Record], rater: str | None, target: str | None) -> Record:
    ends = {"rater": rater, "target": target}
    named = {f"{role}_name": nodes.get(end, {}).get("name", "") for role, end in ends.items()}
    return {role: nodes.get(end, {}).get("unit", "") or str(end) for role, end in ends.items()} | named


def _tables(records: Sequence[Record], heads: Sequence[str]) -> tuple[Table, ...]:
    """Return a row for each measure where values of several stand beside each other, else the table as it is."""
    measures = [head.removeprefix("value_") for head in heads if head.startswith("value_")]
    if not measures:
        rows = tuple(tuple(record.get(head, "") for head in heads) for record in records)
        return (Table("", tuple(heads), rows, first=1, binary=True),) if rows else ()
    header = (*FACTS, "dimension", *MEASURED)
    rows = tuple(_row(record, measure) for record in records for measure in measures)
    return (Table("", header, rows, first=1, binary=True),)


def _row(record: Record, measure: str) -> tuple[str, ...]:
    found = {part: record.get(f"{part}_{measure}", "") for part in MEASURED}
    value = found["value"]
    if value and not _is_number(value):
        # A label of a missing number says why it is missing.
        found |= {"state": value, "value": ""}
    return (*(record.get(fact, "") for fact in FACTS), measure, *(found[part] for part in MEASURED))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
