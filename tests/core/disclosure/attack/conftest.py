"""Finished files of a small mapping, written once: every format for every audience, and the exact tables."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from samspill.cli import score as score_command


@pytest.fixture(scope="session")
def artefacts() -> ModuleType:
    """Return the module that makes a small mapping and runs the commands on it."""
    name = "artefacts_to_attack"
    spec = spec_from_file_location(name, Path(__file__).parents[1] / "test_artefacts.py")
    assert spec
    assert spec.loader
    sys.modules[name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def mapped(artefacts: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a mapping and its ratings."""
    folder: Path = artefacts.saved(list(artefacts.made_up(Random(3))), tmp_path_factory.mktemp("plan") / "mapping")  # noqa: S311
    return folder


@pytest.fixture(scope="session")
def finished(artefacts: ModuleType, mapped: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of everything that ``score`` and ``report`` write of it."""
    folder: Path = artefacts.run(mapped, tmp_path_factory.mktemp("finished")).folder
    return folder


@pytest.fixture(scope="session")
def exact_files(artefacts: ModuleType, mapped: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the exact tables."""
    folder = tmp_path_factory.mktemp("exact")
    with redirect_stderr(io.StringIO()), redirect_stdout(io.StringIO()):
        score_command.command(mapped / "mapping.toml", mapped / artefacts.RATINGS, folder, unprotected=True)
    (folder / "release.json").unlink()
    return folder
