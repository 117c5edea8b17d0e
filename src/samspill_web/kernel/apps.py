"""The app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Kernel."""

    name = "samspill_web.kernel"
    label = "kernel"
