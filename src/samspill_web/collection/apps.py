"""The app."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """Collection."""

    name = "samspill_web.collection"
    label = "collection"
