"""Remind the people of the wave on stage, as the page's button does: ``python remind_now.py``."""

from __future__ import annotations


def main() -> None:
    """Hand a reminder for everybody to the outbox."""
    from samspill_web.config.commands.surroundings import set_up

    set_up()
    from django_scopes import scopes_disabled

    from samspill_web.collection.channels.inviting import remind
    from samspill_web.collection.models import Urn
    from samspill_web.kernel import clock

    with scopes_disabled():
        assert remind(Urn.objects.get(), clock.now().date())


if __name__ == "__main__":
    main()
