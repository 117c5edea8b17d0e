"""The app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports."""

    name = "samspill_web.reports"
    label = "reports"
