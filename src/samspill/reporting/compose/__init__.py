"""From a release to a finished report: what is said, to whom, in which language and edition."""

from samspill.reporting.compose.editions import Edition, compose, compose_tie

__all__ = ["Edition", "compose", "compose_tie"]
