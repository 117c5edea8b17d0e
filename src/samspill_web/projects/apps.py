"""The app."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Projects."""

    name = "samspill_web.projects"
    label = "projects"

    def ready(self) -> None:
        """Register what this app looks at before a launch, and its messages."""
        from samspill_web.projects import launching, messages  # noqa: F401

        launching.guard()
