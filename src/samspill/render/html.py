"""One page of HTML that needs nothing but itself: no network, no script; for every reader, on any screen and on paper."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from samspill.render.html_picture import inline_svg
from samspill.render.outline import contents, outline
from samspill.render.safe_text import safe
from samspill.render.table_parts import directions, row_groups
from samspill.reporting.charts.lettering import broken
from samspill.reporting.document import Block, Report, Section, Table

UPRIGHT = 6
"""Columns of a matrix that an upright sheet of paper has room for."""
BREAKABLE = 7
"""Words of so many letters may be broken in a narrow column."""
SOFT_HYPHEN = "\u00ad"
SHORT = 20
"""Letters of a cell that is not broken on a wide screen."""
WEIGHTS = {400: "Regular", 700: "Bold"}


def render(report: Report) -> bytes:
    """Return a report as one self-contained HTML page.

    Parameters
    ----------
    report : Report

    Returns
    -------
    bytes
        UTF-8. Texts are escaped by the template engine, pictures stand inline, the font is embedded; the same report gives the
        same bytes.
    """
    parts, ids = outline(report), {section.id for section in report.sections}

    def href(key: str | None) -> str:
        return f"#{quote(key)}" if key in ids else ""

    page = _template("page.html")
    return page.render(
        report=report,
        parts=parts,
        contents=contents(parts),
        href=href,
        fonts=_fonts(),
        blocks=_blocks(),
        lies=_lies,
        logo=b64encode(report.masthead.logo.png).decode() if report.masthead and report.masthead.logo else "",
    ).encode()


def part(report: Report, section: Section, href: Callable[[str | None], str], level: int = 2) -> Markup:
    """Render what stands in one section of a report, for a page that has its own frame and heading.

    Parameters
    ----------
    report : Report
    section : Section
    href : callable
        The address of the section with an id; "" where there is none to go to. Looks of the parts are in ``blocks.css``, below
        an element of class ``told``.
    level : int
        Level of the headings in it.

    Returns
    -------
    Markup
        HTML without script and style; texts are escaped by the template engine.
    """
    told = _template("part.html").render(report=report, section=section, href=href, level=level)
    return Markup(told)  # noqa: S704 - escaped by the template engine


def _lies(section: Section) -> bool:
    """Tell whether a section has a matrix that is too broad for an upright sheet of paper."""
    return any(isinstance(block, Table) and block.matrix and len(block.header) > UPRIGHT + 1 for block in section.blocks)


def breakable(text: str) -> str:
    r"""Return a text whose long words have soft hyphens, for narrow columns: browsers know no Nordic syllables by themselves.

    Examples
    --------
    >>> breakable("Oppfølgingstjenesten og PPT").replace("\u00ad", "|")
    'Opp|føl|gings|tje|nes|ten og PPT'
    """
    return " ".join(_hyphened(word) if len(word) >= BREAKABLE else word for word in text.split(" "))


def _hyphened(word: str) -> str:
    places = sorted({len(first) for first, _ in broken(word)})
    return SOFT_HYPHEN.join(word[start:end] for start, end in zip([0, *places], [*places, len(word)], strict=True))


def _kind(block: Block) -> str:
    return type(block).__name__


def _template(name: str) -> Template:
    given: dict[str, object] = {
        "kind": _kind,
        "UPRIGHT": UPRIGHT,
        "SHORT": SHORT,
        "breakable": breakable,
        "inline_svg": inline_svg,
        "row_groups": row_groups,
        "directions": directions,
    }
    return _templates().get_template(name, globals=given)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("samspill.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_readable,
    )


def _readable(value: object) -> object:
    """Take characters that would turn or hide text out of everything that is put into the page."""
    return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _blocks() -> Markup:
    """Return how the parts of a section look, here and on other pages that show them."""
    file = files("samspill.render").joinpath("styles/report/blocks.css")
    return Markup(file.read_text(encoding="utf-8"))  # noqa: S704 - our own file


@cache
def _fonts() -> dict[int, str]:
    """Return the font of each weight as base64 of WOFF2 (docs/adr/0010-pictures-and-pages.md tells how the files are made)."""
    folder = files("samspill.render").joinpath("fonts")
    return {weight: b64encode(folder.joinpath(f"Inter-{name}.woff2").read_bytes()).decode() for weight, name in WEIGHTS.items()}
