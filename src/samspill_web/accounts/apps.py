"""The app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "samspill_web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the messages of this app, and what ends sessions."""
        from samspill_web.accounts import messages, sessions  # noqa: F401
