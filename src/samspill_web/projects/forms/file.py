"""A plan as a file: what the questionnaires' form does, for a plan."""

from __future__ import annotations

from samspill_web.instruments.forms import TomlForm

__all__ = ["TomlForm"]
