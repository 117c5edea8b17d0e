"""Damaged files can make the Rust parts of readers panic: that is an error of the file, told by us and not by them."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock

from samspill.errors import FileError, Place, Problem

STANDARD_ERROR = 2
# Standard error belongs to the whole process: one reader at a time may hold it.
_holding = Lock()


@contextmanager
def damaged_if_it_panics(place: Place) -> Generator[None]:
    """Turn a panic inside the block into ``tabular.damaged``, without the notes that Rust writes to standard error.

    Raises
    ------
    FileError
        ``tabular.damaged``.
    """
    try:
        with _holding, _silence():
            yield
    except BaseException as error:
        # A panic is no Exception in Python, and each library has a class of its own for it.
        if type(error).__name__ != "PanicException":
            raise
        raise FileError(Problem("tabular.damaged", place)) from error


@contextmanager
def _silence() -> Generator[None]:
    kept = os.dup(STANDARD_ERROR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, STANDARD_ERROR)
        yield
    finally:
        os.dup2(kept, STANDARD_ERROR)
        os.close(nowhere)
        os.close(kept)
