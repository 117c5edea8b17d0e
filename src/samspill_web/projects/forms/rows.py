"""A list of the plan in a form: rows of one or several fields, an empty one below, more on demand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from json import dumps, loads
from typing import Any, TypeAlias, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import formset_factory

from samspill.terms import Language
from samspill_web.kernel.forms import DrawnField
from samspill_web.kernel.speech import told

EMPTY = 1
"""Empty rows below those that are filled, and how many come on demand."""

MOST = 60

Values: TypeAlias = dict[str, Any]


class Row(forms.Form):
    """One row. Subclasses add their fields in ``prepare``, and say how a row of the plan fills them.

    ``given`` holds what the fields need to know: labels, choices.

    ``was`` carries the row as the plan had it, so that what the form does not show is kept: a plain string stays one, and a
    translation into a language that is no longer offered is not lost, however often the page saves itself.
    """

    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: tuple[Language, ...] = (), **kwargs: Any) -> None:
        self.languages = languages
        self.given: Mapping[str, Any] = kwargs.pop("given", {})
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Add the fields."""

    @classmethod
    def values(cls, entry: Any) -> Values:
        """Return the values of the fields as a row of the plan has them."""
        return dict(entry)

    @property
    def changed_data(self) -> list[str]:
        """The fields that say something; what the row was is nothing that anybody typed."""
        return [name for name in super().changed_data if name != "was"]

    def has_changed(self) -> bool:
        """Tell whether anything is typed in the row."""
        return bool(self.changed_data)

    def clean_was(self) -> Any:
        """Return the row as it was."""
        return recalled(self.cleaned_data["was"])


class RowSet(forms.BaseFormSet[Row]):
    """All rows. None of them is needed: one whose fields are all blank is left out."""

    def initial_form_count(self) -> int:
        """Return none, since none is needed."""
        return 0

    def total_form_count(self) -> int:
        """Return how many rows to show: those filled, and empty ones."""
        if self.is_bound:
            return super().total_form_count()
        return len(tuple(self.initial or ())) + EMPTY

    def add_fields(self, form: Row, index: int | None) -> None:
        """Say once what a field is for: the hints stand in the first row."""
        super().add_fields(form, index)
        for field in form.fields.values() if index else ():
            field.help_text = ""


class RowsWidget(forms.Widget):
    """The rows, with inputs ``goals-0-what_nb``, ``goals-0-owner_nb`` and so on."""

    template_name = "projects/rows.html"
    use_fieldset = True

    def __init__(self, row: type[Row], row_arguments: Values) -> None:
        super().__init__()
        self.row = row
        self.make = formset_factory(row, formset=RowSet, extra=EMPTY, max_num=MOST, absolute_max=MOST + EMPTY)
        self.row_arguments = row_arguments

    def __deepcopy__(self, memo: dict[int, Any]) -> RowsWidget:
        """Return itself: fields are copied for each form, and this holds nothing of a form."""
        return self

    def rowset(self, name: str, *, data: Any = None, initial: Any = None) -> RowSet:
        """Return the rows as somebody sent them, or as the plan fills them."""
        return cast("RowSet", self.make(data, prefix=name, initial=initial, form_kwargs=self.row_arguments))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> RowSet:
        """Return the rows as somebody sent them."""
        del files
        return self.rowset(name, data=data)

    def typed(self, data: Any, name: str) -> list[Values]:
        """Return what stands in the rows that somebody sent, checked or not."""
        rows = self.rowset(name, data=data)
        if not rows.management_form.is_valid():
            return []
        return [
            {part: field.widget.value_from_datadict(data, {}, row.add_prefix(part)) for part, field in row.fields.items()}
            for row in rows.forms
        ]

    def id_for_label(self, id_: str, index: str = "0") -> str:  # noqa: ARG002 -- Django's signature
        """Return the id of the first field of the first row."""
        first = self.rowset(id_.removeprefix("id_")).forms[0].visible_fields()[0]
        return str(first.id_for_label)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the rows to the template."""
        rows = value if isinstance(value, RowSet) else self.rowset(name, initial=value)
        context = super().get_context(name, None, attrs)
        return {**context, "rows": rows, "single": len(rows.forms[0].visible_fields()) == 1 if rows.forms else False}


class DrawnRows(DrawnField):
    """The rows as a template draws them."""

    @property
    def first_id(self) -> str:
        """The id of the first control in which something is wrong, else of the first of all."""
        rows = self.value()
        wrong = (part for row in rows.forms for part in row if part.errors) if isinstance(rows, RowSet) else iter(())
        first = next(wrong, None)
        return str(first.first_id) if isinstance(first, DrawnField) else self.id_for_label


class RowsField(forms.Field):
    """A list of rows. ``clean`` gives the cleaned values of the rows that say something, in their order."""

    widget: RowsWidget

    def __init__(
        self,
        row: type[Row],
        languages: tuple[Language, ...],
        *,
        given: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        arguments: Values = {"languages": languages, "given": given or {}}
        super().__init__(required=False, widget=RowsWidget(row, arguments), **more)

    def clean(self, value: Any) -> list[Values]:
        """Check the rows; what is wrong names its row."""
        rows: RowSet = value
        if not rows.management_form.is_valid():
            raise ValidationError(told("start.rows_lost"), code="lost")
        if len(rows.forms) > MOST:
            filled = sum(row.has_changed() for row in rows.forms)
            if filled > MOST:
                raise ValidationError(told("start.rows_too_many", most=MOST), code="many")
        wrong = [
            told("start.row_wrong", row=number, part=row.fields[part].label, wrong=error)
            for number, row in enumerate(rows.forms, start=1)
            for part, errors in row.errors.items()
            for error in errors
        ]
        if wrong:
            raise ValidationError([ValidationError(each, code="row") for each in wrong])
        return [row.cleaned_data for row in rows.forms if row.has_changed()]

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> DrawnRows:
        """Return the field in a form."""
        return DrawnRows(form, self, field_name)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Rows are compared by the plan, not by the form."""
        del initial, data
        return True


def asks_for_rows(form: forms.Form, posted: Any) -> bool:
    """Tell whether somebody pressed "more rows" instead of saving."""
    return any(f"{name}-more" in posted for name, field in form.fields.items() if isinstance(field, RowsField))


def typed(form: forms.Form, posted: Any) -> Values:
    """Return all that somebody typed, as values to fill a form anew."""
    return {
        name: field.widget.typed(posted, name)
        if isinstance(field, RowsField)
        else field.widget.value_from_datadict(posted, {}, name)
        for name, field in form.fields.items()
    }


def remembered(entry: Any) -> str:
    """Return a row of the plan as its hidden field carries it."""
    return dumps(entry, ensure_ascii=False, default=str)


def recalled(text: str) -> Any:
    """Return a row as a hidden field carries it; whatever else somebody sent counts as nothing."""
    try:
        found = loads(text or "null")
        # Half a character, which JSON can write and no file can hold, is an error here.
        dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return found


def initial(row: type[Row], entries: Iterable[Any]) -> list[Values]:
    """Return the values of all rows as the plan has them."""
    return [{**row.values(entry), "was": remembered(entry)} for entry in entries]
