"""GraphML: the published network of one wave, directed, for igraph, Gephi, Cytoscape and NetworkX."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import igraph  # pyright: ignore[reportMissingTypeStubs]

from samspill.disclosure.release import Cell, WaveRelease
from samspill.render.data_tables import published, stamp, table, unit_name, why
from samspill.render.data_wide import WideTie, suffixes, told_apart, wide_ties
from samspill.render.safe_text import one_line
from samspill.reporting.document import Report
from samspill.reporting.narrate import reason_of
from samspill.terms import CellState

Attributes = Mapping[str, object]
OF_GROUPS = ("organisations", "site", "members", "answered", "pooled_into", "people", "response")
OF_TIES = ("need", "state", "no_contact", "wanted", "dont_know")


def graphml(report: Report, wave: int | None = None) -> bytes:
    """Return the network of one wave as GraphML: a node a group, an edge a directed tie, rater to target.

    Parameters
    ----------
    report : Report
    wave : int, optional
        Number of the wave; the latest where it is not given, so that no tie stands in the file twice.

    Returns
    -------
    bytes
        Attributes as docs/reference/exports.md lists them. A number that is not published is left out; a missing text is empty.
    """
    chosen = _chosen(report, wave)
    nodes = _nodes(report, chosen)
    places = {str(node["unit"]): place for place, node in enumerate(nodes)}
    ties = tuple(wide_ties(chosen))
    edges = [(places[one_line(tie.rater)], places[one_line(tie.target)]) for tie in ties]
    graph = igraph.Graph(n=len(nodes), edges=edges, directed=True)
    for attribute, value in _of_graph(report, chosen).items():
        graph[attribute] = value
    _describe(graph.vs, nodes)
    _describe(graph.es, _edges(report, ties))
    return _written(graph)


def attributes_of(report: Report) -> dict[str, tuple[str, ...]]:
    """Return the names of the attributes of the file, by what they belong to: ``graph``, ``node``, ``edge``."""
    chosen = _chosen(report)
    rows = {"node": _nodes(report, chosen), "edge": _edges(report, tuple(wide_ties(chosen)))}
    return {"graph": tuple(_of_graph(report, chosen)), **{of: tuple(_known(each)) for of, each in rows.items()}}


def _chosen(report: Report, wave: int | None = None) -> WaveRelease:
    return report.release.waves[-1] if wave is None else next(each for each in report.release.waves if each.wave == wave)


def _of_graph(report: Report, wave: WaveRelease) -> Attributes:
    return {**stamp(report), "wave": wave.wave}


def _nodes(report: Report, wave: WaveRelease) -> list[Attributes]:
    groups = {str(row["unit"]): row for row in table(report, "groups").iter_rows(named=True) if row["wave"] == wave.wave}
    ends = (one_line(key) for tie in wide_ties(wave) for key in (tie.rater, tie.target))
    return [_node(report, key, groups.get(key, {})) for key in dict.fromkeys((*groups, *ends))]


def _node(report: Report, key: str, group: Attributes) -> Attributes:
    # Programmes draw "label"; igraph finds a node by "name".
    named = unit_name(report, key)
    return {"unit": key, "name": named, "label": named, **{attribute: group.get(attribute) for attribute in OF_GROUPS}}


def _edges(report: Report, ties: tuple[WideTie, ...]) -> list[Attributes]:
    ends = suffixes(report)
    apart = [key for key in ends if told_apart(ties, key)]
    return [
        {
            "own": tie.own,
            **{attribute: getattr(tie.facts, attribute, None) for attribute in OF_TIES},
            **why(report, tie.whole),
            **{name: value for key, suffix in ends.items() for name, value in _measure(tie.cells.get(key), suffix).items()},
            **{f"reason_{ends[key]}": reason_of(tie.cells[key]) if key in tie.cells else None for key in apart},
        }
        for tie in ties
    ]


def _measure(cell: Cell | None, suffix: str) -> Attributes:
    shown = cell.published if cell and cell.state is CellState.SHOWN else None
    columns = {"state": cell.state if cell else None, **published(shown)}
    return {f"{name}_{suffix}": value for name, value in columns.items()}


class Attributed(Protocol):
    """The nodes or the edges of a graph, to which a column of values can be given."""

    def __setitem__(self, name: str, values: list[object]) -> None: ...


def _describe(elements: Attributed, rows: list[Attributes]) -> None:
    """Set attributes, those left out that nothing is known of: igraph would write them as "false"."""
    for name, first in _known(rows).items():
        # igraph leaves NaN out of the file; nothing else means "missing" there.
        missing = "" if isinstance(first, str) else nan
        values = [row[name] for row in rows]
        elements[name] = [missing if value is None else str(value) if isinstance(value, str) else value for value in values]


def _known(rows: list[Attributes]) -> dict[str, object]:
    """Return the attributes that something is known of, each with its first value."""
    found = {name: next((row[name] for row in rows if row[name] is not None), None) for name in (rows[0] if rows else ())}
    return {name: first for name, first in found.items() if first is not None}


def _written(graph: igraph.Graph) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "network.graphml"
        graph.write_graphml(str(file))  # pyright: ignore[reportUnknownMemberType]
        return file.read_bytes()
