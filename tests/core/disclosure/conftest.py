"""The builders of small_worlds.py and the readers of artefact_reading.py, for every test of protection."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def worlds() -> ModuleType:
    """Return the builders of small worlds."""
    return beside("small_worlds")


@pytest.fixture(scope="session")
def reading() -> ModuleType:
    """Return the readers of finished files."""
    return beside("artefact_reading")


def beside(name: str) -> ModuleType:
    """Return a module beside this file: tests are no package, and each is imported by its path."""
    if name not in sys.modules:
        spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec
        assert spec.loader
        sys.modules[name] = module = module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]
