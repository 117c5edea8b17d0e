"""The formats that a report can be had in, by name."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """Formats of reports and of their data."""

    PDF = "pdf"
    PPTX = "pptx"
    DOCX = "docx"
    XLSX = "xlsx"
    HTML = "html"
    SAV = "sav"
    GRAPHML = "graphml"
    CSV = "csv"
    PARQUET = "parquet"
