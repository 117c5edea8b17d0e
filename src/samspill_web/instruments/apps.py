"""The app."""

from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    """Instruments."""

    name = "samspill_web.instruments"
    label = "instruments"
