"""The form that a token is made by."""

from __future__ import annotations

from django import forms

from samspill_web.analysis.tokens.models import NAME
from samspill_web.analysis.tokens.services import LONGEST_DAYS, USUAL_DAYS
from samspill_web.kernel.forms import printable
from samspill_web.kernel.speech import told


class TokenForm(forms.Form):
    """What a token is for, and for how long."""

    name = forms.CharField(max_length=NAME, validators=[printable])
    days = forms.IntegerField(min_value=1, max_value=LONGEST_DAYS, initial=USUAL_DAYS)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        wrong_days = told("api.wrong.days", longest=LONGEST_DAYS)
        for name, wrong in (("name", told("api.wrong.name", n=NAME)), ("days", wrong_days)):
            field = self.fields[name]
            field.label, field.help_text = told(f"api.field.{name}"), told(f"api.help.{name}", longest=LONGEST_DAYS)
            field.error_messages |= dict.fromkeys(("required", "invalid", "max_length", "min_value", "max_value"), wrong)
        # Validators have messages of their own.
        self.fields["days"].widget.attrs |= {"inputmode": "numeric"}
