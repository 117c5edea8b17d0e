"""What is asked: the questionnaire, its modules, the languages, and how people are spoken of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from samspill.design.edit.paths import set_value
from samspill.design.model import LEAST_ASKED_ABOUT
from samspill.design.read import DEFAULT_INSTRUMENT
from samspill.errors import InstrumentError
from samspill.instrument.load import joined
from samspill.terms import Language
from samspill_web.instruments.described import language_name
from samspill_web.instruments.selectors import Choices
from samspill_web.kernel.speech import reader, told, wrongs
from samspill_web.projects.drafts import Table
from samspill_web.projects.forms.phrase import PhraseField, written
from samspill_web.projects.forms.plan_form import PlanForm


class QuestionsForm(PlanForm):
    """The choices among what an organisation's mappings can ask."""

    def __init__(self, *args: Any, choices: Choices, shorter: str = "", **kwargs: Any) -> None:
        self.choices, self.shorter = choices, shorter
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        """Add the fields."""
        head, own = self.table.get("mapping", {}), self.languages[0]
        self.fields["instrument"] = forms.ChoiceField(
            label=told("groups.questions.instrument"),
            choices=[(each.key, each.name.get_in(reader())) for each in self.choices.instruments],
            widget=forms.RadioSelect,
            initial=head.get("instrument", DEFAULT_INSTRUMENT),
        )
        self.fields["modules"] = forms.MultipleChoiceField(
            label=told("groups.questions.modules"),
            help_text=told("groups.questions.modules_help"),
            choices=[(each.key, each.name.get_in(reader())) for each in self.choices.modules],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=head.get("modules", []),
        )
        self.fields["languages"] = forms.MultipleChoiceField(
            label=told("groups.questions.languages"),
            help_text=told("groups.questions.languages_help", language=language_name(own)),
            choices=[(tag.value, language_name(tag)) for tag in Language if tag is not own],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=[tag.value for tag in self.languages[1:]],
        )
        self.fields["own_group"] = forms.ChoiceField(
            label=told("groups.questions.own_group"),
            choices=[("yes", told("groups.questions.own_yes")), ("no", told("groups.questions.own_no"))],
            widget=forms.RadioSelect,
            initial="no" if head.get("own_group") is False else "yes",
        )
        self.fields["ask_at_most"] = forms.IntegerField(
            label=told("projects.questions.ask_at_most"),
            help_text=" ".join(filter(None, (told("projects.questions.ask_at_most_help"), self.shorter))),
            min_value=LEAST_ASKED_ABOUT,
            required=False,
            initial=head.get("ask_at_most"),
            error_messages=dict.fromkeys(
                ("invalid", "min_value"), told("projects.questions.ask_at_most_wrong", least=LEAST_ASKED_ABOUT)
            ),
        )
        self.fields["people"] = PhraseField(
            self.languages,
            label=told("groups.questions.people"),
            help_text=told("groups.questions.people_help"),
            initial=head.get("people"),
        )

    def clean(self) -> dict[str, Any]:
        """Check that the questionnaire and its modules fit together."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        by_key = {each.key: each for each in (*self.choices.instruments, *self.choices.modules)}
        if "instrument" in data and "modules" in data:
            try:
                joined(by_key[data["instrument"]], [by_key[key] for key in data["modules"]])
            except InstrumentError as error:
                raise ValidationError(wrongs(error)) from error
        return data

    def apply(self, table: Table) -> Table:
        """Return the plan with what was chosen."""
        head, data = table.get("mapping", {}), self.cleaned_data
        own = head.get("language", self.languages[0].value)
        new = {
            "instrument": data["instrument"],
            "modules": data["modules"],
            "languages": [own, *(tag for tag in data["languages"] if tag != own)],
            "own_group": data["own_group"] == "yes",
            "ask_at_most": data["ask_at_most"],
            "people": written(head.get("people"), data["people"]),
        }
        was = {"instrument": DEFAULT_INSTRUMENT, "modules": [], "languages": [own], "own_group": True, **head}
        for field, value in new.items():
            # What is only the default, or the same in another order, is no change.
            if was.get(field) != value and not _same_set(was.get(field), value):
                table = set_value(table, ("mapping", field), value)
        return table


def _same_set(one: object, other: object) -> bool:
    return isinstance(one, list) and isinstance(other, list) and sorted(one) == sorted(other)
