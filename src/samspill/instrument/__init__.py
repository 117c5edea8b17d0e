"""Questionnaires as data."""
