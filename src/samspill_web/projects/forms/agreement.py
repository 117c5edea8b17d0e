"""Who is asked to agree, and who has agreed when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from samspill.terms import Text
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.drafts import Table
from samspill_web.projects.forms.calendar import DayField
from samspill_web.projects.forms.phrase import PhraseField
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.forms.rows import Row, RowsField, Values, initial, recalled
from samspill_web.projects.forms.start import entry_of, keep_list
from samspill_web.projects.signing import present


class AgreedRow(Row):
    """One who is asked. ``again`` says that an earlier yes holds for the text as it is now."""

    def prepare(self) -> None:
        """Add the fields."""
        for name in ("who", "role"):
            label, hint = told(f"start.agreed.{name}.label"), told(f"start.agreed.{name}.hint")
            self.fields[name] = PhraseField(self.languages, label=label, help_text=hint, required=name == "who")
        choices = [("", told("start.agreed.organisation.none")), *self.given["organisations"]]
        self.fields["organisation"] = forms.ChoiceField(
            label=told("start.agreed.organisation.label"), choices=choices, required=False
        )
        self.fields["on"] = DayField(label=told("start.agreed.on.label"), help_text=told("start.agreed.on.hint"))
        if self._is_earlier():
            self.fields["again"] = forms.BooleanField(label=told("start.agreed.again.label"), required=False)

    def _is_earlier(self) -> bool:
        """Tell whether the yes was given to a text that has been changed since."""
        was = recalled(self["was"].value())
        return isinstance(was, dict) and was.get("of") not in (None, self.given["present"])


class AgreementForm(PlanForm):
    """All who are asked."""

    def prepare(self) -> None:
        """Add the rows."""
        organisations = [
            (entry["key"], Text(entry.get("name", entry["key"])).get_in(reader()))
            for entry in self.table.get("organisation", ())
        ]
        self.fields["agreed"] = RowsField(
            AgreedRow,
            self.languages,
            label=told("start.agreed.label"),
            help_text=told("start.agreed.hint"),
            given={"organisations": organisations, "present": present(self.table)},
        )

    @classmethod
    def values(cls, table: Table) -> Values:
        """Return who is asked as the plan has it."""
        return {"agreed": initial(AgreedRow, table.get("start", {}).get("agreed", ()))}

    def apply(self, table: Table) -> Table:
        """Return the plan with who is asked; a new yes holds for the text as it is now."""
        start = table.setdefault("start", {})
        before, now = list(start.get("agreed", ())), present(table)
        keep_list(start, "agreed", [_entry(row, before, now) for row in self.cleaned_data["agreed"]])
        if not start:
            del table["start"]
        return table


def _entry(row: Values, before: list[Table], now: str) -> Table:
    was = row["was"] if isinstance(row["was"], dict) else {}
    entry = entry_of({**row, "was": {name: was[name] for name in ("who", "role") if name in was}}, ("who", "role"))
    day: date | None = row["on"]
    if row["organisation"]:
        entry["organisation"] = row["organisation"]
    if day is None:
        return entry
    entry["on"] = day
    kept = None if row.get("again") else _same_yes(entry, was, day, before)
    of = now if kept is None else kept.get("of")
    return {**entry, "of": of} if of else entry


def _same_yes(entry: Table, was: Any, day: date, before: list[Table]) -> Table | None:
    """Return the sign-off that a row is, as the plan has it: the same day, and the same name or the same text agreed to."""
    names, of = [entry.get("who"), was.get("who")], was.get("of")
    for each in before:
        if each.get("on") == day and (each.get("who") in names or (of is not None and each.get("of") == of)):
            return each
    return None
