"""One hue from dark to light: full, half and empty, as the marks ● ◐ ○ are. Contrasts are tested, in colour and in grey."""

from __future__ import annotations

from typing import Final

from samspill.reporting.document import Mark

INK: Final = "#0a2540"
"""Text, outlines, and what holds."""
HALF: Final = "#3d79a8"
"""What is on the way: at least 3:1 against ink and paper, and white text on it is readable."""
PAPER: Final = "#ffffff"
"""Ground, and the inside of what needs a talk (which has an outline in ink)."""
MUTED: Final = "#5b6770"
"""Notes, and lines of what is too little known."""
HAIR: Final = "#8a949c"
"""Hairlines of what is needed less."""
QUIET: Final = "#eef2f5"
"""Shapes of organisations, and other grounds."""
PEOPLE: Final = "#cfdce7"
"""Inside of a group's circle."""
FONT: Final = "Inter"

FILL: Final[dict[Mark, str]] = {
    Mark.HOLDS: INK,
    Mark.ON_THE_WAY: HALF,
    Mark.NEEDS_TALK: PAPER,
    Mark.UNKNOWN: QUIET,
    Mark.NO_DATA: QUIET,
}
"""Inside of a box of each mark; all have an outline as well, broken where there is no value."""
TEXT_ON: Final[dict[Mark, str]] = {
    Mark.HOLDS: PAPER,
    Mark.ON_THE_WAY: PAPER,
    Mark.NEEDS_TALK: INK,
    Mark.UNKNOWN: INK,
    Mark.NO_DATA: INK,
}
