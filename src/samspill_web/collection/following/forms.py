"""What is decided while a wave is open."""

from __future__ import annotations

from typing import Any

from django import forms

from samspill_web.kernel.forms import printable
from samspill_web.kernel.speech import told
from samspill_web.projects.forms.calendar import DayField

REASON = 300


class ExtendForm(forms.Form):
    """A later last day, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = DayField(label=told("following.extend.day"))
        day.required = True
        day.error_messages["required"] = told("following.extend.day_missing")
        self.fields["day"] = day
        self.fields["reason"] = forms.CharField(
            label=told("following.extend.why"),
            help_text=told("following.extend.why_help"),
            max_length=REASON,
            validators=[printable],
            error_messages={
                "required": told("following.extend.reason"),
                "max_length": told("following.extend.reason_long", n=REASON),
            },
        )


class RemindForm(forms.Form):
    """Whether everybody is reminded, those who have answered among them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["everybody"] = forms.BooleanField(
            label=told("following.remind.everybody"), help_text=told("following.remind.everybody_help"), required=False
        )
