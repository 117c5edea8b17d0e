"""The app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports."""

    name = "samspill_web.reports"
    label = "reports"

    def ready(self) -> None:
        """Register what is due as time goes."""
        from samspill_web.reports import tasks  # noqa: F401
