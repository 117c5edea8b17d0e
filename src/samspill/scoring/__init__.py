"""Exact statistics over ratings: never shown, and open to disclosure, cli and analysis alone."""
