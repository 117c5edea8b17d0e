"""Words in templates: ``{% say "projects.start.title" n=3 %}``, ``{{ value|shown }}``."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from samspill.language import say as say_in
from samspill.language import show
from samspill_web.kernel.speech import reader

register = template.Library()


@register.simple_tag
def say(code: str, **fields: object) -> SafeString:
    """Return the text of a code in the reader's language, escaped."""
    return conditional_escape(say_in(str(code), reader(), **fields))


@register.filter
def shown(value: object) -> str:
    """Return a text, number, date or list as a reader writes it."""
    return "" if value is None else show(value, reader())


@register.filter
def at(table: Mapping[str, object] | str, key: str) -> object:
    """Return what a table holds under a key that is known only when the page is made; "" where there is nothing."""
    return table.get(key, "") if isinstance(table, Mapping) else ""
