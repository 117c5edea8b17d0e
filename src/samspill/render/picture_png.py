"""Pictures for office files, which draw bitmaps alike everywhere."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

import vl_convert

from samspill.reporting.document import Chart

# Pixels for each unit of the picture: sharp on a wall and on paper.
SCALE = 2


@cache
def _with_fonts() -> None:
    with as_file(files("samspill.render").joinpath("fonts")) as folder:
        vl_convert.register_font_directory(str(folder))


def png(chart: Chart) -> bytes:
    """Return a chart as PNG, drawn in the font that ships with Samspill."""
    _with_fonts()
    return bytes(vl_convert.svg_to_png(chart.svg, scale=SCALE))
