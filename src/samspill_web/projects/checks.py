"""What this app looks at before a launch."""
