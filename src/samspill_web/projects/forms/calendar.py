"""When the survey is open, and what comes after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from samspill.design.calendar import proposed
from samspill.design.model import LEAST_RESPONSE, Calendar, Mapping
from samspill.design.read_calendar import COUNTRIES, ZONES
from samspill.terms import Country, Language
from samspill_web.kernel.speech import told
from samspill_web.projects.drafts import Table
from samspill_web.projects.forms.phrase import PhraseField, put
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.forms.rows import Values, typed

AHEAD = timedelta(weeks=3)
"""Where no opening date is chosen: time to tell everybody first."""

FEWEST_REMINDERS = 2
FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")


EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days that somebody can mean: near the ends of the calendar no day can be reckoned from another."""


class DayField(forms.DateField):
    """A date, from the browser's own calendar or as people of the North write it."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        wrong = {"invalid": told("start.wrong_day")}
        super().__init__(widget=widget, input_formats=FORMATS, error_messages=wrong, required=False, **more)

    def to_python(self, value: Any) -> date | None:
        """Return the day that was written; one that nobody can mean is wrong."""
        day = super().to_python(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class CalendarForm(PlanForm):
    """Dates, place, feedback meeting, who follows up, and how many are expected to answer."""

    def prepare(self) -> None:
        """Add the fields; as many reminders as the plan has, two at least."""
        for name in ("opens", "closes"):
            self.fields[name] = DayField(label=told(f"start.calendar.{name}"))
        self.reminders = [f"reminder_{number}" for number in range(1, self._most_reminders() + 1)]
        for number, name in enumerate(self.reminders, start=1):
            self.fields[name] = DayField(label=told("start.calendar.reminder", number=number))
        self.fields["shifts"] = forms.BooleanField(
            label=told("start.calendar.shifts"), help_text=told("start.calendar.shifts_hint"), required=False
        )
        self._add_after()
        self._add_place()

    def _most_reminders(self) -> int:
        return max(FEWEST_REMINDERS, len(self.table.get("calendar", {}).get("reminders", ())))

    def _add_after(self) -> None:
        self.fields["feedback_meeting"] = DayField(
            label=told("start.calendar.feedback_meeting"), help_text=told("start.calendar.feedback_meeting_hint")
        )
        self.fields["follow_up"] = PhraseField(
            self.languages, label=told("start.calendar.follow_up"), help_text=told("start.calendar.follow_up_hint")
        )
        self.fields["response"] = forms.IntegerField(
            label=told("start.calendar.response"),
            help_text=told("start.calendar.response_hint"),
            min_value=round(100 * LEAST_RESPONSE),
            max_value=100,
            error_messages=dict.fromkeys(
                ("invalid", "required", "min_value", "max_value"), told("start.calendar.response_wrong")
            ),
        )

    def _add_place(self) -> None:
        countries = [(country.value, told(f"start.country.{country}")) for country in Country]
        self.fields["country"] = forms.ChoiceField(
            label=told("start.calendar.country"), help_text=told("start.calendar.country_hint"), choices=countries
        )
        known = dict.fromkeys((*ZONES.values(), place_of(self.table)[1]))
        self.fields["zone"] = forms.ChoiceField(label=told("start.calendar.zone"), choices=[(zone, zone) for zone in known])

    @classmethod
    def values(cls, table: Table) -> Values:
        """Return the dates as the plan has them."""
        calendar, start = table.get("calendar", {}), table.get("start", {})
        country, zone = place_of(table)
        reminders = {f"reminder_{number}": day for number, day in enumerate(sorted(calendar.get("reminders", ())), start=1)}
        return {
            "opens": calendar.get("opens"),
            "closes": calendar.get("closes"),
            **reminders,
            "shifts": calendar.get("shifts", False),
            "feedback_meeting": start.get("feedback_meeting"),
            "follow_up": start.get("follow_up"),
            "response": round(100 * table.get("mapping", {}).get("response", Mapping.response)),
            "country": country,
            "zone": zone,
        }

    def clean(self) -> Values:
        """Refuse a survey that closes before it opens."""
        given = super().clean() or {}
        opens, closes = given.get("opens"), given.get("closes")
        if opens and closes and closes < opens:
            self.add_error("closes", told("start.calendar.closes_before_opens", opens=opens))
        return given

    def apply(self, table: Table) -> Table:
        """Return the plan with the dates. What is as it would be anyway is not written."""
        given, was = self.cleaned_data, place_of(table)
        usual = place_of({"mapping": table.get("mapping", {})})
        calendar, start = table.setdefault("calendar", {}), table.setdefault("start", {})
        for name in ("opens", "closes"):
            keep(calendar, name, given[name], None)
        reminders = sorted({given[name] for name in self.reminders} - {None})
        if reminders != sorted(calendar.get("reminders", ())):
            keep(calendar, "reminders", reminders, [])
        keep(calendar, "shifts", given["shifts"], False)  # noqa: FBT003 -- the usual value
        keep(calendar, "country", given["country"], usual[0])
        # Whoever changes the country means the zone as well.
        zone = ZONES[Country(given["country"])]
        keep(calendar, "zone", zone if given["country"] != was[0] and given["zone"] == was[1] else given["zone"], zone)
        keep(start, "feedback_meeting", given["feedback_meeting"], None)
        put(start, "follow_up", given["follow_up"])
        if given["response"] != round(100 * table["mapping"].get("response", Mapping.response)):
            table["mapping"]["response"] = given["response"] / 100
        return {name: part for name, part in table.items() if part or name not in ("calendar", "start")}


def keep(table: Table, name: str, value: Any, usual: Any) -> None:
    """Write a value; the usual one only where the plan says it already, and nothing where there is nothing."""
    if value in (None, []):
        table.pop(name, None)
    elif name in table or value != usual:
        table[name] = value


def place_of(table: Table) -> tuple[str, str]:
    """Return the country and the time zone of a plan."""
    calendar = table.get("calendar", {})
    language = Language(table.get("mapping", {}).get("language", Language.NB))
    country = Country(calendar.get("country") or COUNTRIES.get(language, Country.NO))
    return country.value, calendar.get("zone") or ZONES[country]


def with_proposed_dates(form: CalendarForm, posted: Any, today: date) -> Values:
    """Return what somebody typed, with dates proposed from the opening date, or from one three weeks ahead."""
    values = typed(form, posted)
    form.is_valid()
    opens = form.cleaned_data.get("opens")
    country = values["country"] if values["country"] in list(Country) else Country.NO
    dates = proposed(opens or today + AHEAD, Calendar(country=Country(country), shifts=bool(values["shifts"])))
    reminders = {f"reminder_{number}": day for number, day in enumerate(dates.reminders, start=1)}
    return {**values, "opens": dates.opens, "closes": dates.closes, **reminders}
