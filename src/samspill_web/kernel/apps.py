"""The app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Kernel."""

    name = "samspill_web.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Register the carrier of e-mail, and keep out of the log what opens something."""
        from samspill_web.kernel import mailing  # noqa: F401
        from samspill_web.kernel.logs import veil_addresses

        veil_addresses()
