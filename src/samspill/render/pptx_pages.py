"""How a section becomes slides: text flows on, a table is parted by rows, a picture gets the room that is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from samspill.render.pptx_deck import BODY_END, ROOM, TEXT_SIZE, TITLE_SIZE, TITLE_TOP
from samspill.render.pptx_tables import TablePart, parts
from samspill.render.pptx_text import Line, Thought, thought
from samspill.render.safe_text import one_line
from samspill.render.text_width import LINE_HEIGHT, lines
from samspill.reporting.document import Chart, Section, Table

LONGEST_HEADING = 240
SURE_OF = 0.9
"""How much of a line a title counts on: letters are wider where another font stands in for Inter."""
LARGER = 7 / 6
"""How much larger sparse text is."""
GAP = 14
AFTER_TITLE = 24
# Sizes of titles to try, and the lines that they may take. A picture or a matrix is read from afar: its title leaves it room.
TITLES = ((TITLE_SIZE, 2), (32, 2), (28, 2))
PICTURE_TITLES = ((TITLE_SIZE, 1), (32, 1), (28, 1), (TEXT_SIZE, 1), (28, 2))
LEAST_FOR_PICTURE, LEAST_FOR_TABLE = 210, 150

Figure = Chart | TablePart


@dataclass
class Page:
    """One slide of a section. ``top`` is where its body begins, in points."""

    heading: str
    title_size: float
    top: float
    lines: list[Line] = field(default_factory=list[Line])
    figure: Figure | None = None

    @property
    def used(self) -> float:
        """Height that the lines take, the air before the first one not counted."""
        return sum(line.high for line in self.lines) - (self.lines[0].air if self.lines else 0)

    @property
    def left(self) -> float:
        """Height that is left below the lines."""
        return BODY_END - self.top - self.used

    @property
    def for_figure(self) -> float:
        """Height that a table or picture can have."""
        return self.left - (GAP if self.lines else 0)


def pages(section: Section) -> list[Page]:
    """Return the slides of a section, at least one; further ones repeat its heading with their place, ``(2/3)``.

    Text is larger where all of it fits on one slide all the same.
    """
    heading = one_line(section.heading, LONGEST_HEADING)
    if not any(isinstance(block, Chart | Table) for block in section.blocks):
        done = _flow(section, heading, scale=LARGER)
        if len(done) == 1:
            return done
    done = _flow(section, heading)
    if len(done) > 1:
        done = _flow(section, f"{heading} ({len(done)}/{len(done)})")
        for number, page in enumerate(done, start=1):
            page.heading = f"{heading} ({number}/{len(done)})"
    return done


def _flow(section: Section, heading: str, scale: float = 1) -> list[Page]:
    pictured = any(isinstance(block, Chart) or (isinstance(block, Table) and block.matrix) for block in section.blocks)
    size, top = _title(heading, pictured=pictured)
    done = [Page(heading, size, top)]
    for block in section.blocks:
        match block:
            case Chart():
                _page_with(done, LEAST_FOR_PICTURE).figure = block
            case Table():
                _add_table(done, block, told=one_line(block.caption) in heading)
            case _:
                _add_thought(done, thought(block, scale))
    return done


def _title(heading: str, *, pictured: bool) -> tuple[float, float]:
    """Return the size of a title and where the body begins below it."""
    count = {size: lines(heading, ROOM * SURE_OF, size, bold=True) for size, _ in PICTURE_TITLES}
    tries = PICTURE_TITLES if pictured else TITLES
    size = next((size for size, most in tries if count[size] <= most), TEXT_SIZE)
    return size, TITLE_TOP + count[size] * size * LINE_HEIGHT + (GAP if pictured else AFTER_TITLE)


def _add_table(done: list[Page], table: Table, *, told: bool) -> None:
    """Add a table, on as many slides as it takes; ``told`` says that the heading tells what its caption would."""
    page = _page_with(done, LEAST_FOR_TABLE)
    room = BODY_END - page.top
    whole = list(parts(table, room, room, captioned=not told))
    here = list(parts(table, page.for_figure, room, captioned=not told)) if page.lines else whole
    if len(here) > len(whole):
        # Better whole on a slide of its own than in pieces below a text.
        page, here = _next(done), whole
    for number, part in enumerate(here):
        if number:
            page = _next(done)
        page.figure = part


def _add_thought(done: list[Page], told: Thought) -> None:
    """Add the lines of a block: here where all of it fits, else on the next slide; parted only where it is longer than one."""
    page = done[-1]
    if page.figure or (page.lines and told.high > page.left and told.parts):
        page = _next(done)
    for number, part in enumerate(told.parts):
        needed = sum(line.high for line in part)
        if number and page.lines and needed > done[-1].left:
            _next(done)
        if told.head and (number == 0 or not done[-1].lines):
            done[-1].lines.append(told.head)
        for line in part:
            for piece in _fitting(done, line):
                done[-1].lines.append(piece)


def _fitting(done: list[Page], line: Line) -> Iterator[Line]:
    """Yield a line in one piece, or cut where it is longer than a whole slide, opening the slides that it takes."""
    rest = line
    while rest.high - rest.air > done[-1].left:
        if done[-1].lines and rest.high <= BODY_END - done[-1].top:
            _next(done)
            continue
        piece, rest = rest.cut(done[-1].left)
        yield piece
        _next(done)
    if rest.text or not line.text:
        yield rest


def _page_with(done: list[Page], least: float) -> Page:
    page = done[-1]
    return _next(done) if page.figure or page.for_figure < least else page


def _next(done: list[Page]) -> Page:
    last = done[-1]
    done.append(Page(last.heading, last.title_size, last.top))
    return done[-1]
