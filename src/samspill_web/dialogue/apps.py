"""The app."""

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    """Dialogue."""

    name = "samspill_web.dialogue"
    label = "dialogue"

    def ready(self) -> None:
        """Register what is due as time goes, what its mails say, and the page of the path."""
        from samspill_web.dialogue import mails, tasks  # noqa: F401
        from samspill_web.dialogue.steps import on_path

        on_path()
