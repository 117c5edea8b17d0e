"""Forms of the gate and of who takes part."""

from __future__ import annotations

from django import forms

from samspill_web.kernel.forms import printable
from samspill_web.kernel.speech import told
from samspill_web.projects.enums import ProjectRole

REASON = 300


class ReasonForm(forms.Form):
    """One line: why a warning is no hindrance."""

    code = forms.CharField(max_length=120, widget=forms.HiddenInput)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(max_length=REASON, min_length=3, validators=[printable])


class LaunchForm(forms.Form):
    """The version and the questionnaire that were looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    asked = forms.CharField(max_length=64, required=False, empty_value=None, widget=forms.HiddenInput)


class RoleForm(forms.Form):
    """Somebody, and what that person is in the mapping."""

    email = forms.EmailField(max_length=254)
    name = forms.CharField(max_length=120, validators=[printable])
    role = forms.ChoiceField(choices=lambda: [(role.value, told(f"projects.role.{role}")) for role in ProjectRole])
    organisation = forms.ChoiceField(required=False)
    group = forms.ChoiceField(required=False)

    def __init__(
        self, *args: object, organisations: list[tuple[str, str]], groups: list[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, choices in (("organisation", organisations), ("group", groups)):
            self.fields[name].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
        for name in self.fields:
            self.fields[name].label = told(f"projects.people.{name}")
        for name in ("role", "organisation", "group"):
            self.fields[name].help_text = told(f"projects.people.{name}_help")

    def clean(self) -> dict[str, object]:
        """Ask for the organisation of a partner, and for the group of a group leader."""
        given: dict[str, object] = super().clean() or {}
        for role, name in ((ProjectRole.PARTNER, "organisation"), (ProjectRole.GROUP_LEADER, "group")):
            if given.get("role") == role and not given.get(name):
                self.add_error(name, told(f"projects.people.{name}_needed"))
            elif given.get("role") != role:
                given[name] = ""
        return given

    def clean_role(self) -> ProjectRole:
        """Return the role."""
        return ProjectRole(self.cleaned_data["role"])
