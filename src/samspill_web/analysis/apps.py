"""The app."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    """Analysis."""

    name = "samspill_web.analysis"
    label = "analysis"

    def ready(self) -> None:
        """Register what is due as time goes, and the pages of the later steps."""
        from samspill_web.analysis import tasks  # noqa: F401
        from samspill_web.analysis.steps import on_path

        on_path()
