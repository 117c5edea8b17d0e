"""The network of ties that hold: how many, returned or not, between organisations or within, through whom."""

from samspill.scoring.network.exact_file import network_json
from samspill.scoring.network.graph import ENOUGH_RESPONSE, NetworkTie, TieNetwork
from samspill.scoring.network.summary import NetworkSummary, network

__all__ = ["ENOUGH_RESPONSE", "NetworkSummary", "NetworkTie", "TieNetwork", "network", "network_json"]
