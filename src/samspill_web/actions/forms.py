"""What is asked about an action, which ones somebody wants to see, and why one is let go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from samspill.errors import UsageError
from samspill_web.actions.about import Subject
from samspill_web.actions.enums import Aim, Kind, Status
from samspill_web.actions.models import LINE, NAME, Action
from samspill_web.actions.services import NEEDED, Given
from samspill_web.actions.sharing import Which, may_write_about, rights_of
from samspill_web.kernel.forms import PlainSelect, printable
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects.forms.calendar import DayField
from samspill_web.projects.models import Role

FIELDS_OF = {
    f"{NEEDED}owner": "owner_name",
    f"{NEEDED}due": "due",
    "actions.same_group": "target",
    "actions.not_yours": "rater",
}
"""Where an error of the services stands."""

COLUMNS = ("what", "kind", "aim", "rater", "target", "dimension", "wave", "owner_name", "email", "due", "sign")


class ActionForm(forms.Form):
    """An action. Nothing but what it is must be filled in: what else an agreed one needs is asked for when it is agreed."""

    def __init__(
        self, *args: Any, subject: Subject, role: Role, people: Iterable[Role], before: Action | None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.subject, self._role, self._before = subject, role, before
        self._people = {str(each.pk): each for each in people}
        self._add_what()
        self._add_about()
        self._add_who()

    def _add_what(self) -> None:
        self._line("what", LINE, required=True, area=True)
        self._choice("kind", [(kind.value, told(f"actions.kind.{kind}")) for kind in Kind], radio=True)
        self._choice("aim", [(aim.value, told(f"actions.aim.{aim}")) for aim in Aim], radio=True)

    def _add_about(self) -> None:
        subject, before = self.subject, self._before
        kept = {unit: subject.unit(unit) for unit in (before.rater, before.target) if unit} if before else {}
        asked = {unit: subject.unit(unit) for name in ("rater", "target") if (unit := self._asked(name)) and subject.has(unit)}
        units = list((subject.units | asked | kept).items())
        whole = [("", told("actions.about.whole"))] if rights_of(self._role).writes is Which.ALL else []
        self._choice("rater", [*whole, *units])
        self._choice("target", [("", told("actions.form.alone")), *units], required=False)
        dimensions = subject.dimensions
        if before and before.dimension:
            dimensions = {before.dimension: subject.dimension(before.dimension), **dimensions}
        self._choice("dimension", [("", told("actions.form.no_dimension")), *dimensions.items()], required=False)
        self._choice("wave", [(str(number), told("analysis.round", wave=number)) for number in reversed(subject.waves)])
        self.fields["rater"].required = not whole

    def _add_who(self) -> None:
        people = [(key, str(each.user)) for key, each in self._people.items()]
        self._choice("owner", [("", told("actions.form.no_person")), *people], required=False)
        self._line("owner_name", NAME)
        self.fields["email"] = forms.EmailField(
            label=told("actions.form.email"),
            help_text=told("actions.form.email_hint"),
            required=False,
            error_messages={"invalid": told("actions.form.email_wrong")},
        )
        self.fields["due"] = DayField(label=told("actions.form.due"))
        self._line("sign", LINE)

    def _asked(self, name: str) -> str:
        return str((self.data if self.is_bound else self.initial).get(name) or "")

    def _line(self, name: str, most: int, *, required: bool = False, area: bool = False) -> None:
        long = told("actions.form.long", n=most)
        self.fields[name] = forms.CharField(
            label=told(f"actions.form.{name}"),
            help_text=told(f"actions.form.{name}_hint"),
            required=required,
            max_length=most,
            widget=forms.Textarea(attrs={"rows": 3}) if area else None,
            validators=[printable],
            error_messages={"required": told("actions.form.what_missing"), "max_length": long},
        )

    def _choice(self, name: str, choices: list[tuple[str, str]], *, required: bool = True, radio: bool = False) -> None:
        wrong = told("actions.form.choose")
        self.fields[name] = forms.ChoiceField(
            label=told(f"actions.form.{name}"),
            help_text=told(f"actions.form.{name}_hint"),
            choices=choices,
            required=required,
            widget=forms.RadioSelect if radio else PlainSelect,
            error_messages={"required": wrong, "invalid_choice": wrong},
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a tie that is not the writer's to write about."""
        given = self.cleaned_data
        given["email"] = given.get("email", "").strip().casefold()
        if given.get("target") and not given.get("rater") and "rater" not in self.errors:
            # Of two ends one was chosen: then it is about that group.
            given["rater"], given["target"] = given["target"], ""
        if not self.errors and not may_write_about(self.subject, self._role, given["rater"], given["target"]):
            self.add_error("rater", told("actions.not_yours"))
        return given

    @property
    def given(self) -> Given:
        """What was written."""
        found = {name: self.cleaned_data[name] for name in COLUMNS}
        found |= {
            "what": _one_line(found["what"]),
            "sign": _one_line(found["sign"]),
            "owner_name": _one_line(found["owner_name"]),
        }
        found |= {"kind": Kind(found["kind"]), "aim": Aim(found["aim"]), "wave": int(found["wave"])}
        return Given(owner=self._people.get(self.cleaned_data["owner"]), **found)

    def refuse(self, error: UsageError) -> None:
        """Put what the services refuse beside its field."""
        for problem in error.problems:
            for wrong in wrongs(UsageError(problem)):
                self.add_error(FIELDS_OF.get(problem.code), wrong)

    @property
    def idea_only(self) -> bool:
        """Whether all that is wrong is what only an agreed action needs."""
        said = {told(code) for code in FIELDS_OF if code.startswith(NEEDED)}
        wrong = {each for errors in self.errors.values() for each in errors}
        return bool(wrong) and wrong <= said


def initial_of(action: Action) -> dict[str, object]:
    """Return what an action says, as its form has it."""
    return {**{name: getattr(action, name) for name in COLUMNS}, "owner": str(action.owner_id or "")}


def _one_line(text: str) -> str:
    return " ".join(text.split())


class LetGoForm(forms.Form):
    """Why an action is let go, in one line."""

    reason = forms.CharField(max_length=LINE, validators=[printable])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_let_go_%s", **more})
        field = self.fields["reason"]
        field.label, field.help_text = told("actions.let_go.label"), told("actions.let_go.hint")
        field.error_messages |= {
            "required": told("actions.let_go.reason"),
            "max_length": told("actions.form.long", n=LINE),
        }


class FilterForm(forms.Form):
    """Which actions somebody wants to see. What is no choice, or none any more, asks for all."""

    def __init__(
        self, data: MultiValueDict[str, str], subject: Subject, owners: Iterable[str], statuses: Iterable[Status]
    ) -> None:
        choices = {
            "group": [(key, name) for key, name in subject.units.items() if "@" not in key],
            "kind": [(kind.value, told(f"actions.kind.{kind}")) for kind in Kind],
            "status": [(status.value, told(f"actions.status.{status}")) for status in Status if status in set(statuses)],
            "owner": [(name, name) for name in sorted(set(owners)) if name],
        }
        known = {name: data.get(name, "") for name in choices if data.get(name, "") in dict(choices[name])}
        super().__init__(known, auto_id="id_filter_%s")
        for name, offered in choices.items():
            self.fields[name] = forms.ChoiceField(
                label=told(f"actions.filter.{name}"),
                choices=[("", told("actions.filter.all")), *offered],
                required=False,
                widget=PlainSelect,
            )
        self.full_clean()

    @property
    def wanted(self) -> dict[str, str]:
        """What was chosen."""
        return {name: value for name, value in self.cleaned_data.items() if value}
