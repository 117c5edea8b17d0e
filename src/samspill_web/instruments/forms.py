"""A TOML file in a form: pasted or chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from samspill.instrument.toml_file import LARGEST
from samspill_web.kernel.speech import told


class TomlForm(forms.Form):
    """A text that is pasted, or a file that is chosen."""

    upload = forms.FileField(required=False, allow_empty_file=True)
    source = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": "12", "spellcheck": "false"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].label = told("instruments.toml.upload")
        self.fields["upload"].help_text = told("instruments.toml.upload_help", largest=LARGEST / 1_000_000)
        self.fields["source"].label = told("instruments.toml.source")

    def clean(self) -> dict[str, Any]:
        """Return what was given as text below ``text``; a file goes before what is pasted."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        upload, pasted = data.get("upload"), data.get("source") or ""
        if upload is not None and upload.size > LARGEST:
            raise ValidationError(told("instruments.toml.large", largest=LARGEST / 1_000_000))
        try:
            text = upload.read().decode("utf-8-sig") if upload is not None else pasted
        except UnicodeDecodeError as error:
            raise ValidationError(told("instruments.toml.encoding")) from error
        if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
            raise ValidationError(told("instruments.toml.large", largest=LARGEST / 1_000_000))
        if not text.strip():
            raise ValidationError(told("instruments.toml.empty"))
        return {**data, "text": text.replace("\r\n", "\n")}
