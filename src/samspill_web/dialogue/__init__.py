"""The feedback meeting: what to talk about, in which order, and what was noted."""
