"""The empty document: A4, a dozen styles under the names that Word knows, lists, no trace of the machine that made it."""

# python-docx leaves the XML beneath it untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.shared import Mm

from samspill.render.office_package import LOCALES, made_at, steady
from samspill.render.safe_text import one_line
from samspill.reporting.charts.palette import FONT, HAIR, HALF, INK, MUTED
from samspill.reporting.document import Report

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f'xmlns:w="{NAMESPACE}"'
WIDE, HIGH, MARGIN = 210, 297, 22
"""A4 and its margins, in millimetres."""
HANGING = 400
"""Indent of lists, in twentieths of a point, as all lengths below."""
NUMBERED = 2
"""The abstract list that numbered lists are made from; 1 is that of bullets."""
STAND_IN = "Arial"
CLOSE = '<w:spacing w:after="60"/>'

# What every style begins from; not in "Normal", which would win over the style of a table.
SIZE, AIR = 21, '<w:spacing w:before="0" w:after="120" w:line="276" w:lineRule="auto"/>'
# Style: name that Word knows, kind of look (size in half points, colour, more run properties), and paragraph properties.
LOOKS: Mapping[str, tuple[str, int, str, str, str]] = {
    "Normal": ("Normal", 0, "", "", ""),
    "Title": ("Title", 44, INK, "<w:b/>", '<w:keepNext/><w:spacing w:before="0" w:after="60" w:line="240" w:lineRule="auto"/>'),
    "Subtitle": ("Subtitle", 24, MUTED, "", '<w:spacing w:after="60"/>'),
    "Heading1": (
        "heading 1",
        30,
        INK,
        "<w:b/>",
        '<w:keepNext/><w:spacing w:before="320" w:after="80"/><w:outlineLvl w:val="0"/>',
    ),
    "Heading2": (
        "heading 2",
        23,
        HALF,
        "<w:b/>",
        '<w:keepNext/><w:spacing w:before="160" w:after="40"/><w:outlineLvl w:val="1"/>',
    ),
    "Heading3": (
        "heading 3",
        21,
        INK,
        "<w:b/>",
        '<w:keepNext/><w:spacing w:before="120" w:after="40"/><w:outlineLvl w:val="2"/>',
    ),
    "BodyText": ("Body Text", 25, INK, "", '<w:spacing w:after="140"/>'),
    "BodyText3": ("Body Text 3", 18, MUTED, "", '<w:spacing w:before="60" w:after="80"/>'),
    "ListBullet": (
        "List Bullet",
        21,
        INK,
        "",
        '<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/><w:contextualSpacing/>',
    ),
    "ListNumber": ("List Number", 21, INK, "", '<w:spacing w:after="60"/><w:contextualSpacing/>'),
    "ListParagraph": (
        "List Paragraph",
        21,
        INK,
        "",
        f'<w:tabs><w:tab w:val="left" w:pos="{HANGING}"/></w:tabs>{CLOSE}<w:ind w:left="{HANGING}" w:hanging="{HANGING}"/>',
    ),
    "ListContinue": ("List Continue", 21, MUTED, "", f'<w:spacing w:after="60"/><w:ind w:left="{HANGING}"/>'),
    "Caption": ("caption", 19, INK, "<w:b/>", '<w:keepNext/><w:spacing w:before="120" w:after="60"/>'),
    "Footer": ("footer", 17, MUTED, "", '<w:tabs><w:tab w:val="right" w:pos="9400"/></w:tabs><w:spacing w:after="0"/>'),
}


def empty_document(report: Report) -> Doc:
    """Return a document without content: page, styles, lists, language and properties set for a report."""
    document = Document()
    _forget_the_template(document)
    locale = LOCALES[report.language]
    parts = {RT.STYLES: _styles(locale), RT.NUMBERING: _numbering(), RT.SETTINGS: _settings(locale)}
    for kind, xml in parts.items():
        part: Any = document.part.part_related_by(kind)
        part._element = parse_xml(xml)  # noqa: SLF001 (there is no public way)
    fonts = document.part.part_related_by(RT.FONT_TABLE)
    fonts._blob = _fonts().encode()  # noqa: SLF001
    section = document.sections[0]
    section.page_width, section.page_height = Mm(WIDE), Mm(HIGH)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    section.footer_distance = Mm(MARGIN / 2)
    _properties(document, report)
    return document


def finished(document: Doc) -> bytes:
    """Return the bytes of a document, the same for the same content."""
    target = BytesIO()
    document.save(target)
    return steady(target.getvalue())


def add_numbered_list(document: Doc) -> int:
    """Add a numbered list that begins at one, and return its number."""
    numbering = document.part.numbering_part.element
    number = 1 + max(int(other.numId) for other in numbering.num_lst)
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering.append(parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{NUMBERED}"/>{start}</w:num>'))
    return number


def _forget_the_template(document: Doc) -> None:
    """Drop what only the file that documents begin from needs: its picture, counts and forms."""
    package: Any = document.part.package
    kinds = {RT.THUMBNAIL, RT.EXTENDED_PROPERTIES, RT.CUSTOM_XML, RT.WEB_SETTINGS}
    for relations in (package.rels, document.part.rels):
        for key in [
            key for key, relation in relations.items() if relation.reltype in kinds or "stylesWithEffects" in relation.reltype
        ]:
            relations.pop(key)


def _properties(document: Doc, report: Report) -> None:
    core = document.core_properties
    core.title, core.subject = one_line(report.title, 250), one_line(report.subtitle, 250)
    core.language = LOCALES[report.language]
    core.author = core.last_modified_by = core.comments = core.keywords = core.category = ""
    core.created = core.modified = made_at(report)
    core.revision = 1


def _styles(locale: str) -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{STAND_IN}"/>'
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}{_type(SIZE, INK)}"
        f'<w:lang w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{AIR}</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    return f"<w:styles {W}>{defaults}{''.join(map(_style, LOOKS))}{_table_styles()}</w:styles>"


def _style(key: str) -> str:
    name, size, colour, more, paragraph = LOOKS[key]
    normal = key == "Normal"
    based = "" if normal else '<w:basedOn w:val="Normal"/>'
    following = '<w:next w:val="Normal"/>' if key.startswith(("Heading", "Title", "Subtitle", "Caption")) else ""
    run = more + (_type(size, colour) if size else "")
    default = ' w:default="1"' if normal else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/>{based}{following}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _type(size: int, colour: str) -> str:
    return f'<w:color w:val="{colour[1:].upper()}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _table_styles() -> str:
    cell = "".join(
        f'<w:{side} w:w="{air}" w:type="dxa"/>' for side, air in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80))
    )
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{HAIR[1:].upper()}"'
    thick = f'w:val="single" w:sz="12" w:space="0" w:color="{INK[1:].upper()}"'
    grid = f"<w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
    first_row = (
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders><w:bottom {thick}/></w:tcBorders></w:tcPr>'
        '</w:tblStylePr><w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr>'
    )
    return (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        f'<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{cell}</w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:uiPriority w:val="99"/>'
        "<w:semiHidden/></w:style>"
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        '<w:uiPriority w:val="59"/><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        f"<w:tblPr>{grid}</w:tblPr>{first_row}</w:style>"
    )


def _numbering() -> str:
    def level(kind: str, text: str, font: str) -> str:
        indent = f'<w:pPr><w:ind w:left="{HANGING}" w:hanging="{HANGING}"/></w:pPr>'
        return (
            f'<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>{indent}{font}</w:lvl>'
        )

    bullet = level("bullet", "•", f'<w:rPr><w:rFonts w:ascii="{STAND_IN}" w:hAnsi="{STAND_IN}" w:cs="{STAND_IN}"/></w:rPr>')
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1">{bullet}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="{NUMBERED}">{level("decimal", "%1.", "")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )


def _settings(locale: str) -> str:
    word = "http://schemas.microsoft.com/office/word"
    # Mode 15 is that of Word since 2013; without it a document opens "in compatibility mode".
    mode = f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{word}" w:val="15"/></w:compat>'
    view = f'<w:zoom w:percent="100"/><w:defaultTabStop w:val="{HANGING}"/>'
    return f'<w:settings {W}>{view}{mode}<w:themeFontLang w:val="{locale}"/></w:settings>'


def _fonts() -> str:
    look = f'<w:altName w:val="{STAND_IN}"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>'
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{start}<w:fonts {W}><w:font w:name="{FONT}">{look}</w:font></w:fonts>'
