"""From a report to the bytes of a format. No words, no numbers of its own."""
