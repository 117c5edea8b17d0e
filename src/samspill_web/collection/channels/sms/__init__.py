"""SMS: short texts in one part where possible, at hours when people are awake, over a gateway that the operator chose."""
