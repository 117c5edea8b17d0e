"""Tokens by which other programmes read the releases of a mapping, each as one person who has a role in it."""
