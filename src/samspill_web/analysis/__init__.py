"""From sealed answers to a release: closing, counting, results, and destroying what they came from."""
