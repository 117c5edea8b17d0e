"""Forms about groups that become one, and a group that becomes several."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from samspill.design.edit.regroup import merge_groups, split_group
from samspill_web.kernel.speech import told
from samspill_web.projects.drafts import Table
from samspill_web.projects.forms.groups import LONGEST_NAME, PartForm, number_field
from samspill_web.projects.forms.phrase import PhraseField, written
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.tree import tree_of

LEAST_PARTS = 2
MOST_PARTS = 4


class MergeForm(PlanForm):
    """Groups that become one."""

    def prepare(self) -> None:
        """Add a tick for every group, and the name of the whole."""
        groups = tree_of(self.table).groups
        self.fields["groups"] = forms.MultipleChoiceField(
            label=told("groups.merge.groups"),
            choices=[(group.key, told("groups.merge.choice", group=group.name, n=group.people)) for group in groups],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": told("groups.merge.two")},
        )
        self.fields["name"] = PhraseField(self.languages, required=True, longest=LONGEST_NAME, label=told("groups.merge.name"))

    def clean_groups(self) -> list[str]:
        """Check that there are two at least, in the order of the plan."""
        ticked, least = set(self.cleaned_data["groups"]), 2
        if len(ticked) < least:
            raise ValidationError(told("groups.merge.two"))
        return [group.key for group in tree_of(self.table).groups if group.key in ticked]

    def apply(self, table: Table) -> Table:
        """Return the plan with the groups as one."""
        return merge_groups(table, self.cleaned_data["groups"], written(None, self.cleaned_data["name"]) or "")


class SplitForm(PartForm):
    """A group that becomes several: names, and sizes where they are known."""

    def prepare(self) -> None:
        """Add names and sizes; the last parts may stay empty."""
        self.whole = next(group for group in tree_of(self.table).groups if group.key == self.key)
        for number in range(1, MOST_PARTS + 1):
            name = told("groups.split.name", number=number)
            self.fields[f"name@{number}"] = PhraseField(
                self.languages,
                required=number <= LEAST_PARTS,
                longest=LONGEST_NAME,
                label=name,
            )
            for place in self.whole.places:
                label = told("groups.group.size_at", site=place.site_name) if place.site else told("groups.group.size")
                self.fields[f"size@{number}@{place.site}"] = number_field(label)

    @property
    def parts(self) -> list[tuple[int, Any, list[Any]]]:
        """The fields part by part: number, name, sizes."""
        return [
            (number, self[f"name@{number}"], [self[f"size@{number}@{place.site}"] for place in self.whole.places])
            for number in range(1, MOST_PARTS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Check that a size belongs to a name."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, MOST_PARTS + 1):
            sizes = [size for name, size in data.items() if name.startswith(f"size@{number}@") and size]
            if sizes and f"name@{number}" in data and not any(data[f"name@{number}"].values()):
                self.add_error(f"name@{number}", told("groups.split.nameless"))
        return data

    def apply(self, table: Table) -> Table:
        """Return the plan with the parts."""
        named = [number for number in range(1, MOST_PARTS + 1) if any(self.cleaned_data[f"name@{number}"].values())]
        parts = [(written(None, self.cleaned_data[f"name@{number}"]) or "", self._sizes(number)) for number in named]
        return split_group(table, self.key, parts)

    def _sizes(self, number: int) -> int | dict[str, int] | None:
        found = {
            place.site: size
            for place in self.whole.places
            if (size := self.cleaned_data[f"size@{number}@{place.site}"]) is not None
        }
        return found if self.whole.at_sites else found.get("")
