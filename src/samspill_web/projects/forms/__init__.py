"""Forms of a mapping: each takes what the plan holds, and gives the plan back changed."""
