"""The app."""

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    """Dialogue."""

    name = "samspill_web.dialogue"
    label = "dialogue"
