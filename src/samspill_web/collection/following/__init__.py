"""Following up a wave while it is open: how far it is, who is reminded when, until when, and what helps."""
