"""Files and data of a release: made in the background, kept for a while, read by other programmes."""
