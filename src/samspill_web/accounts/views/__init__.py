"""Coming in, one's own page, and who is in an organisation."""
