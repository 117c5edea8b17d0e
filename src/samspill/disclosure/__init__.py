"""From exact scores to a release that protects everybody who answered."""
