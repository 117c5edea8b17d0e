"""E-mail: what it says, how somebody says no to it, and what comes back."""
