"""Letters to people who are reached neither by e-mail nor by telephone."""
