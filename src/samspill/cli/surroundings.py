"""What the commands take from the world around them: the user's language, and files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from samspill.errors import FileError, Place, Problem
from samspill.terms import Language

# POSIX locales that mean one of the five: "no" and "nb" are both bokmål.
LOCALES = {"nb": Language.NB, "no": Language.NB, "nn": Language.NN, "da": Language.DA, "sv": Language.SV, "en": Language.EN}


def language_of(arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> Language:
    """Return the user's language: ``--lang``, then ``SAMSPILL_LANG``, then the locale, then English."""
    surroundings = os.environ if environment is None else environment
    after = [value for name, value in pairwise(arguments) if name == "--lang"]
    joined = [argument.removeprefix("--lang=") for argument in arguments if argument.startswith("--lang=")]
    named = [surroundings.get(name, "") for name in ("SAMSPILL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    return next((LOCALES[tag] for text in (*after, *joined, *named) if (tag := text[:2].lower()) in LOCALES), Language.EN)


def write_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, each beside its place first and renamed when all are on the disk.

    Raises
    ------
    FileError
        ``cli.cannot_write`` with the folder; what stood there before is untouched.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".samspill-", dir=folder) as beside:
            for name, content in files.items():
                place = Path(beside) / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            for name in files:
                place = folder / name
                place.parent.mkdir(parents=True, exist_ok=True)
                (Path(beside) / name).replace(place)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileError(Problem("cli.cannot_write", Place(file=str(folder)), {"reason": reason})) from error
