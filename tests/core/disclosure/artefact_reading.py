"""What an outsider gets out of the files that Samspill writes: their texts, their tables, everything packed inside them."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pikepdf
import polars as pl
from docx import Document
from lxml import html
from pptx import Presentation


@cache
def _pdf_reading() -> ModuleType:
    """Return the reader of tagged PDF that tests of the renderers have."""
    place = Path(__file__).parents[1] / "render" / "pdf_reading.py"
    spec = spec_from_file_location("pdf_reading_of_artefacts", place)
    assert spec
    assert spec.loader
    sys.modules[spec.name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unpacked(file: Path) -> Iterator[bytes]:
    """Yield a file's bytes, and those of everything packed inside it."""
    yield file.read_bytes()
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    if file.suffix == ".pdf":
        with pikepdf.open(file) as pdf:
            yield from (part.read_bytes() for part in pdf.objects if isinstance(part, pikepdf.Stream) and decodable(part))
    if file.suffix == ".parquet":
        yield pl.read_parquet(file).write_csv().encode()


def decodable(stream: pikepdf.Stream) -> bool:
    return "/DCTDecode" not in str(stream.get("/Filter", ""))


def text_of(file: Path) -> str:
    """Return everything that a reader, a screen reader or a search finds in a document."""
    match file.suffix:
        case ".html":
            tree = html.fromstring(file.read_text(encoding="utf-8"))
            for style in tree.iter("style"):
                style.text = ""
            labels = [
                value for element in tree.iter() for name, value in element.attrib.items() if name in {"aria-label", "title"}
            ]
            return "\n".join([tree.text_content(), *labels])
        case ".pdf":
            return " ".join(spoken(_pdf_reading().read(file.read_bytes())[1]))
        case ".docx":
            document = Document(str(file))
            return " ".join(document.element.body.itertext())
        case _:
            return "\n".join(drawn(file))


def spoken(element: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the texts of a tagged PDF, apart from each other but for those inside one line."""
    yield element.alt or ""
    line = ""
    for part in element.parts:
        if isinstance(part, str):
            line += part
        elif part.kind in {"Span", "Em", "Strong", "Link"}:
            line += part.text
        else:
            yield from (line, *spoken(part))
            line = ""
    yield line


def drawn(deck: Path) -> Iterator[str]:
    for slide in Presentation(str(deck)).slides:
        trees = [slide.element, *([slide.notes_slide.element] if slide.has_notes_slide else [])]
        for tree in trees:
            yield " ".join(tree.itertext())
            yield from (value for element in tree.iter() for name, value in element.attrib.items() if name == "descr")


def csv_tables(file: Path) -> Iterator[tuple[str, pl.DataFrame]]:
    with zipfile.ZipFile(file) as packed:
        for name in packed.namelist():
            if name != "codebook.csv":
                yield name, pl.read_csv(packed.read(name), infer_schema_length=None)
