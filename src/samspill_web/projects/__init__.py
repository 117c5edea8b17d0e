"""A mapping prepared together: its plan, who takes part in the preparation, whether it is ready, and its launch."""
