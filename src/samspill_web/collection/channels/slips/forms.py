"""How many slips, for whom, and why."""

from __future__ import annotations

from typing import Any

from django import forms

from samspill_web.collection.channels.slips.services import MOST
from samspill_web.kernel.forms import PlainSelect, printable
from samspill_web.kernel.speech import told

REASON = 300


class BagForm(forms.Form):
    """A bag of slips for a group."""

    node = forms.ChoiceField(widget=PlainSelect)
    number = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 5, "class": "narrow"}),
    )
    # When it is needed is for the service to say, so the form never says that it is.
    reason = forms.CharField(required=False, max_length=REASON, validators=[printable])

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        node, number = self.fields["node"], self.fields["number"]
        node.choices = groups  # type: ignore[attr-defined]
        node.label, number.label = told("paper.slips.group"), told("paper.slips.number")
        number.help_text = told("paper.slips.number_help")
        node.error_messages |= dict.fromkeys(("required", "invalid_choice"), told("paper.slips.group_wrong"))
        reason = self.fields["reason"]
        reason.label, reason.help_text = told("paper.slips.reason.label"), told("paper.slips.reason.help")
        reason.error_messages["max_length"] = told("paper.slips.reason.long", n=REASON)
        wrong = told("paper.slips.number_wrong", most=MOST)
        number.error_messages |= {"invalid": wrong}
        for validator in number.validators:
            validator.message = wrong  # type: ignore[attr-defined]
