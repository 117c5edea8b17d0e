"""The app."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Actions."""

    name = "samspill_web.actions"
    label = "actions"

    def ready(self) -> None:
        """Register the page on the path."""
        from samspill_web.actions.steps import on_path

        on_path()
