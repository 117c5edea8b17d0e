"""Slips with codes that belong to a group, to be drawn from a bag."""
