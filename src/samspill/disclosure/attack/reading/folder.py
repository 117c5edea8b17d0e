"""Reading everything in folders, as somebody would who was sent them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from samspill.disclosure.attack.reading import data_files, json_files, office_files, pages, pdf_files, statistics_files
from samspill.disclosure.attack.reading.answers import open_rows
from samspill.disclosure.attack.reading.interpret import numbers_of, portions_of
from samspill.disclosure.attack.reading.names import names_of
from samspill.disclosure.attack.reading.packed import unpacked
from samspill.disclosure.attack.reading.rules import rules_of
from samspill.disclosure.attack.reading.source import Source, UnreadableError
from samspill.disclosure.attack.reading.tables import Content
from samspill.disclosure.attack.told import Told
from samspill.errors import SamspillError

READERS: Mapping[str, Callable[[Source], Content]] = {
    ".json": json_files.read_json,
    ".csv": data_files.read_text_table,
    ".tsv": data_files.read_text_table,
    ".txt": data_files.read_text_table,
    ".xlsx": data_files.read_workbook,
    ".parquet": data_files.read_parquet,
    ".sav": statistics_files.read_spss,
    ".graphml": statistics_files.read_graphml,
    ".html": pages.read_page,
    ".htm": pages.read_page,
    ".svg": pages.read_picture,
    ".docx": office_files.read_document,
    ".pptx": office_files.read_deck,
    ".pdf": pdf_files.read_pdf,
}
PACKED = ".zip"
PLANS = frozenset({".toml", ".md", ".yaml", ".yml", ".lock"})
"""What is no result: plans, questionnaires and notes."""


def read(folders: Sequence[Path]) -> Told:
    """Read everything in folders and their subfolders, as an outsider would who knows no more than they say.

    Parameters
    ----------
    folders : sequence of Path
        Folders, or single files.

    Returns
    -------
    Told
        Files that cannot be read are listed in ``unread``; no file stops the others.
    """
    contents, unread = list[Content](), list[str]()
    with ExitStack() as opened:
        for source in _sources(folders):
            for part in _parts(source, opened, unread):
                try:
                    contents.append(READERS[part.ending](part))
                except (UnreadableError, SamspillError, OSError, UnicodeError, ValueError, MemoryError):
                    unread.append(part.name)
    names, rules = names_of(contents), rules_of(contents)
    numbers = tuple(number for content in contents for number in numbers_of(content, names, rules.k))
    told = Counter(number.place.file for number in numbers)
    return Told(
        numbers,
        tuple(portion for content in contents for portion in portions_of(content, names)),
        tuple(place for content in contents for place in open_rows(content)),
        rules,
        {content.file: told[content.file] for content in contents},
        tuple(unread),
    )


def _sources(folders: Sequence[Path]) -> Iterator[Source]:
    for folder in folders:
        if not folder.is_dir():
            yield Source(folder.name, folder)
            continue
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
                yield Source(path.relative_to(folder).as_posix(), path)


def _parts(source: Source, opened: ExitStack, unread: list[str]) -> Iterator[Source]:
    """Yield a file, or the files packed in it; note those that are of no known kind."""
    if source.ending == PACKED:
        try:
            for part in unpacked(source, opened):
                yield from _parts(part, opened, unread)
        except (UnreadableError, OSError):
            unread.append(source.name)
    elif source.ending in READERS:
        yield source
    elif source.ending not in PLANS:
        unread.append(source.name)
