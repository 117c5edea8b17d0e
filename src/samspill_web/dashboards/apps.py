"""The app."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Dashboards."""

    name = "samspill_web.dashboards"
    label = "dashboards"
