"""From a release to a finished report: what is said, to whom, in which language and edition."""

from samspill.reporting.charts.ties import Looking
from samspill.reporting.compose.editions import Edition, compose, compose_map, compose_tie

__all__ = ["Edition", "Looking", "compose", "compose_map", "compose_tie"]
