"""A poster, a shared machine, and what a leader says first: papers without any code."""
