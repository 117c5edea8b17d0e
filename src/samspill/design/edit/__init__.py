"""A mapping that people write on: the table of mapping.toml, changed step by step, merged and written again.

A table is what :mod:`tomllib` gives. Nothing here changes a table that it is given; each function returns a new one.
"""
