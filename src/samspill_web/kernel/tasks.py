"""Tasks are found here."""

from samspill_web.kernel.ticking import tick

__all__ = ["tick"]
