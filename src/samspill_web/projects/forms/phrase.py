"""A text of the plan in a form: one input, or one for each language in which the survey is offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError

from samspill.language import say
from samspill.terms import Language
from samspill_web.kernel.forms import printable
from samspill_web.kernel.speech import told
from samspill_web.projects.drafts import Table

Said: TypeAlias = dict[Language, str]
"""What somebody typed, blank where nothing, in each language that was asked for; the mapping's own language first."""

LONGEST = 500
UNFOLDED = 2
"""Languages that are shown at once; with more, a page of five languages would be five times as long."""


class PhraseWidget(forms.MultiWidget):
    """Inputs ``title_nb``, ``title_en`` …: the names stay the same when a language is added."""

    template_name = "projects/phrase.html"

    def __init__(self, languages: Sequence[Language], *, rows: int = 0, attrs: Mapping[str, str] | None = None) -> None:
        self.languages = tuple(languages)
        kind = forms.Textarea if rows else forms.TextInput
        given = {**({"rows": str(rows)} if rows else {}), **(attrs or {})}
        super().__init__({tag.value: kind(attrs={**given, "lang": tag.value}) for tag in self.languages})
        self.use_fieldset = len(self.languages) > 1

    def decompress(self, value: Any) -> list[str]:
        """Return what stands in each input; a plain string counts as written in the mapping's own language."""
        if isinstance(value, Mapping):
            return [str(value.get(tag, "")) for tag in self.languages]
        return [str(value or ""), *("" for _ in self.languages[1:])]

    def id_for_label(self, id_: str) -> str:
        """Return the id of the first input."""
        return f"{id_}_0" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name the languages beside the inputs, where there are several, and fold the others away where they are many."""
        context = super().get_context(name, value, attrs)
        inputs = context["widget"]["subwidgets"]
        if len(self.languages) > 1:
            for tag, inner in zip(self.languages, inputs, strict=True):
                inner["language"] = say("terms.language", tag)
        others = [inner for inner in inputs[1:] if inner["value"]]
        wrong = "aria-invalid" in context["widget"]["attrs"]
        if wrong and not any(inner["value"] for inner in inputs):
            # Nothing is written: the mapping's own language is enough to put it right.
            wrong = False
            for inner in inputs[1:]:
                inner["attrs"].pop("aria-invalid", None)
        context["widget"] |= {
            "folded": len(inputs) > UNFOLDED,
            "opened": wrong,
            "others": len(inputs) - 1,
            "filled_others": len(others),
        }
        return context


class PhraseField(forms.MultiValueField):
    """A text of the plan. ``clean`` gives what was typed (:data:`Said`), :func:`written` what the plan makes of it."""

    def __init__(
        self,
        languages: Sequence[Language],
        *,
        required: bool = False,
        rows: int = 0,
        longest: int = LONGEST,
        attrs: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        self.languages = tuple(languages) or (Language.NB,)
        self.must = required
        parts = [forms.CharField(required=False, max_length=longest, validators=[printable]) for _ in self.languages]
        widget = PhraseWidget(self.languages, rows=rows, attrs=attrs)
        # Which of the languages is filled is for readiness to tell; a field that must be filled wants one of them.
        super().__init__(parts, required=False, require_all_fields=False, widget=widget, **more)

    def compress(self, data_list: Sequence[str]) -> Said:
        """Return what was typed."""
        return dict(
            zip(self.languages, [" ".join(part.split()) for part in data_list] or ["" for _ in self.languages], strict=True)
        )

    def clean(self, value: Any) -> Said:
        """Check what was typed."""
        said: Said = super().clean(value)
        if self.must and not any(said.values()):
            raise ValidationError(told("start.fill_in"), code="required")
        return said


def written(before: Any, said: Mapping[Language, str]) -> str | dict[str, str] | None:
    """Return a text as the plan has it after somebody has typed: a string, a language map, or None where all is blank.

    Parameters
    ----------
    before : str or dict or None
        What the plan has. A plain string stays one as long as only the first language is filled; languages that were not
        asked for are kept.
    said : mapping of Language to str
        The first language is the mapping's own.
    """
    filled = {tag.value: text for tag, text in said.items() if text.strip()}
    first = next(iter(said)).value
    if not filled:
        return None
    if isinstance(before, Mapping):
        return {**{tag: text for tag, text in before.items() if tag not in list(said)}, **filled}
    was_plain = isinstance(before, str) and bool(before.strip())
    if set(filled) == {first} and (was_plain or len(said) == 1):
        return filled[first]
    return filled


def put(table: Table, name: str, said: Mapping[Language, str]) -> None:
    """Write a text under a key of a table, or take the key away where all is blank."""
    value = written(table.get(name), said)
    if value is None:
        table.pop(name, None)
    else:
        table[name] = value


def parts_of(value: Any) -> Iterator[str]:
    """Yield a text of the plan in each of its languages."""
    yield from value.values() if isinstance(value, Mapping) else [value] if value else []
