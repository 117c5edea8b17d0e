"""Results page by page, made of the release alone."""
