"""The app."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Projects."""

    name = "samspill_web.projects"
    label = "projects"

    def ready(self) -> None:
        """Register what this app looks at before a launch, and its messages."""
        from samspill_web.projects import checks, messages  # noqa: F401
