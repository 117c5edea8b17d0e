"""Who tells whom about the mapping."""

from __future__ import annotations

from typing import Any

from django import forms

from samspill.terms import Informed
from samspill_web.kernel.speech import told
from samspill_web.projects.drafts import Table
from samspill_web.projects.forms.calendar import DayField
from samspill_web.projects.forms.phrase import PhraseField
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.forms.rows import Row, RowsField, Values, initial
from samspill_web.projects.forms.start import entry_of, keep_list


class InformRow(Row):
    """Who tells whom, when and how."""

    def prepare(self) -> None:
        """Add the fields."""
        whom = [("", told("start.inform.whom.none")), *((each.value, told(f"start.whom.{each}")) for each in Informed)]
        self.fields["whom"] = forms.ChoiceField(
            label=told("start.inform.whom.label"), choices=whom, error_messages={"required": told("start.inform.whom.missing")}
        )
        self.fields["who"] = PhraseField(
            self.languages, label=told("start.inform.who.label"), help_text=told("start.inform.who.hint"), required=True
        )
        self.fields["when"] = DayField(label=told("start.inform.when.label"))
        self.fields["how"] = PhraseField(
            self.languages, label=told("start.inform.how.label"), help_text=told("start.inform.how.hint")
        )


class InformingForm(PlanForm):
    """All who tell somebody."""

    def prepare(self) -> None:
        """Add the rows."""
        self.fields["inform"] = RowsField(
            InformRow, self.languages, label=told("start.inform.label"), help_text=told("start.inform.hint")
        )

    @classmethod
    def values(cls, table: Table) -> Values:
        """Return who tells whom as the plan has it."""
        return {"inform": initial(InformRow, table.get("inform", ()))}

    def apply(self, table: Table) -> Table:
        """Return the plan with who tells whom."""
        keep_list(table, "inform", map(_entry, self.cleaned_data["inform"]))
        return table


def _entry(row: Values) -> dict[str, Any]:
    was = row["was"] if isinstance(row["was"], dict) else {}
    texts = {name: was[name] for name in ("who", "how") if name in was}
    entry = entry_of({**row, "was": texts}, ("who", "how"))
    return {"who": entry["who"], "whom": row["whom"], **({"when": row["when"]} if row["when"] else {}), **entry}
