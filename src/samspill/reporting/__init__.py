"""From a release to words, tables and pictures."""
