"""The app."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Actions."""

    name = "samspill_web.actions"
    label = "actions"
