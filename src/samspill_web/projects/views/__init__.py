"""Pages of a mapping, a module for each step."""
