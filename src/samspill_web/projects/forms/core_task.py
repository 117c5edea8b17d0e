"""The task that the groups solve together, and its test."""

from __future__ import annotations

from samspill.design.checks.core_task_test import PARTS
from samspill_web.kernel.speech import told
from samspill_web.projects.drafts import Table
from samspill_web.projects.forms.phrase import PhraseField, put
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.forms.rows import Values

HEAD = ("title", "core_task", "people")


class CoreTaskForm(PlanForm):
    """Title, core task and people; and who depends on whom, when, and for which people."""

    def prepare(self) -> None:
        """Add a text each."""
        for name in HEAD:
            self._add(name, required=name == "title")
        for part in PARTS:
            self._add(f"test_{part}")

    def _add(self, name: str, *, required: bool = False) -> None:
        label, hint = told(f"start.core_task.{name}.label"), told(f"start.core_task.{name}.hint")
        self.fields[name] = PhraseField(self.languages, label=label, help_text=hint, required=required)

    @classmethod
    def values(cls, table: Table) -> Values:
        """Return the texts as the plan has them."""
        head, test = table.get("mapping", {}), table.get("core_task_test", {})
        return {**{name: head.get(name) for name in HEAD}, **{f"test_{part}": test.get(part) for part in PARTS}}

    def apply(self, table: Table) -> Table:
        """Return the plan with the texts."""
        head, test = table.setdefault("mapping", {}), table.setdefault("core_task_test", {})
        for name in HEAD:
            put(head, name, self.cleaned_data[name])
        # The plan always says that there is a core task to find.
        head.setdefault("core_task", "")
        for part in PARTS:
            put(test, part, self.cleaned_data[f"test_{part}"])
        if not test:
            del table["core_task_test"]
        return table
