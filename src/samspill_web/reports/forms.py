"""What is asked when files are ordered, and when they have come to the archive."""

from __future__ import annotations

from itertools import product
from typing import Any

from django import forms

from samspill.instrument.sheet import name_of
from samspill.render.kinds import Format
from samspill.terms import Audience, Language
from samspill_web.analysis.fetching import audiences_of, own_audience, units_of
from samspill_web.analysis.forms import KINDS
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import RELEASE, Wanted
from samspill_web.kernel.forms import printable
from samspill_web.kernel.speech import told
from samspill_web.projects.models import Role
from samspill_web.reports.services import MOST_FILES

GROUPS = "groups"
"""Every group's own report, of those that one may have."""

REFERENCE = 120


class FilesForm(forms.Form):
    """Which files: for whom, as what, in which languages. Every format is made for every audience in every language."""

    def __init__(self, *args: Any, row: Release, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_files_%s", **kwargs})
        self._whole, self._units, self._own = audiences_of(row, role), units_of(row, role), own_audience(row, role)
        groups = [(GROUPS, told("reports.form.groups", n=len(self._units)))] if self._units else []
        whole = [(audience.value, told(f"analysis.audience.{audience}")) for audience in self._whole]
        kinds = [(str(kind), told(f"analysis.format.{kind}")) for kind in KINDS]
        if Audience.LEADERS not in self._whole:
            kinds = [(kind, name) for kind, name in kinds if kind != RELEASE]
        languages = [(language.value, name_of(language, language)) for language in Language]
        for name, choices in (("audiences", [*groups, *whole]), ("kinds", kinds), ("languages", languages)):
            self.fields[name] = forms.MultipleChoiceField(
                label=told(f"reports.form.{name}"),
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": told("reports.form.choose"), "invalid_choice": told("reports.form.unknown")},
            )

    def clean(self) -> dict[str, Any]:
        """Refuse more files than a package may have, and the release for those whom it is not made for."""
        if not self.errors:
            given, number = self.cleaned_data, len(self.wanted)
            if RELEASE in given["kinds"] and Audience.LEADERS.value not in given["audiences"]:
                self.add_error("kinds", told("analysis.report.whole_only"))
            elif number > MOST_FILES:
                self.add_error(None, told("reports.order.too_many", n=number, most=MOST_FILES))
        return self.cleaned_data

    @property
    def wanted(self) -> list[Wanted]:
        """What was chosen. Those in one language for the same readers follow each other: they share what they say."""
        given = self.cleaned_data
        languages, kinds = map(Language, given["languages"]), [kind for kind in given["kinds"] if kind != RELEASE]
        whom: list[tuple[Audience, str | None]] = [(Audience(each), None) for each in given["audiences"] if each != GROUPS]
        whom += [(self._own, unit) for unit in self._units] if GROUPS in given["audiences"] else []
        found = [Wanted(kind, language, *who) for language, who, kind in product(languages, whom, kinds)]
        if RELEASE in given["kinds"] and Audience.LEADERS.value in given["audiences"]:
            found.append(Wanted(RELEASE, Language(given["languages"][0]), Audience.LEADERS))
        return found


class ArchivedForm(forms.Form):
    """What the archive calls what it has taken in."""

    reference = forms.CharField(max_length=REFERENCE, required=False, validators=[printable])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_archived_%s", **kwargs})
        field = self.fields["reference"]
        field.label, field.help_text = told("reports.archive.reference"), told("reports.archive.reference_help")
        field.error_messages |= {"max_length": told("reports.archive.reference_long", n=REFERENCE)}
        field.widget.attrs["autocomplete"] = "off"


INITIAL_KIND = Format.PDF.value
