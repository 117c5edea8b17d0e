"""Who holds the shares of a key, and a key that is typed from its sheet."""

from __future__ import annotations

from typing import Any

from django import forms

from samspill_web.collection.shares import NUMBERS
from samspill_web.kernel.forms import printable
from samspill_web.kernel.speech import told

NAME = 120
TYPED = 2_000
"""Nobody types more: a sheet has 56 letters and figures."""


class HoldersForm(forms.Form):
    """Three people, each with a share."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in NUMBERS:
            self.fields[f"holder_{number}"] = forms.CharField(
                label=told("ceremony.holder", number=number),
                max_length=NAME,
                validators=[printable],
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages={
                    "required": told("ceremony.holder_missing"),
                    "max_length": told("ceremony.holder_long", n=NAME),
                },
            )

    @property
    def holders(self) -> list[str]:
        """The names in the order of the shares."""
        return [" ".join(self.cleaned_data[f"holder_{number}"].split()) for number in NUMBERS]

    def clean(self) -> dict[str, Any]:
        """Refuse one name twice: two shares in one hand are the whole key."""
        cleaned = super().clean() or {}
        names: set[str] = set()
        for number in NUMBERS:
            name = " ".join(str(cleaned.get(f"holder_{number}", "")).split()).casefold()
            if name and name in names:
                self.add_error(f"holder_{number}", told("ceremony.holder_twice"))
            names.add(name)
        return cleaned


class SheetForm(forms.Form):
    """A key as somebody types it from its sheet."""

    wave = forms.IntegerField(min_value=1, max_value=10_000, widget=forms.HiddenInput)
    letters = forms.CharField(
        max_length=TYPED, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letters"].label = told("ceremony.restore.letters")
        self.fields["letters"].help_text = told("ceremony.restore.letters_help")
        self.fields["letters"].error_messages |= {
            "required": told("ceremony.restore.missing"),
            "max_length": told("ceremony.restore.long"),
        }
