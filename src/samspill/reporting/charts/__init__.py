"""Pictures of a release, each with a text and a table that say the same.

``network_map`` draws the whole mapping, ``profile`` its dimensions, ``group_profile`` the dimensions of one group.
"""

from samspill.reporting.charts.group import group_profile
from samspill.reporting.charts.map import network_map
from samspill.reporting.charts.profile import profile

__all__ = ["group_profile", "network_map", "profile"]
