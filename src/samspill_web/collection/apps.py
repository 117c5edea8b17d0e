"""The app."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """Collection."""

    name = "samspill_web.collection"
    label = "collection"

    def ready(self) -> None:
        """Register what this app looks at before a launch."""
        from samspill_web.collection import checks  # noqa: F401
