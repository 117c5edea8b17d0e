"""Forms of the list: a file, how it is read, and what is known of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from samspill.instrument.sheet import name_of
from samspill.terms import Level
from samspill_web.collection.models import Person
from samspill_web.collection.roster import cells
from samspill_web.collection.roster.columns import Column
from samspill_web.collection.roster.entries import LONGEST_NAME
from samspill_web.collection.roster.looking import Choice, Look
from samspill_web.collection.roster.places import NOT_PART, Word, words_in
from samspill_web.collection.roster.reading import ENDINGS, Table
from samspill_web.collection.roster.wave import Asking
from samspill_web.collection.roster.words import plain
from samspill_web.kernel.forms import PlainSelect, printable
from samspill_web.kernel.speech import reader, told
from samspill_web.kernel.uploads import LARGEST

EXAMPLES = 3
WORDS = 200
"""Unknown words for groups on one page; the rest comes when these are placed."""


class FileForm(forms.Form):
    """A file of people."""

    upload = forms.FileField(widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].label = told("roster.file.upload")
        self.fields["upload"].help_text = told("roster.file.upload_help", largest=LARGEST // 1_000_000)
        self.fields["upload"].error_messages["empty"] = told("tabular.empty")
        self.fields["upload"].error_messages["required"] = told("roster.file.none")


def node_choices(asking: Asking) -> list[tuple[str, str]]:
    """Return the groups that somebody may put people in."""
    return [(str(node), asking.name(str(node)).get_in(reader())) for node in asking.nodes]


class ReadingForm(forms.Form):
    """How a file is read. It draws what was chosen; ``choice_of`` reads what comes back."""

    def __init__(self, found: Look, asking: Asking) -> None:
        super().__init__(initial=_initial(found))
        nodes = node_choices(asking)
        says = [("", told("roster.column.nothing")), *((each.value, told(f"roster.column.{each}")) for each in Column)]
        for at, heading in enumerate(found.table.headings):
            field = forms.ChoiceField(choices=says, required=False, widget=PlainSelect)
            field.label = heading or told("roster.column.unnamed", n=at + 1)
            field.help_text = ""
            self.fields[f"column-{at}"] = field
        for word in found.words[:WORDS]:
            open_choices = [("", told("roster.place.none")), *nodes, (NOT_PART, told("roster.place.not_part"))]
            field = forms.ChoiceField(choices=open_choices, required=False, widget=PlainSelect)
            field.label = str(word)
            self.fields[word.field] = field
        everybody = forms.ChoiceField(choices=[("", told("roster.place.nobody")), *nodes], required=False, widget=PlainSelect)
        everybody.label = told("roster.place.everybody")
        everybody.help_text = told("roster.place.everybody_help")
        self.fields["everybody"] = everybody
        self._found = found

    @property
    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """The columns, each with its first cells."""
        table = self._found.table
        return [(self[f"column-{at}"], _examples(table, at)) for at in range(len(table.headings))]

    @property
    def words(self) -> list[tuple[forms.BoundField, int, bool]]:
        """The words that need a group, in how many rows they stand, and whether what is chosen is a proposal of ours."""
        found = self._found
        return [
            (
                self[word.field],
                found.understood.words[word],
                word in found.understood.unplaced and bool(self[word.field].initial),
            )
            for word in found.words[:WORDS]
        ]


def _initial(found: Look) -> dict[str, str]:
    columns = {f"column-{at}": said for at, said in enumerate(found.choice.columns)}
    places = {word.field: found.choice.places.get(word.key) or found.places.proposal(word) for word in found.words[:WORDS]}
    return {**columns, **places, "everybody": found.choice.everybody}


def _examples(table: Table, at: int) -> list[str]:
    return list(dict.fromkeys(cell for cell in table.column(at) if cell))[:EXAMPLES]


def choice_of(
    given: QueryDict, table: Table, asking: Asking, before: Mapping[str, Mapping[str, str]]
) -> tuple[Choice, list[str]]:
    """Return how somebody wants a file to be read, and what is wrong with that."""
    columns = [given.get(f"column-{at}", "") for at in range(len(table.headings))]
    columns = [said if said in list(Column) else "" for said in columns]
    wrong = [
        told("roster.column.twice", column=told(f"roster.column.{said}"))
        for said in dict.fromkeys(filter(None, columns))
        if columns.count(said) > 1
    ]
    firsts = [said if columns.index(said) == at else "" for at, said in enumerate(columns)]
    known = {str(node) for node in asking.nodes}
    places = {key: node for key, node in before.get("places", {}).items() if node in known or node == NOT_PART}
    for word in _words(table, firsts):
        chosen = given.get(word.field)
        if chosen in known or chosen == NOT_PART:
            places[word.key] = str(chosen)
        elif chosen == "":
            places.pop(word.key, None)
    everybody = given.get("everybody", "")
    return Choice(tuple(firsts), places, everybody if everybody in known else ""), wrong


def _words(table: Table, columns: Sequence[str]) -> list[Word]:
    if Column.GROUP not in columns:
        return []
    groups = table.column(columns.index(Column.GROUP))
    sites = table.column(columns.index(Column.SITE)) if Column.SITE in columns else [""] * len(groups)
    return words_in(groups, sites)


class PersonForm(forms.Form):
    """What is known of one person."""

    name = forms.CharField(max_length=LONGEST_NAME, required=False, validators=[printable])
    email = forms.CharField(max_length=cells.LONGEST_EMAIL, required=False)
    phone = forms.CharField(max_length=cells.LONGEST_PHONE, required=False)
    language = forms.ChoiceField(required=False, widget=PlainSelect)
    level = forms.ChoiceField(required=False, widget=PlainSelect)
    away_until = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=list(cells.DAYS)
    )
    nights = forms.BooleanField(required=False)

    def __init__(self, *args: Any, asking: Asking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asking = asking
        for name, field in self.fields.items():
            field.label = told(f"roster.person.{name}")
        for name in ("email", "phone", "away_until", "nights"):
            self.fields[name].help_text = told(f"roster.person.{name}_help")
        languages = [(each.value, name_of(each, each).capitalize()) for each in asking.mapping.languages]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        levels = [("", told("roster.person.level_unknown")), *((each.value, told(f"roster.person.{each}")) for each in Level)]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]

    @classmethod
    def of(cls, person: Person, asking: Asking) -> PersonForm:
        """Return the form of somebody on the list."""
        return cls(initial={name: getattr(person, name) for name in cls.base_fields}, asking=asking)

    def clean_name(self) -> str:
        """Return the name on one line."""
        return plain(self.cleaned_data["name"])

    def clean_email(self) -> str:
        """Return the address as it is kept."""
        given = self.cleaned_data["email"]
        try:
            return cells.email_of(given)
        except cells.TwoAddressesError as error:
            raise ValidationError(told("roster.person.email_two")) from error
        except ValueError as error:
            raise ValidationError(told("roster.person.email_wrong")) from error

    def clean_phone(self) -> str:
        """Return the number with its country code."""
        given = self.cleaned_data["phone"]
        try:
            return self.asking.phones.mobile(given) if given else ""
        except cells.LandlineError as error:
            raise ValidationError(told("roster.person.landline")) from error
        except ValueError as error:
            raise ValidationError(told("roster.person.phone_wrong")) from error

    def clean(self) -> dict[str, Any]:
        """Ask for something that tells who it is."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not (given.get("name") or given.get("email") or given.get("phone")):
            raise ValidationError(told("roster.person.nobody"))
        return given


class GroupsForm(forms.Form):
    """The groups of one person: the main one, and others."""

    main = forms.ChoiceField(widget=PlainSelect)
    second = forms.ChoiceField(required=False, widget=PlainSelect)
    third = forms.ChoiceField(required=False, widget=PlainSelect)

    def __init__(self, *args: Any, asking: Asking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes = node_choices(asking)
        for name, field in self.fields.items():
            field.label = told(f"roster.person.{name}")
            none = told("roster.person.choose" if name == "main" else "roster.person.no_other")
            field.choices = [("", none), *nodes]  # type: ignore[attr-defined]
        self.fields["main"].help_text = told("roster.person.main_help")

    @classmethod
    def of(cls, person: Person, asking: Asking) -> GroupsForm:
        """Return the form of somebody on the list."""
        return cls(initial=dict(zip(cls.base_fields, person.nodes, strict=False)), asking=asking)

    @property
    def nodes(self) -> list[str]:
        """The groups that were chosen, the main one first."""
        return list(dict.fromkeys(filter(None, (self.cleaned_data[name] for name in self.fields))))


class NewPersonForm(PersonForm):
    """Somebody new, with their group."""

    main = forms.ChoiceField(widget=PlainSelect)

    field_order = ("name", "main", "email", "phone", "language", "level", "away_until", "nights")

    def __init__(self, *args: Any, asking: Asking, **kwargs: Any) -> None:
        super().__init__(*args, asking=asking, **kwargs)
        self.fields["main"].choices = [("", told("roster.person.choose")), *node_choices(asking)]  # type: ignore[attr-defined]
