"""The app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Kernel."""

    name = "samspill_web.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Keep out of the log what opens something."""
        from samspill_web.kernel.logs import veil_addresses

        veil_addresses()
