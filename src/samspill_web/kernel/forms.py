"""Forms that keep what was typed, say what to do, and look alike everywhere."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Fields are drawn by our own templates."""

    form_template_name = "kernel/form.html"
    field_template_name = "kernel/field.html"
