"""How the answers are protected."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from samspill.design.read import GREATEST_K, LEAST_K
from samspill.terms import POLICIES, CompareSites, Language, PolicyName
from samspill_web.kernel.forms import PlainSelect, printable
from samspill_web.kernel.speech import told
from samspill_web.projects.drafts import Table
from samspill_web.projects.fallbacks import choices
from samspill_web.projects.forms.calendar import DayField, keep
from samspill_web.projects.forms.phrase import LONGEST, PhraseField, put
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.forms.rows import Values

JOINS = "joins_"
FIXED = ("policy", "k", "k_reason", "compare_sites")
"""What those who answered were promised: it holds for every wave of a mapping."""
USE = "use"
"""Name of the button that takes over a proposal; its value is ``group>fallback``."""


class PrivacyForm(PlanForm):
    """Policy, least number of people, comparison of sites, whom small groups join, and the assessment."""

    launched = False

    def prepare(self) -> None:
        """Add the fields."""
        k = self.table.get("privacy", {}).get("k", POLICIES[PolicyName.STRICT].k)
        policies = [(policy.value, _named(told(f"disclosure.policy.{policy}", k=k))) for policy in PolicyName]
        self.fields["policy"] = forms.ChoiceField(
            label=told("start.privacy.policy"), choices=policies, widget=forms.RadioSelect
        )
        self._add_k()
        if self.table.get("site"):
            sites = [(each.value, told(f"start.privacy.sites.{each}")) for each in CompareSites]
            self.fields["compare_sites"] = forms.ChoiceField(
                label=told("start.privacy.compare_sites"), choices=sites, widget=forms.RadioSelect
            )
        for group in choices(self.table):
            options = [("", told("start.privacy.nobody")), *group.joins]
            field = forms.ChoiceField(label=group.name, choices=options, required=False, widget=PlainSelect)
            field.read_as = told("start.privacy.joins_of", group=group.name)  # type: ignore[attr-defined]
            self.fields[f"{JOINS}{group.key}"] = field
        self.fields["dpia"] = DayField(label=told("start.privacy.dpia"), help_text=told("start.privacy.dpia_hint"))
        self.fields["dpia_by"] = PhraseField(
            self.languages, label=told("start.privacy.dpia_by"), help_text=told("start.privacy.dpia_by_hint")
        )
        if self.launched:
            self._fix()

    def _fix(self) -> None:
        values = self.values(self.table)
        for name in FIXED:
            if name in self.fields:
                self.fields[name].disabled = True
                self.fields[name].initial = values[name]

    def _add_k(self) -> None:
        wrong = told("start.privacy.k_wrong", least=LEAST_K, greatest=GREATEST_K)
        self.fields["k"] = forms.IntegerField(
            label=told("start.privacy.k"),
            help_text=told("start.privacy.k_hint"),
            min_value=LEAST_K,
            max_value=GREATEST_K,
            error_messages=dict.fromkeys(("invalid", "required", "min_value", "max_value"), wrong),
        )
        self.fields["k_reason"] = forms.CharField(
            label=told("start.privacy.k_reason"),
            help_text=told("start.privacy.k_reason_hint"),
            max_length=LONGEST,
            required=False,
            validators=[printable],
        )

    @property
    def joining(self) -> list[tuple[forms.BoundField, str]]:
        """The fields of the groups, each with the key of its group."""
        return [(self[name], name.removeprefix(JOINS)) for name in self.fields if name.startswith(JOINS)]

    @classmethod
    def of_post(cls, posted: Any, table: Table, languages: tuple[Language, ...]) -> Self:
        """Return the form as somebody sent it; a button beside a group fills in what is proposed for it."""
        group, _, fallback = posted.get(USE, "").partition(">")
        if group:
            posted = posted.copy()
            posted[f"{JOINS}{group}"] = fallback
        return super().of_post(posted, table, languages)

    @classmethod
    def values(cls, table: Table) -> Values:
        """Return what the plan says."""
        privacy, groups = table.get("privacy", {}), table.get("group", ())
        policy = PolicyName(privacy.get("policy", PolicyName.STRICT))
        return {
            "policy": policy.value,
            "k": privacy.get("k", POLICIES[policy].k),
            "k_reason": privacy.get("k_reason", ""),
            "compare_sites": table.get("mapping", {}).get("compare_sites", CompareSites.OWN.value),
            **{f"{JOINS}{group['key']}": group.get("fallback", "") for group in groups if "key" in group},
            "dpia": privacy.get("dpia"),
            "dpia_by": privacy.get("dpia_by"),
        }

    def clean(self) -> Values:
        """Ask for the reason of a lower limit."""
        given = super().clean() or {}
        policy, k = given.get("policy"), given.get("k")
        if policy and k and k < POLICIES[PolicyName(policy)].k and not given.get("k_reason"):
            self.add_error("k_reason", told("start.privacy.k_needs_reason", k=k))
        return given

    def apply(self, table: Table) -> Table:
        """Return the plan with what the form says."""
        given, privacy = self.cleaned_data, table.setdefault("privacy", {})
        keep(privacy, "policy", given["policy"], PolicyName.STRICT.value)
        keep(privacy, "k", given["k"], POLICIES[PolicyName(given["policy"])].k)
        keep(privacy, "k_reason", given["k_reason"] or None, None)
        keep(privacy, "dpia", given["dpia"], None)
        put(privacy, "dpia_by", given["dpia_by"])
        if "compare_sites" in given:
            keep(table["mapping"], "compare_sites", given["compare_sites"], CompareSites.OWN.value)
        for group in table.get("group", ()):
            name = f"{JOINS}{group.get('key')}"
            if name in given:
                keep(group, "fallback", given[name] or None, None)
        if not privacy:
            del table["privacy"]
        return table


class LaunchedPrivacyForm(PrivacyForm):
    """The same once a wave was launched: what was promised stands fast."""

    launched = True


def _named(says: str) -> SafeString:
    """Return what a policy does with its name, which stands before the colon, made to be seen first."""
    name, colon, rest = says.partition(":")
    return format_html("<strong>{}</strong>{}", f"{name}{colon}", rest)
