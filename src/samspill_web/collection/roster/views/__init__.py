"""Pages of the list of people."""
