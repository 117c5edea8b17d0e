"""What the workspace says, one file an app, five languages beside each other."""
