"""What one group needs from every other."""

from __future__ import annotations

from typing import Any

from django import forms

from samspill.design.edit.entries import keys
from samspill.design.edit.ties import by_pair, need_of, set_need
from samspill.terms import Need
from samspill_web.kernel.speech import told
from samspill_web.projects.drafts import Table
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.tree import tree_of


class RaterForm(PlanForm):
    """Three answers for each of the other groups."""

    def __init__(self, *args: Any, rater: str, **kwargs: Any) -> None:
        self.rater = rater
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        """Add a question for every other group."""
        ties = by_pair(self.table)
        for group in tree_of(self.table).groups:
            if group.key == self.rater:
                continue
            self.fields[f"need@{group.key}"] = forms.ChoiceField(
                label=group.name,
                choices=[(need.value, told(f"groups.need.{need}").capitalize()) for need in (Need.HIGH, Need.SOME, Need.NONE)],
                widget=forms.RadioSelect,
                initial=need_of(ties.get((self.rater, group.key))).value,
            )

    def apply(self, table: Table) -> Table:
        """Return the plan with what was chosen; groups that came after the reader's version are left alone."""
        before, known = by_pair(table), keys(table, "group")
        for name, value in self.cleaned_data.items():
            target = name.removeprefix("need@")
            if target == name or target not in known:
                continue
            if need_of(before.get((self.rater, target))) is not Need(value):
                table = set_need(table, self.rater, target, Need(value))
        return table
