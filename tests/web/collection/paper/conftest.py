"""An open wave, people on its list, and a way to read what was printed."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pikepdf
import pytest
from django_scopes import scope

from samspill_web.collection.channels.occasion import Occasion, occasion_of
from samspill_web.collection.models import Person
from samspill_web.projects.launching import launch

READER = Path(__file__).parents[3] / "core" / "render" / "pdf_reading.py"
MM = 72 / 25.4


@pytest.fixture
def within(cast):
    with scope(tenant=cast.tenant.pk):
        yield


@pytest.fixture
def occasion(cast, ready_project, within) -> Occasion:
    launch(ready_project, by=cast.owner)
    return occasion_of(ready_project)


@pytest.fixture
def listed(occasion) -> Callable[..., Person]:
    def make(name: str, **values: object) -> Person:
        whole = {"language": "nb", "nodes": [str(occasion.nodes[0])], **values}
        return Person.objects.create(project=occasion.project, wave=occasion.number, name=name, **whole)

    return make


@pytest.fixture(scope="session")
def pdf_reading() -> ModuleType:
    """What reads a PDF in the tests of the core."""
    import sys

    spec = spec_from_file_location("pdf_reading", READER)
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def pages_of(pdf_reading) -> Callable[[bytes], list[str]]:
    """Return the text of each page as it is drawn, spaces left out."""

    def read(pdf: bytes) -> list[str]:
        with pikepdf.open(BytesIO(pdf)) as file:
            texts = (pdf_reading._texts_of(page) for page in file.pages)
            return ["".join("".join(text[mark] for mark in sorted(text)).split()) for text in texts]

    return read


@pytest.fixture
def places_of(pdf_reading) -> Callable[[bytes, int], list[tuple[float, float, str]]]:
    """Return where each piece of text of a page begins, in millimetres from the left and from the top."""

    def read(pdf: bytes, number: int) -> list[tuple[float, float, str]]:
        with pikepdf.open(BytesIO(pdf)) as file:
            return list(_places(file.pages[number], pdf_reading))

    return read


def _places(page, reading):
    fonts = {name: reading._letters(font) for name, font in page.resources.get("/Font", {}).items()}
    kept, place, text, letters = [], reading.UNMOVED, reading.UNMOVED, {}
    height = float(page.mediabox[3])
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(place)
            case "Q":
                place = kept.pop()
            case "cm":
                place = reading._placed(operands, place)
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tm":
                text = reading._placed(operands, reading.UNMOVED)
            case "Tj" | "TJ":
                at = reading._placed(text, place)
                strings = operands[0] if str(operator) == "TJ" else operands
                said = "".join(reading._said(bytes(part), letters) for part in strings if isinstance(part, pikepdf.String))
                yield at[4] / MM, (height - at[5]) / MM, said
