"""What every page knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from samspill.instrument.sheet import name_of
from samspill.terms import Language
from samspill_web.kernel.speech import reader


def page(_request: HttpRequest) -> dict[str, object]:
    """Return the language of the page, the five languages by their own names, and whether this is a demonstration."""
    return {
        "reader": reader().value,
        "tongues": [(language.value, name_of(language, language)) for language in Language],
        "demo": settings.DEMO,
    }
