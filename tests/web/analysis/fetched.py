"""What the web gives out of a result: every kind of report, written to a folder and read back as text."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile, is_zipfile

import pikepdf
from django.urls import reverse

from samspill_web.analysis.forms import KINDS

READER = Path(__file__).parents[2] / "core" / "render" / "pdf_reading.py"


def report(client, wave, audience: str, kind: str):
    address = reverse("report", kwargs={"project_id": wave.project_id, "wave": wave.number})
    return client.get(address, {"audience": audience, "language": "nb", "kind": kind})


def save_all(client, wave, folder: Path, audience: str = "leaders") -> Path:
    """Write a report of every kind to a folder, under the names that they are given out with."""
    # The release as it is kept comes with the leaders' report alone.
    for kind in (kind for kind in map(str, KINDS) if kind != "json" or audience == "leaders"):
        answer = report(client, wave, audience, kind)
        assert answer.status_code == 200, kind
        name = answer["Content-Disposition"].partition('filename="')[2].rstrip('"')
        # A release is found by its name.
        (folder / ("release.json" if kind == "json" else name)).write_bytes(answer.content)
    return folder


def text_of(content: bytes) -> str:
    """Return all text of a file, whatever it is packed in; of a PDF also as it is drawn."""
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as file:
            return "\n".join(f"{name}\n{text_of(file.read(name))}" for name in file.namelist())
    if content.startswith(b"%PDF"):
        return _of_pdf(content)
    return content.decode("utf-8", "replace") + content.decode("utf-16-le", "replace")


def _of_pdf(content: bytes) -> str:
    reading = _pdf_reading()
    with pikepdf.open(BytesIO(content)) as file:
        drawn = ["".join(text for _, text in sorted(reading._texts_of(page).items())) for page in file.pages]
        said = [str(each) for each in file.objects if isinstance(each, pikepdf.Dictionary | pikepdf.String)]
        streams = [each.read_bytes().decode("latin-1") for each in file.objects if _is_readable(each)]
        return "\n".join([*drawn, *said, *streams, str(dict(file.docinfo))])


def _is_readable(each: pikepdf.Object) -> bool:
    return isinstance(each, pikepdf.Stream) and "/Subtype" not in each


def _pdf_reading() -> ModuleType:
    spec = spec_from_file_location("pdf_reading", READER)
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
