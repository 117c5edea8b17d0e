"""What the partners agree before anything is mapped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samspill.design.read_start import PARTS_OF_GOAL
from samspill_web.kernel.speech import told
from samspill_web.projects.drafts import Table
from samspill_web.projects.forms.phrase import PhraseField, put, written
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.forms.rows import Row, RowsField, Values, initial

TEXTS = ("ambitions", "resources", "indicators")


class TextRow(Row):
    """A text alone."""

    def prepare(self) -> None:
        """Add the text."""
        self.fields["what"] = PhraseField(self.languages, label=self.given["label"])

    @classmethod
    def values(cls, entry: Any) -> Values:
        """Return the text."""
        return {"what": entry}


class GoalRow(Row):
    """A goal, who owns it, and how it will be seen."""

    def prepare(self) -> None:
        """Add the three fields."""
        for name in ("what", "owner", "seen_by"):
            label, hint = told(f"start.goal.{name}.label"), told(f"start.goal.{name}.hint")
            self.fields[name] = PhraseField(self.languages, label=label, help_text=hint, required=name == "what")

    @classmethod
    def values(cls, entry: Any) -> Values:
        """Return a goal's parts; a text alone is the goal."""
        return dict(entry) if has_parts(entry) else {"what": entry}


class StakeholderRow(Row):
    """Somebody whom the mapping concerns, and what is at stake for them."""

    def prepare(self) -> None:
        """Add both fields."""
        for name in ("who", "interest"):
            label, hint = told(f"start.stakeholder.{name}.label"), told(f"start.stakeholder.{name}.hint")
            self.fields[name] = PhraseField(self.languages, label=label, help_text=hint, required=name == "who")


class StartForm(PlanForm):
    """Ambitions, resources, goals, stakeholders and the figures that the partners will follow."""

    def prepare(self) -> None:
        """Add a list each."""
        for name in ("ambitions", "resources"):
            self._add(name, TextRow)
        self._add("goals", GoalRow)
        self._add("stakeholders", StakeholderRow)
        self._add("indicators", TextRow)

    def _add(self, name: str, row: type[Row]) -> None:
        label, hint = told(f"start.{name}.label"), told(f"start.{name}.hint")
        self.fields[name] = RowsField(row, self.languages, label=label, help_text=hint, given={"label": label})

    @classmethod
    def values(cls, table: Table) -> Values:
        """Return the lists as the plan has them."""
        start = table.get("start", {})
        texts = {name: initial(TextRow, start.get(name, ())) for name in TEXTS}
        goals, concerned = initial(GoalRow, start.get("goals", ())), initial(StakeholderRow, start.get("stakeholders", ()))
        return {**texts, "goals": goals, "stakeholders": concerned}

    def apply(self, table: Table) -> Table:
        """Return the plan with the lists."""
        start = table.setdefault("start", {})
        for name in TEXTS:
            keep_list(start, name, (written(row["was"], row["what"]) for row in self.cleaned_data[name]))
        keep_list(start, "goals", map(_goal, self.cleaned_data["goals"]))
        keep_list(start, "stakeholders", (entry_of(row, ("who", "interest")) for row in self.cleaned_data["stakeholders"]))
        if not start:
            del table["start"]
        return table


def has_parts(entry: object) -> bool:
    """Tell whether a goal is a table with parts, and not a text in several languages."""
    return isinstance(entry, dict) and not PARTS_OF_GOAL.isdisjoint(entry)


def keep_list(table: Table, name: str, entries: Iterable[Any]) -> None:
    """Write a list without its blank entries, or take it away where nothing is left."""
    kept = [entry for entry in entries if entry]
    if kept:
        table[name] = kept
    else:
        table.pop(name, None)


def entry_of(row: Values, texts: Iterable[str]) -> Table:
    """Return a row as an entry of the plan, whatever the form does not show kept."""
    entry: Table = dict(row["was"]) if isinstance(row["was"], dict) else {}
    for name in texts:
        put(entry, name, row[name])
    return entry


def _goal(row: Values) -> Any:
    # A goal that is only a text stays one.
    was = row["was"] if has_parts(row["was"]) else {"what": row["was"]}
    goal = entry_of({**row, "was": was}, ("what", "owner", "seen_by"))
    return goal["what"] if set(goal) == {"what"} and not has_parts(row["was"]) else goal
