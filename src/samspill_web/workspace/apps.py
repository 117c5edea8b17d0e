"""The app."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """Workspace."""

    name = "samspill_web.workspace"
    label = "workspace"
