"""From an altair chart to SVG, in the font that ships."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final
from xml.etree.ElementTree import fromstring

import altair as alt
import vl_convert

from samspill.reporting.charts.palette import FONT, INK, PAPER
from samspill.reporting.document import Chart, Table

CONFIG: Final[dict[str, Any]] = {
    "font": FONT,
    # The alt text says what is seen; single marks would only be read aloud one by one.
    "aria": False,
    "background": PAPER,
    "padding": 12,
    "view": {"stroke": None},
    "text": {"font": FONT, "fontSize": 18, "color": INK},
    "legend": {
        "orient": "top",
        "title": None,
        "labelFont": FONT,
        "labelFontSize": 16,
        "labelColor": INK,
        "labelLimit": 0,
        "symbolSize": 260,
        "columnPadding": 26,
    },
}


@cache
def _fonts_known() -> None:
    with as_file(files("samspill.render").joinpath("fonts")) as folder:
        vl_convert.register_font_directory(str(folder))


def chart_of(chart: alt.LayerChart | alt.FacetChart, alt_text: str, caption: str, table: Table) -> Chart:
    """Return an altair chart as a picture with its words, as large as it is drawn, texts as texts."""
    _fonts_known()
    svg = str(vl_convert.vegalite_to_svg(chart.to_dict() | {"config": CONFIG}))
    size = fromstring(svg).attrib  # noqa: S314 - drawn by ourselves a moment ago
    return Chart(svg, alt_text, caption, round(float(size["width"])), round(float(size["height"])), table=table)
