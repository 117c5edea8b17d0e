"""Counting a wave: sealed answers become a release, in memory. The one place of the workspace where answers are open."""
