"""Respondent × target ratings: protected, never shown."""
