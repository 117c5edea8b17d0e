"""When and where a meeting is, whom it is for, how many came, and what was written down."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms

from samspill.errors import UsageError
from samspill.reporting.meeting import Template
from samspill.reporting.meeting.talks import choices
from samspill_web.dialogue.enums import NoteKind
from samspill_web.dialogue.inviting import LIST
from samspill_web.dialogue.models import Meeting
from samspill_web.dialogue.selectors import local_start, stage_of, zone_of
from samspill_web.dialogue.services import Decided
from samspill_web.kernel.forms import printable
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.forms.calendar import DayField

PLACE, NOTE = 200, 500
MOST_PEOPLE = 999


class PlanForm(forms.Form):
    """Which plan a new meeting follows."""

    def __init__(self, *args: Any, plans: list[tuple[str, Template]], has_result: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(choice, plan) for choice, plan in plans if has_result or not plan.needs_release]
        self.fields["plan"] = forms.ChoiceField(
            label=told("dialogue.make.plan"),
            choices=[(choice, told_of(plan)) for choice, plan in offered],
            widget=forms.RadioSelect,
            initial=offered[0][0],
            error_messages={"required": told("dialogue.make.choose"), "invalid_choice": told("dialogue.make.choose")},
        )


def told_of(plan: Template) -> str:
    """Return what a plan is called and what it is for, as one choice among others."""
    what = plan.what.get_in(reader()) if plan.what else ""
    return f"{plan.name.get_in(reader())}. {what}" if what else plan.name.get_in(reader())


class DecideForm(forms.Form):
    """Day, time, place, groups and collaborations of a meeting."""

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        stage, start = stage_of(meeting, reader()), local_start(meeting)
        initial = {
            "day": start.date() if start else None,
            "clock": f"{start:%H:%M}" if start else "",
            "place": meeting.place,
            "groups": list(stage.groups),
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.meeting, self.ties = meeting, stage.meeting.template.ties
        self.fields["day"] = DayField(label=told("dialogue.decide.day"))
        self.fields["clock"] = forms.TimeField(
            label=told("dialogue.decide.clock"),
            required=False,
            input_formats=["%H:%M", "%H.%M"],
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            help_text=told("dialogue.decide.clock_help"),
            error_messages={"invalid": told("dialogue.decide.clock_wrong")},
        )
        self.fields["place"] = forms.CharField(
            label=told("dialogue.decide.place"), max_length=PLACE, required=False, validators=[printable]
        )
        known = [unit.id for unit in stage.scene.targets] if stage.scene else list(stage.mapping.groups)
        self.fields["groups"] = forms.MultipleChoiceField(
            label=told("dialogue.decide.groups"),
            choices=[(key, stage.names.unit(key)) for key in known],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": told("dialogue.decide.groups_missing")},
        )
        pairs = choices(stage.result) if self.ties else ()
        offered = [("", told("dialogue.decide.proposed"))]
        offered += [(">".join(talk.tie), f"{talk.name} {' '.join(mark.value for mark in talk.marks)}") for talk in pairs]
        for number in range(1, self.ties + 1):
            chosen = meeting.ties[number - 1] if len(meeting.ties) >= number else []
            self.fields[f"tie_{number}"] = forms.ChoiceField(
                label=told("dialogue.decide.tie", number=number), choices=offered, required=False, initial=">".join(chosen)
            )

    def clean(self) -> dict[str, Any]:
        """Return what was written; a time needs a day."""
        given = super().clean() or {}
        if given.get("clock") and not given.get("day") and "day" not in self.errors:
            self.add_error("day", told("dialogue.decide.day_missing"))
        return given

    @property
    def decided(self) -> Decided:
        """What is decided."""
        given = self.cleaned_data
        starts = None
        if given["day"]:
            starts = datetime.combine(given["day"], given["clock"] or time(9), zone_of(self.meeting))
        keys = [given[f"tie_{number}"] for number in range(1, self.ties + 1)]
        ties = [(rater, target) for rater, _, target in (key.partition(">") for key in dict.fromkeys(keys) if key)]
        return Decided(starts, " ".join(given["place"].split()), given["groups"], ties)

    def refuse(self, error: UsageError, lines: list[str]) -> None:
        """Take in what the core says."""
        del error
        self.add_error(None, lines)


class InviteForm(forms.Form):
    """To whom an invitation is sent."""

    def __init__(self, *args: Any, counts: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_invite_%s", **kwargs})
        wrong = told("dialogue.invite.choose")
        self.fields["to"] = forms.MultipleChoiceField(
            label=told("dialogue.invite.to"),
            help_text=told("dialogue.invite.to_help"),
            choices=[(name, _receivers(name, count)) for name, count in counts.items()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": wrong, "invalid_choice": wrong},
        )


def _receivers(name: str, count: int) -> str:
    who = told("dialogue.invite.list") if name == LIST else told(f"projects.role.{name}")
    return told("dialogue.invite.receivers", who=who, n=count)


class AttendanceForm(forms.Form):
    """How many of each group were there."""

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_came_%s", **kwargs})
        self.groups = groups
        wrong = told("dialogue.came.wrong", most=MOST_PEOPLE)
        for number, (_, name) in enumerate(groups, start=1):
            self.fields[f"group_{number}"] = forms.IntegerField(
                label=name,
                required=False,
                min_value=0,
                max_value=MOST_PEOPLE,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
                error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
            )

    @property
    def counts(self) -> dict[str, int | None]:
        """How many, by group."""
        return {key: self.cleaned_data[f"group_{number}"] for number, (key, _) in enumerate(self.groups, start=1)}


class NoteForm(forms.Form):
    """A note of a group."""

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"] = forms.ChoiceField(label=told("dialogue.notes.group"), choices=groups)
        self.fields["kind"] = forms.ChoiceField(
            label=told("dialogue.notes.kind"),
            choices=[(kind.value, told(f"dialogue.kind.{kind}")) for kind in NoteKind],
        )
        self.fields["text"] = forms.CharField(
            label=told("dialogue.notes.text"),
            help_text=told("dialogue.notes.no_names"),
            max_length=NOTE,
            validators=[printable],
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={
                "required": told("dialogue.notes.missing"),
                "max_length": told("dialogue.notes.long", most=NOTE),
            },
        )
