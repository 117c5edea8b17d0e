"""Whose report it is, on the first page of every format that is read: the name, and a mark with words for it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from docx import Document
from PIL import Image
from pptx import Presentation

from samspill.render import docx, html, pdf, pptx
from samspill.reporting.document import Logo, Masthead, Report

NAME, ALT = "Solvik kommune <b>", "Kommunevåpenet til Solvik"


def made_up_logo(wide: int = 400, high: int = 100) -> Logo:
    out = BytesIO()
    Image.new("RGB", (wide, high), (10, 37, 64)).save(out, "PNG")
    return Logo(out.getvalue(), wide, high, ALT)


@pytest.fixture(params=[(400, 100), (60, 240), (24, 24)], ids=str)
def headed(request: pytest.FixtureRequest, plain_report: Report) -> Report:
    return replace(plain_report, masthead=Masthead(NAME, made_up_logo(*request.param)))


def test_a_pdf_stays_for_archives_and_for_all(headed: Report) -> None:
    content = pdf.render(headed)
    with pikepdf.open(BytesIO(content)) as file, file.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["pdfuaid:part"] == "1"
        alts = [str(each.Alt) for each in file.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each]
        with pikepdf.open(BytesIO(pdf.render(replace(headed, masthead=None)))) as bare:
            assert len(file.pages) == len(bare.pages)
    assert ALT in alts
    assert pdf.render(headed) == content


def test_a_page_has_the_picture_inside_itself_and_the_name_as_text(headed: Report) -> None:
    page = html.render(headed).decode()
    assert f'alt="{ALT}"' in page
    assert "Solvik kommune &lt;b&gt;" in page
    assert "data:image/png;base64,iVBOR" in page
    assert "masthead" not in html.render(replace(headed, masthead=None)).decode().partition("</style>")[2]


def test_the_first_slide_has_both(headed: Report) -> None:
    first = Presentation(BytesIO(pptx.render(headed))).slides[0]
    pictures = [shape for shape in first.shapes if shape.shape_type == 13]
    assert [shape._element.nvPicPr.cNvPr.get("descr") for shape in pictures] == [ALT]
    assert NAME in [shape.text_frame.text for shape in first.shapes if shape.has_text_frame]
    # Nothing lies over the title.
    title = first.shapes.title
    assert all(shape.top + shape.height <= title.top for shape in pictures)


def test_the_document_begins_with_both(headed: Report) -> None:
    document = Document(BytesIO(docx.render(headed)))
    assert next(shape._inline.docPr.get("descr") for shape in document.inline_shapes) == ALT
    assert [line.text for line in document.paragraphs][1] == NAME
    assert document.paragraphs[2].style.name == "Title"


def test_a_name_alone_is_enough(plain_report: Report) -> None:
    report = replace(plain_report, masthead=Masthead(NAME))
    assert b"Solvik kommune" in html.render(report)
    assert b"<img" not in html.render(report)
    assert pdf.render(report).startswith(b"%PDF")
    assert Document(BytesIO(docx.render(report))).paragraphs[0].text == NAME
    assert pptx.render(report)
