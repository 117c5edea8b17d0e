"""What a mapping must have before it is launched, by theme. Each check gives findings and never changes anything."""
