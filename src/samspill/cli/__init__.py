"""The commands. Alone in reading clock, entropy and environment."""
