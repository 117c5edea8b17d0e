"""A form about a part of the plan."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.http import QueryDict

from samspill.terms import Language
from samspill_web.projects.drafts import Table


class PlanForm(forms.Form):
    """A form that knows which version of the plan its reader saw, so that nobody overwrites what others have written since.

    Subclasses say how the plan fills the form (``from_table``) and what the form makes of the plan (``apply``). Both read and
    write the table of mapping.toml; ``languages`` are those that the survey is offered in, the first of them the mapping's own.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, languages: tuple[Language, ...] = (), table: Table | None = None, **kwargs: Any) -> None:
        self.languages = languages
        self.table = table or {}
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Add the fields that depend on the plan."""

    @classmethod
    def values(cls, table: Table) -> dict[str, Any]:
        """Return the form's values as the plan has them."""
        raise TypeError(cls, table)

    def apply(self, table: Table) -> Table:
        """Return the plan with what the form says."""
        raise TypeError(type(self), table)

    @classmethod
    def of_plan(cls, table: Table, version: int, languages: tuple[Language, ...]) -> Self:
        """Return the form as the plan fills it."""
        return cls(initial={**cls.values(table), "seen": version}, languages=languages, table=table)

    @classmethod
    def of_post(cls, posted: Any, table: Table, languages: tuple[Language, ...]) -> Self:
        """Return the form as somebody sent it."""
        return cls(posted, languages=languages, table=table)

    def saw(self, version: int) -> None:
        """Take note that the reader has seen a later version."""
        posted = QueryDict(mutable=True)
        posted.update(self.data)
        posted["seen"] = str(version)
        self.data = posted
