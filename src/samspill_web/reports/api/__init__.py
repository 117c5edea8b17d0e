"""The releases of a mapping for other programmes: read-only, by a token, and nothing that its person may not have."""
