"""The app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "samspill_web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the messages of this app."""
        from samspill_web.accounts import messages  # noqa: F401
