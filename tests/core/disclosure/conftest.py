"""The builders of small_worlds.py, for every test of protection."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def worlds() -> ModuleType:
    """Return the module beside this file: tests are no package, and each is imported by its path."""
    if "small_worlds" not in sys.modules:
        spec = spec_from_file_location("small_worlds", Path(__file__).with_name("small_worlds.py"))
        assert spec
        assert spec.loader
        sys.modules["small_worlds"] = module = module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules["small_worlds"]
