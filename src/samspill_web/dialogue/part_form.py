"""A part of a plan in a form, in the language of whoever writes."""

from __future__ import annotations

from typing import Any

from django import forms

from samspill.instrument.sheet import name_of
from samspill.language import catalogue
from samspill.reporting.meeting import PartKind
from samspill.reporting.meeting.edit import relined, reworded, words_in
from samspill.reporting.meeting.load import ABOUT_ONE, LONGEST, SHORTEST
from samspill.reporting.meeting.model import MOST_TIES, OF_TIE
from samspill.reporting.names import capital
from samspill.terms import Language
from samspill_web.kernel.forms import printable
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.drafts import Table
from samspill_web.projects.forms.rows import Values, recalled, remembered

SHORT, LONG = ("minutes", "tie"), ("heading", "lines")
WORDS = ("say", "do")
TASK = "…"
"""Stands for the core task where words are shown that no meeting has filled yet."""


class PartForm(forms.Form):
    """A part of a plan. ``was`` carries it as it stood, so that what other languages say is not lost on the way."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    focus = ""
    """Which of its buttons has just been pressed."""

    def __init__(self, *args: Any, entry: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry, self.kind = entry, PartKind(entry["kind"])
        wrong = told("meeting.minutes_range", least=SHORTEST, most=LONGEST)
        self.fields["minutes"] = forms.IntegerField(
            label=told("dialogue.plans.minutes"),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            error_messages={"required": wrong, "invalid": wrong},
        )
        if self.kind in ABOUT_ONE:
            whole = [] if self.kind in OF_TIE else [("", told("dialogue.plans.tie_all"))]
            numbers = [(str(number), told("dialogue.decide.tie", number=number)) for number in range(1, MOST_TIES + 1)]
            self.fields["tie"] = forms.ChoiceField(
                label=told("dialogue.plans.tie"), choices=whole + numbers, required=self.kind in OF_TIE
            )
        if self.own:
            self.fields["heading"] = line("dialogue.plans.heading", self._also("heading"))
            self.fields["lines"] = _area("lines", 4, self._also("line"))
        for name in WORDS:
            self.fields[name] = _area(name, 3, self._default(name), self._also(name))

    def focus_on(self, what: str) -> None:
        """Let one of its buttons, or a field, have the focus when the page is there."""
        self.focus = what
        if what in self.fields:
            self.fields[what].widget.attrs["autofocus"] = True

    @property
    def own(self) -> bool:
        """Whether heading and lines are the plan's, not the kind's."""
        return self.kind is PartKind.OWN or "heading" in self.entry or "line" in self.entry

    @property
    def name(self) -> str:
        """What the part is called in a plan."""
        heading = str(self["heading"].value() or "") if self.kind is PartKind.OWN else ""
        return heading or kind_name(self.kind)

    @property
    def folded(self) -> bool:
        """Whether what is said and done may be folded away: nothing of it is the plan's own, or wrong."""
        return not any(self[name].errors or self[name].value() for name in WORDS)

    @property
    def short(self) -> list[forms.BoundField]:
        """The fields that stand beside each other."""
        return [self[name] for name in SHORT if name in self.fields]

    @property
    def long(self) -> list[forms.BoundField]:
        """Heading and lines, where they are the plan's."""
        return [self[name] for name in LONG if name in self.fields]

    @property
    def words(self) -> list[forms.BoundField]:
        """What is said and done."""
        return [self[name] for name in WORDS]

    def _default(self, name: str) -> str:
        code = f"kind.{self.kind}.{name}"
        if code not in catalogue("meeting"):
            return ""
        return told("dialogue.plans.default", words=capital(told(f"meeting.{code}", a="A", b="B", core_task=TASK)))

    def _also(self, name: str) -> str:
        found = self.entry.get(name)
        texts = [line.get("text") for line in found] if isinstance(found, list) else [found]
        tags = {tag for text in texts if isinstance(text, dict) for tag in text} - {reader()}
        return (
            told("dialogue.plans.also", languages=[name_of(tag, reader()) for tag in Language if tag in tags]) if tags else ""
        )

    @classmethod
    def values(cls, entry: Table) -> Values:
        """Return the values of the fields as the plan has them, in the reader's language."""
        lines = entry.get("line")
        told_lines = [words_in(line.get("text"), reader()) for line in lines] if isinstance(lines, list) else []
        said = {name: words_in(entry.get(name), reader()) for name in ("heading", *WORDS)}
        about = {"minutes": entry.get("minutes"), "tie": entry.get("tie", "")}
        return {"was": remembered(entry), **about, **said, "lines": "\n".join(told_lines)}

    @property
    def typed(self) -> Values:
        """What stands in the fields, right or wrong."""
        return {name: self[name].value() for name in self.fields}

    def part(self) -> Table:
        """Return the part as it was written; what could not be read as a number is left to the form to tell."""
        given, entry = self.cleaned_data, self.entry
        made: Table = {"key": entry["key"], "kind": entry["kind"]}
        if given.get("tie"):
            made["tie"] = int(given["tie"])
        made["minutes"] = given.get("minutes") if "minutes" not in self.errors else SHORTEST
        if self.own:
            made["heading"] = reworded(entry.get("heading"), given.get("heading", ""), reader())
            made["line"] = relined(entry.get("line"), given.get("lines", "").splitlines(), reader())
        made |= {name: reworded(entry.get(name), given.get(name, ""), reader()) for name in WORDS}
        return {name: value for name, value in made.items() if value not in (None, [])}


def entry_of(text: str) -> Table | None:
    """Return a part as a hidden field carries it, with nothing in it but what a part can have; None for anything else."""
    found = recalled(text)
    if not isinstance(found, dict) or not isinstance(found.get("key"), str) or found.get("kind") not in list(PartKind):
        return None
    lines = found.get("line")
    texts = [_text(line.get("text")) for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    kept: Table = {name: _text(found.get(name)) for name in ("heading", *WORDS)}
    kept["line"] = [{"text": each} for each in texts if each]
    return {"key": found["key"], "kind": found["kind"], **{name: value for name, value in kept.items() if value}}


def _text(value: object) -> str | dict[str, str] | None:
    if isinstance(value, dict):
        return {tag: text for tag, text in value.items() if tag in list(Language) and isinstance(text, str)}
    return value if isinstance(value, str) else None


def kind_name(kind: PartKind) -> str:
    """Return what a kind of part is called."""
    return told(f"meeting.kind.{kind}.name")


def line(label: str, *helps: str, missing: str = "") -> forms.CharField:
    """Return a field of one line."""
    return forms.CharField(
        label=told(label),
        help_text=" ".join(filter(None, helps)),
        required=bool(missing),
        validators=[printable],
        error_messages={"required": told(missing)} if missing else None,
    )


def _area(name: str, rows: int, *helps: str) -> forms.CharField:
    return forms.CharField(
        label=told(f"dialogue.plans.{name}"),
        help_text=" ".join(filter(None, (told("dialogue.plans.lines_help") if name == "lines" else "", *helps))),
        required=False,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": rows}),
    )
