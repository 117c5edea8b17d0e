"""The app."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Actions."""

    name = "samspill_web.actions"
    label = "actions"

    def ready(self) -> None:
        """Register the page on the path, what is due as time goes, and what reminders say."""
        from samspill_web.actions import letters, tasks  # noqa: F401
        from samspill_web.actions.archive import actions_for_archive
        from samspill_web.actions.beside import actions_beside
        from samspill_web.actions.steps import on_path
        from samspill_web.dashboards.beside import stands_beside
        from samspill_web.reports.archive import archives

        on_path()
        stands_beside(actions_beside)
        archives(actions_for_archive)
