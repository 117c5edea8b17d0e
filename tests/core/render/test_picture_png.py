from __future__ import annotations

from io import BytesIO

from PIL import Image

from samspill.render.picture_png import png
from samspill.reporting.document import Chart


def chart_of(font: str) -> Chart:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50"><rect width="200" height="50" fill="#fff"/>'
        f'<text x="5" y="30" font-size="20" font-family="{font}">Lærere ◐</text></svg>'
    )
    return Chart(svg, "alt", "caption", 200, 50)


def test_a_picture_has_twice_the_pixels_of_its_units() -> None:
    with Image.open(BytesIO(png(chart_of("Inter")))) as image:
        assert image.size == (400, 100)


def test_the_font_that_ships_is_used() -> None:
    assert png(chart_of("Inter")) != png(chart_of("No such font"))


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert png(chart_of("Inter")) == png(chart_of("Inter"))
