"""A mapping as it was planned, and whether it can be carried out."""
