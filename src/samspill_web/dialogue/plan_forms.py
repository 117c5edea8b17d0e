"""A plan in a form: what it is called, and its parts one below another, each with the words that are its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict

from samspill.errors import MeetingError, Problem
from samspill.language import say
from samspill.reporting.meeting import PartKind, Template
from samspill.reporting.meeting.edit import by_part, fresh_part, reworded, words_in
from samspill.reporting.meeting.load import LONGEST
from samspill_web.dialogue.forms import told_of
from samspill_web.dialogue.part_form import PartForm, entry_of, kind_name, line
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.drafts import Table
from samspill_web.projects.forms.rows import Values

MOST_ROWS = 60
"""Parts that a form takes in; the plan itself tells that fewer have room."""
NUMBER = re.compile(r"[0-9]{1,3}")
FIELD_OF = {"line": "lines"}
"""Where a key of the plan stands under another name in the form."""
BRACES = frozenset({"instrument.unknown_placeholder", "instrument.loose_brace"})
ANYWHERE = (PartKind.BREAK, PartKind.OWN)


def said_of(problem: Problem) -> str:
    """Return a problem of a plan in words, without its place: it stands beside what it is about."""
    if problem.code in BRACES:
        return told("dialogue.plans.braces")
    return say(problem.code, reader(), **dict(problem.data))


class CopyForm(forms.Form):
    """Which plan one of the organisation begins with, and what it is called."""

    def __init__(self, *args: Any, plans: list[tuple[str, Template]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = line("dialogue.plans.name", missing="dialogue.plans.name_missing")
        self.fields["begin"] = forms.ChoiceField(
            label=told("dialogue.plans.begin"),
            choices=[(choice, told_of(plan)) for choice, plan in plans],
            widget=forms.RadioSelect,
            error_messages={"required": told("dialogue.make.choose"), "invalid_choice": told("dialogue.make.choose")},
        )


class PlanTextForm(forms.Form):
    """A whole plan. Its parts are moved, put in and taken out here, and nothing of that is kept before it is saved."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    count = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, table: Table, rows: list[Values] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.head = cast("Table", table.get("template", {}))
        self.fields["name"] = line("dialogue.plans.name", missing="dialogue.plans.name_missing")
        self.fields["what"] = line("dialogue.plans.what")
        self.rows = self._bound() if self.is_bound else _unbound(rows or [])
        self.initial["count"] = len(self.rows)
        self._choose()

    @classmethod
    def of_plan(cls, table: Table, version: int) -> PlanTextForm:
        """Return the form as a plan fills it."""
        head, parts = cast("Table", table["template"]), cast("list[Table]", table["part"])
        initial = {"seen": version, **{name: words_in(head.get(name), reader()) for name in ("name", "what")}}
        return cls(table=table, initial=initial, rows=[PartForm.values(part) for part in parts])

    def _bound(self) -> list[PartForm]:
        count = self["count"].value()
        most = min(_place(str(count)) or 0, MOST_ROWS)
        found = ((f"part-{number}", entry_of(self.data.get(f"part-{number}-was", ""))) for number in range(most))
        return [PartForm(self.data, prefix=prefix, entry=entry) for prefix, entry in found if entry]

    def _choose(self) -> None:
        kinds = list(PartKind)
        first, until = kinds.index(PartKind.WHY), kinds.index(PartKind.BREAK)
        groups = (("result", kinds[:until]), ("before", kinds[first:]), ("any", list(ANYWHERE)))
        self.fields["kind"] = forms.ChoiceField(
            label=told("dialogue.plans.kind"),
            choices=[(told(f"dialogue.plans.kinds.{name}"), _choices(of)) for name, of in groups],
            required=False,
        )
        after = [(str(place), told("dialogue.plans.after", n=place, name=row.name)) for place, row in enumerate(self.rows, 1)]
        self.fields["place"] = forms.ChoiceField(
            label=told("dialogue.plans.place"), choices=[("0", told("dialogue.plans.first")), *after], required=False
        )
        self.initial.setdefault("place", str(len(self.rows)))

    @property
    def minutes(self) -> int:
        """What the parts take together, as far as they have numbers."""
        numbers = [_place(str(row["minutes"].value()).strip()) or 0 for row in self.rows]
        return sum(number for number in numbers if number <= LONGEST)

    def pressed(self, button: str) -> PlanTextForm:
        """Return the form after a button of a part, all that was typed kept, with the focus where somebody goes on."""
        way, _, number = button.partition("-")
        rows, place = [row.typed for row in self.rows], _place(number)
        focus: tuple[int, str] | None = None
        if way == "in":
            focus = self._put_in(rows)
        elif way in MOVES and place is not None and place < len(rows):
            focus = MOVES[way](rows, place)
        kept = {name: self[name].value() for name in ("seen", "name", "what", "kind")}
        form = PlanTextForm(table={"template": self.head}, initial=kept, rows=rows[:MOST_ROWS])
        if focus and focus[0] < len(form.rows):
            form.rows[focus[0]].focus_on(focus[1])
        return form

    def _put_in(self, rows: list[Values]) -> tuple[int, str] | None:
        kind, place = self["kind"].value(), _place(str(self["place"].value()))
        if kind not in list(PartKind):
            return None
        place = len(rows) if place is None else min(place, len(rows))
        keys = [str(row.entry["key"]) for row in self.rows]
        rows.insert(place, PartForm.values(fresh_part(PartKind(kind), keys)))
        return place, "minutes"

    def is_valid(self) -> bool:
        """Tell whether every field can be read."""
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    def apply(self, table: Table) -> Table:
        """Return a plan with what the form says."""
        head = {**cast("Table", table.get("template", {}))}
        for name in ("name", "what"):
            words = reworded(head.get(name), self.cleaned_data.get(name, ""), reader())
            head = {key: value for key, value in head.items() if key != name} | ({name: words} if words else {})
        order = [name for name in ("key", "version", "minutes", "name", "what") if name in head or name == "minutes"]
        return {"template": {name: head.get(name, 0) for name in order}, "part": [row.part() for row in self.rows]}

    def refuse(self, error: MeetingError) -> None:
        """Put each problem beside the part it is about."""
        for place, problems in by_part(error, self.apply({"template": self.head})).items():
            form = self if place is None else self.rows[place]
            # What a field has told of itself already is not told twice.
            told_already = set(form.errors)
            for key, problem in problems:
                name = FIELD_OF.get(key, key)
                if name not in told_already:
                    form.add_error(name if name in form.fields else None, said_of(problem))

    def saw(self, version: int) -> None:
        """Take note that the reader has been told of a later version."""
        posted = QueryDict(mutable=True)
        posted.update(self.data)
        posted["seen"] = str(version)
        self.data = posted

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """What is wrong, in the order of the page: where to go, and what to do."""
        found = [("", str(error)) for error in self.non_field_errors()]
        found += [(field.id_for_label, f"{field.label}: {error}") for field in self for error in field.errors]
        for number, row in enumerate(self.rows, start=1):
            about = told("dialogue.plans.part", n=number, name=row.name)
            found += [(f"part-{number}", f"{about}: {error}") for error in row.non_field_errors()]
            found += [(field.id_for_label, f"{about}, {field.label}: {error}") for field in row for error in field.errors]
        return found


def _place(text: str) -> int | None:
    return int(text) if NUMBER.fullmatch(text) else None


def _choices(kinds: Iterable[PartKind]) -> list[tuple[str, str]]:
    return [(kind.value, kind_name(kind)) for kind in kinds]


def _unbound(rows: list[Values]) -> list[PartForm]:
    entries = [(values, entry) for values in rows if (entry := entry_of(values["was"]))]
    return [PartForm(prefix=f"part-{place}", initial=values, entry=entry) for place, (values, entry) in enumerate(entries)]


def _up(rows: list[Values], place: int) -> tuple[int, str]:
    to = max(place - 1, 0)
    rows.insert(to, rows.pop(place))
    return to, "up" if to else "down"


def _down(rows: list[Values], place: int) -> tuple[int, str]:
    to, last = min(place + 1, len(rows) - 1), len(rows) - 1
    rows.insert(to, rows.pop(place))
    return to, "down" if to < last else "up"


def _out(rows: list[Values], place: int) -> tuple[int, str]:
    rows.pop(place)
    return max(min(place, len(rows) - 1), 0), "out"


MOVES = {"up": _up, "down": _down, "out": _out}
