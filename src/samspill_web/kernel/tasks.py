"""Tasks are found here."""

from samspill_web.kernel.ticking import send_more, tick

__all__ = ["send_more", "tick"]
