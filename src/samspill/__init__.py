"""Samspill: relational capacity, from a mapping and its ratings to a protected picture that people can talk about.

Nothing is re-exported here, on purpose: a shortcut past the layers would be a way round the protection.
"""
