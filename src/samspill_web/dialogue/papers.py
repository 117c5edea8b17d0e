"""Files of a meeting, made when they are asked for, of the release alone."""

from __future__ import annotations

from dataclasses import replace

from django.utils.text import slugify

from samspill.render import docx, html, pdf, pptx
from samspill.render.kinds import Format
from samspill.reporting.document import Report
from samspill.reporting.meeting import Paper, composed
from samspill.terms import Language
from samspill_web.dialogue.models import Meeting
from samspill_web.dialogue.selectors import grounds, planned
from samspill_web.kernel import clock

TITLE = 50
FILES: tuple[tuple[Paper, Format], ...] = (
    (Paper.SCREENS, Format.PPTX),
    (Paper.SCREENS, Format.HTML),
    (Paper.SCRIPT, Format.PDF),
    (Paper.SCRIPT, Format.DOCX),
    (Paper.CARDS, Format.PDF),
    (Paper.MAP, Format.PDF),
)
"""What can be had, in the order to offer it in."""


def report_of(meeting: Meeting, paper: Paper, language: Language) -> Report:
    """Return what is shown, read or printed."""
    made = composed(*grounds(meeting), planned(meeting), language, paper)
    return replace(made, made_on=clock.now().date())


def offered(meeting: Meeting) -> tuple[tuple[Paper, Format], ...]:
    """Return the files of a meeting: before a mapping there is no map."""
    return tuple(each for each in FILES if meeting.wave_id or each[0] is not Paper.MAP)


def file_of(meeting: Meeting, paper: Paper, kind: Format, language: Language) -> bytes:
    """Return a file of a meeting."""
    report = report_of(meeting, paper, language)
    if kind is Format.PDF:
        return pdf.render(report, pdf.Sheet.A3 if paper is Paper.MAP else pdf.Sheet.A4)
    return {Format.PPTX: pptx.render, Format.HTML: html.render, Format.DOCX: docx.render}[kind](report)


def file_name(meeting: Meeting, paper: Paper, kind: Format, language: Language) -> str:
    """Return the name of a file: plain letters, so that no title leads anywhere else."""
    title = slugify(meeting.project.title)[:TITLE].strip("-") or "samspill"
    return f"{title}-{meeting.number}-{paper}-{language}.{kind}"
