"""Papers as tagged PDF: texts go in as data, never as markup, and nothing is written to the disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import as_file, files
from json import dumps

import segno
import typst

from samspill.errors import Problem, RenderError
from samspill.render.paper_text import drawable
from samspill_web.collection.ballots.codes import short_address

HTTPS = "https://"
SVG = "http://www.w3.org/2000/svg"
DARK = re.compile(b"\x01+")


def typeset(template: str, data: Mapping[str, object]) -> bytes:
    """Return the PDF that a template makes of data.

    Parameters
    ----------
    template : str
        The name of a folder beside this file, which holds ``<name>.typ``.
    data : mapping
        What the template reads as ``sys.inputs.paper``; texts in it are made drawable (no letter without a picture).

    Raises
    ------
    RenderError
        ``paper.failed`` where the typesetter refuses, with its reason.
    """
    with (
        as_file(files("samspill_web.collection.channels").joinpath(template)) as folder,
        as_file(files("samspill.render")) as core,
    ):
        try:
            return typst.compile(
                folder / f"{template}.typ",
                root=folder,
                font_paths=[core / "fonts"],
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"paper": dumps(_drawn(data))},
                pdf_standards=["ua-1"],
            )
        except typst.TypstError as error:
            raise RenderError(Problem("paper.failed", data={"reason": error.message})) from error


def _drawn(value: object) -> object:
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, Mapping):
        return {key: _drawn(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_drawn(inner) for inner in value]
    return value


def code_drawing(text: str) -> str:
    """Return a QR code as an SVG without its quiet zone: black squares, sharp at any size."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    # Each run is a little higher than its row: some printers leave a white hair between squares that only touch.
    runs = (
        f"M{run.start()} {place}h{len(run[0])}v1.02h-{len(run[0])}z"
        for place, row in enumerate(rows)
        for run in DARK.finditer(row)
    )
    size = len(rows)
    return f'<svg xmlns="{SVG}" viewBox="0 0 {size} {size}" width="{size}" height="{size}"><path d="{"".join(runs)}"/></svg>'


def typed_address() -> str:
    """Return the address where a code is typed, as short as a browser takes it."""
    return short_address().removeprefix(HTTPS)
