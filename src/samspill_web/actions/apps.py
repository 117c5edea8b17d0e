"""The app."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Actions."""

    name = "samspill_web.actions"
    label = "actions"

    def ready(self) -> None:
        """Register the page on the path, what is due as time goes, and what reminders say."""
        from samspill_web.actions import letters, tasks  # noqa: F401
        from samspill_web.actions.steps import on_path

        on_path()
