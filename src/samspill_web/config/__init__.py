"""How the workspace is put together: settings, addresses, commands."""
