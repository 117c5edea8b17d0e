"""Forms of people."""

from __future__ import annotations

from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings

from samspill_web.accounts.demo import DEMO_CODE, is_loopback
from samspill_web.accounts.enums import TenantRole
from samspill_web.kernel.speech import told


class AuthenticateForm(mfa.AuthenticateForm):  # type: ignore[misc]
    """The second factor; in a demonstration on the own machine a printed code does."""

    def clean_code(self) -> str:
        """Check the code."""
        given = str(self.cleaned_data["code"]).replace(" ", "")
        if settings.DEMO and given == DEMO_CODE and is_loopback():
            self.authenticator = Authenticator.objects.get(user=self.user, type=Authenticator.Type.TOTP)
            return given
        return str(super().clean_code())


class AskForLinkForm(forms.Form):
    """Whom to send a link."""

    email = forms.EmailField(max_length=254)


class InviteForm(forms.Form):
    """A colleague, and what the colleague may do."""

    email = forms.EmailField(max_length=254)
    name = forms.CharField(max_length=120)
    role = forms.ChoiceField(choices=lambda: [(role.value, told(f"accounts.role.{role}")) for role in TenantRole])

    def clean_role(self) -> TenantRole:
        """Return the role."""
        return TenantRole(self.cleaned_data["role"])
