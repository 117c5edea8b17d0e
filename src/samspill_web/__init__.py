"""The workspace: a mapping prepared, collected, seen and talked about by many people at once, on Django."""
