"""Pages of meetings: the meetings of a mapping, and the plans of its organisation."""
