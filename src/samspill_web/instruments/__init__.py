"""Questionnaires: those that ship, and an organisation's own."""
