"""One hue from dark to light: full, half and empty, as the marks ● ◐ ○ are. Contrasts are tested, in colour and in grey."""

from __future__ import annotations

from typing import Final

from samspill.terms import TieClass

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

FILL: Final[dict[TieClass, str]] = {
    TieClass.HOLDS: INK,
    TieClass.ON_THE_WAY: HALF,
    TieClass.NEEDS_TALK: PAPER,
    TieClass.UNKNOWN: QUIET,
}
"""Inside of a mark of each class; what needs a talk or is unknown has an outline as well."""
TEXT_ON: Final[dict[TieClass, str]] = {
    TieClass.HOLDS: PAPER,
    TieClass.ON_THE_WAY: PAPER,
    TieClass.NEEDS_TALK: INK,
    TieClass.UNKNOWN: INK,
}
