"""Commands of the workspace, found by the command line."""
