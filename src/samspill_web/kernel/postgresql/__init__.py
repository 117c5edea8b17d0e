"""PostgreSQL as Django speaks with it, but for how a lost connection is noticed."""
