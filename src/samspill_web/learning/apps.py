"""The app."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """Learning."""

    name = "samspill_web.learning"
    label = "learning"
