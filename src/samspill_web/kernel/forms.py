"""Forms that keep what was typed, say what to do, and look alike everywhere."""

from __future__ import annotations

from typing import Any
from unicodedata import category

from django.core.exceptions import ValidationError
from django.forms import BoundField, Select, Widget
from django.forms.renderers import BaseRenderer, TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from samspill_web.kernel.speech import told

SELECTED = mark_safe(" selected")


class DrawnField(BoundField):
    """A field as our templates draw it.

    The browser is not asked to refuse a form: its bubbles speak the browser's language, vanish, and are not read aloud well.
    Our own answer keeps what was typed and says what to do.
    """

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Return the attributes of the control, with its class, and ``aria-required`` for ``required``."""
        built = super().build_widget_attrs(attrs, widget)
        drawn = widget or self.field.widget
        if drawn.is_hidden:
            return built
        built["class"] = " ".join(filter(None, (drawn.attrs.get("class"), "ds-input")))
        # A set of choices is required as a whole; no single one of them is.
        if built.pop("required", False) and not self.use_fieldset:
            built["aria-required"] = "true"
        return built

    @property
    def first_id(self) -> str:
        """The id of the control that a link to the field goes to."""
        return f"{self.auto_id}_0" if self.use_fieldset else self.id_for_label


class Renderer(TemplatesSetting):
    """Fields are drawn by our own templates."""

    form_template_name = "kernel/form.html"
    field_template_name = "kernel/field.html"
    bound_field_class = DrawnField


def printable(text: str) -> None:
    """Refuse signs that nobody sees: they break files, turn words round, and make one name look like another.

    They come from copying, or from somebody who means harm.
    """
    if any(category(letter) in {"Cc", "Cf", "Cs", "Cn"} and not letter.isspace() for letter in text):
        raise ValidationError(told("kernel.unseen_signs"), code="unseen")


class PlainSelect(Select):
    """A list of choices drawn at once: with a template for each, forty lists of forty took most of a page's time."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return the list with its choices, escaped."""
        del renderer
        chosen = "" if value is None else str(value)
        told_choices = ((key, SELECTED if str(key) == chosen else "", label) for key, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', told_choices)
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})), options
        )
