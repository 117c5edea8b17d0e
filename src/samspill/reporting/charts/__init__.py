"""Pictures of a release, each with a text and a table that say the same.

``network_map`` draws the whole mapping, ``profile`` its dimensions, ``group_profile`` one group's dimensions.
"""

from samspill.reporting.charts.map import network_map

__all__ = ["network_map"]
