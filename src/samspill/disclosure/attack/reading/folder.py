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
from samspill.disclosure.attack.reading.packed import laid_out, unpacked
from samspill.disclosure.attack.reading.rules import rules_of
from samspill.disclosure.attack.reading.source import Source, UnreadableError
from samspill.disclosure.attack.reading.tables import Content
from samspill.disclosure.attack.told import Told

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
DEEPEST = 3
"""Files within files within files."""
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
            _read(source, contents, unread, opened, 0)
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
    """Yield all files; where several folders have one of the same name, with the folder's name before it."""
    found = [(folder, path) for folder in folders for path in _files(folder)]
    names = [path.relative_to(folder).as_posix() if path != folder else path.name for folder, path in found]
    twice = {name for name, times in Counter(names).items() if times > 1}
    for (folder, path), name in zip(found, names, strict=True):
        yield Source(f"{folder.resolve().name}/{name}" if name in twice else name, path)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return [folder]
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in paths if not any(part.startswith(".") for part in path.relative_to(folder).parts)]


def _read(source: Source, contents: list[Content], unread: list[str], opened: ExitStack, deep: int) -> None:
    """Read a file and those inside it; note it where it cannot be read, or is of no known kind."""
    if source.ending in PLANS:
        return
    try:
        content = _content(source, opened, deep)
        inside = list(content) if isinstance(content, Iterator) else list(laid_out(source, content.inside, opened))
    except Exception:  # noqa: BLE001 # damaged and hostile files make readers fail in every way there is
        unread.append(source.name)
        return
    if isinstance(content, Content):
        contents.append(content)
    for part in inside:
        _read(part, contents, unread, opened, deep + 1)


def _content(source: Source, opened: ExitStack, deep: int) -> Content | Iterator[Source]:
    if deep > DEEPEST or source.ending not in {PACKED, *READERS}:
        raise UnreadableError
    return unpacked(source, opened) if source.ending == PACKED else READERS[source.ending](source)
