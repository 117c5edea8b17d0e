"""People, the organisations that own mappings, and how people come in."""
