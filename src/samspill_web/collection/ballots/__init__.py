"""Sealed ballots: ways in, drafts, and answers that nobody can open before the wave is closed."""
