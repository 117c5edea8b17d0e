"""What is asked when a wave is closed, and when a report is wanted."""

from __future__ import annotations

from typing import Any

from django import forms

from samspill.instrument.sheet import name_of
from samspill.render.kinds import Format
from samspill.terms import Audience, Language
from samspill_web.analysis.fetching import audiences_of, may_fetch, own_audience, units_of
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import RELEASE, Wanted, groups_of
from samspill_web.kernel.forms import PlainSelect, printable
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.forms.calendar import DayField
from samspill_web.projects.models import Role

REASON = 300
TYPED = 2_000
"""Nobody types more: a share has 64 letters and figures."""

GROUP = "group:"
"""Before the id of a group whose report is wanted."""

KINDS = (Format.PDF, Format.PPTX, Format.DOCX, Format.XLSX, Format.HTML, Format.CSV, Format.SAV, Format.GRAPHML, RELEASE)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(max_length=REASON, validators=[printable])

    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"id_{about}_%s", **kwargs})
        field = self.fields["reason"]
        field.label = told(f"analysis.{about}.reason_label")
        field.error_messages |= {
            "required": told(f"analysis.{about}.reason"),
            "max_length": told("analysis.reason_long", n=REASON),
        }


class SharesForm(forms.Form):
    """Two shares of a key as they are typed from paper."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name] = forms.CharField(
                label=told(f"analysis.shares.{name}"),
                max_length=TYPED,
                widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
                error_messages={
                    "required": told("analysis.shares.missing"),
                    "max_length": told("analysis.shares.missing"),
                },
            )


class ShowingForm(forms.Form):
    """From which days a result is shown: to leaders their own group, and to everybody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_showing_%s", **kwargs})
        for name in ("groups", "everybody"):
            day = DayField(label=told(f"analysis.showing.{name}"), help_text=told(f"analysis.showing.{name}_help"))
            day.required = True
            day.error_messages["required"] = told("analysis.showing.missing")
            self.fields[name] = day


class ReportForm(forms.Form):
    """Which report: for whom, in which language, as what."""

    def __init__(self, *args: Any, row: Release, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_report_%s", **kwargs})
        self._row, self._role = row, role
        may = audiences_of(row, role)
        own = groups_of(row, reader(), units_of(row, role))
        whole = [(audience.value, told(f"analysis.audience.{audience}")) for audience in may]
        groups = [(f"{GROUP}{unit}", told("analysis.audience.group", name=name)) for unit, name in own]
        # The leader of a group comes for its page; everybody else for the whole.
        audiences = [*groups, *whole] if role.role == ProjectRole.GROUP_LEADER else [*whole, *groups]
        languages = [(language.value, name_of(language, language)) for language in Language]
        kinds = [(str(kind), told(f"analysis.format.{kind}")) for kind in KINDS if kind != RELEASE or Audience.LEADERS in may]
        for name, choices in (("audience", audiences), ("language", languages), ("kind", kinds)):
            self.fields[name] = forms.ChoiceField(label=told(f"analysis.report.{name}"), choices=choices, widget=PlainSelect)

    def clean(self) -> dict[str, Any]:
        """Refuse what the chosen audience may not have."""
        if not self.errors and not may_fetch(self._row, self._role, self.wanted):
            self.add_error("kind", told("analysis.report.whole_only"))
        return self.cleaned_data

    @property
    def wanted(self) -> Wanted:
        """What was chosen."""
        given = self.cleaned_data
        audience, _, unit = given["audience"].partition(":")
        whom = own_audience(self._row, self._role) if unit else Audience(audience)
        return Wanted(given["kind"], Language(given["language"]), whom, unit or None)
