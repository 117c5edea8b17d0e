"""A form as text, for those who may read a plan and not change it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

from django import forms
from django.utils.html import strip_tags

from samspill.language import show
from samspill.terms import Text
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.forms.phrase import PhraseField
from samspill_web.projects.forms.rows import RowsField


@dataclass(frozen=True, slots=True)
class Said:
    """A field with what the plan says: one text, or the parts of each row."""

    label: str
    text: str = ""
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    listed: bool = False


def as_text(form: forms.Form, only: Collection[str] | None = None) -> list[Said]:
    """Return the fields of a form that shows the plan; what is not written yet is left out."""
    return list(_said(form, only))


def _said(form: forms.Form, only: Collection[str] | None = None) -> Iterator[Said]:
    for bound in form.visible_fields():
        if only is not None and bound.name not in only:
            continue
        label = str(getattr(bound.field, "read_as", bound.label))
        if isinstance(bound.field, RowsField):
            rows = bound.field.widget.rowset(bound.name, initial=bound.initial).forms
            parts = (tuple((each.label, each.text) for each in _said(row)) for row in rows)
            filled = tuple(row for row in parts if row)
            if filled:
                yield Said(label, rows=filled, listed=all(len(row) == 1 for row in filled))
        elif text := _text(bound.field, bound.initial):
            yield Said(label, text)


def _text(field: forms.Field, value: Any) -> str:
    if isinstance(field, PhraseField):
        return Text(value).get_in(reader()) if value else ""
    if isinstance(field, forms.ChoiceField):
        return unescape(strip_tags(dict(field.choices).get(value, ""))) if value else ""  # type: ignore[arg-type]
    if isinstance(field, forms.BooleanField):
        return told("start.yes") if value else ""
    return show(value, reader()) if isinstance(value, date | str | int) and value != "" else ""
