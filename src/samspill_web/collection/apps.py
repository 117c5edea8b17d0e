"""The app."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """Collection."""

    name = "samspill_web.collection"
    label = "collection"

    def ready(self) -> None:
        """Register what this app looks at before a launch, and the urn that a launched wave gets."""
        from samspill_web.collection import checks  # noqa: F401
        from samspill_web.collection.ballots.urns import on_launch
        from samspill_web.collection.channels import inviting  # noqa: F401
        from samspill_web.collection.channels.email import returned  # noqa: F401
        from samspill_web.collection.channels.sms import gateway  # noqa: F401
        from samspill_web.collection.following import chores, deadlines, stages  # noqa: F401
        from samspill_web.collection.roster import checks as roster_checks  # noqa: F401

        on_launch()
        deadlines.guard()
