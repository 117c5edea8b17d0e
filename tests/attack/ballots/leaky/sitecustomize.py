"""Where ``BALLOT_LEAKS`` names leaks, the server gets them when Django is set up. For attacks that have to find something."""

import os

if os.environ.get("BALLOT_LEAKS"):
    import django

    _set_up = django.setup

    def _leaky(*args: object, **kwargs: object) -> None:
        _set_up(*args, **kwargs)
        import ballot_leaks

        ballot_leaks.apply(os.environ["BALLOT_LEAKS"].split(","))

    django.setup = _leaky
