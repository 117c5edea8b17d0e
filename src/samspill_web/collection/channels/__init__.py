"""Ways to reach people: each makes its messages or papers from the roster, and keeps none of them."""
