"""The builders of drafts.py, for every test of a design."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def drafts() -> ModuleType:
    """Return the module beside this file: tests are no package, and each is imported by its path."""
    if "mapping_drafts" not in sys.modules:
        spec = spec_from_file_location("mapping_drafts", Path(__file__).with_name("drafts.py"))
        assert spec
        assert spec.loader
        sys.modules["mapping_drafts"] = module = module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules["mapping_drafts"]
