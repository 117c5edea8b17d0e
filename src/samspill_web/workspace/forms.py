"""Beginning a mapping."""

from __future__ import annotations

from django import forms

from samspill.instrument.sheet import name_of
from samspill.terms import Language
from samspill_web.kernel.forms import printable
from samspill_web.kernel.speech import reader, told

LARGEST = 200_000
"""Bytes of a file that is brought in; the same as the core reads."""


class BeginForm(forms.Form):
    """A title, and the language that the mapping is written in."""

    title = forms.CharField(max_length=200, validators=[printable])
    language = forms.ChoiceField(choices=lambda: [(language.value, name_of(language, reader())) for language in Language])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, field in self.fields.items():
            field.label = told(f"workspace.begin.{name}")
            field.help_text = told(f"workspace.begin.{name}_help")

    def clean_title(self) -> str:
        """Return the title on one line: it stands in mails."""
        return " ".join(str(self.cleaned_data["title"]).split())

    def clean_language(self) -> Language:
        """Return the language."""
        return Language(self.cleaned_data["language"])


class BringForm(forms.Form):
    """A mapping.toml that was written elsewhere."""

    file = forms.FileField(max_length=200)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].label = told("workspace.begin.file")
        self.fields["file"].help_text = told("workspace.begin.file_help")

    def clean_file(self) -> str:
        """Return the text of the file."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(told("workspace.begin.file_large"))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(told("workspace.begin.file_not_text")) from None
