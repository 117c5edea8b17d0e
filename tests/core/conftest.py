"""Fixtures that every part of the core may use: a made-up municipality, and all that is not shown (silences.py)."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument


def _load(name: str) -> ModuleType:
    """Load a plain module beside this file: tests are no package, and each is imported by its path."""
    if name not in sys.modules:
        spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec
        assert spec.loader
        sys.modules[name] = module = module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """Return the builders themselves."""
    return _load("made_up")


@pytest.fixture(scope="session")
def made_up_mapping(made_up: ModuleType) -> Mapping:
    """Return the mapping of eight groups in three organisations."""
    return made_up.mapping()


@pytest.fixture(scope="session")
def made_up_instrument(made_up: ModuleType) -> Instrument:
    """Return a small relational-capacity instrument in five languages."""
    return made_up.instrument()


@pytest.fixture(scope="session")
def made_up_release(made_up: ModuleType) -> Release:
    """Return the release of the eight groups, two waves, every cell state."""
    return made_up.release()


@pytest.fixture(scope="session")
def made_up_sites_mapping(made_up: ModuleType) -> Mapping:
    """Return three schools with two groups each and a service; sites see their own figures."""
    return made_up.sites_mapping()


@pytest.fixture(scope="session")
def made_up_sites_release(made_up: ModuleType) -> Release:
    """Return the release of the three schools, with a pool over two sites."""
    return made_up.sites_release()


@pytest.fixture(scope="session")
def silences() -> ModuleType:
    """Return the mappings in which everything occurs that is not shown."""
    return _load("silences")


@pytest.fixture(scope="session")
def silent_release(silences: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Return the release of the one without sites, as it is frozen."""
    return silences.release(tmp_path_factory.mktemp("silences"))
