"""Forms of people. Allauth's speak our languages by ``Spoken``: its own catalogue lacks some of them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from django import forms
from django.core.validators import MaxLengthValidator

from samspill.language import has
from samspill.terms import Language
from samspill_web.accounts.demo import DEMO_CODE, is_demo
from samspill_web.accounts.enums import TenantRole
from samspill_web.kernel.forms import printable
from samspill_web.kernel.speech import told

NAME = 120
"""Characters of a name."""

VALIDATORS = ("invalid", "max_length", "null_characters_not_allowed")


class Spoken:
    """Labels, help and errors of a form's fields in the reader's language: ``accounts.field.<name>`` and so on."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._speak(name, field)

    def _speak(self, name: str, field: forms.Field) -> None:
        field.label = told(f"accounts.field.{name}.label")
        field.help_text = told(f"accounts.field.{name}.help") if has(f"accounts.field.{name}.help") else ""
        field.widget.attrs.pop("placeholder", None)
        special = f"accounts.field.{name}.invalid"
        wrong = told(special) if has(special) else told("accounts.wrong.invalid")
        # Validators' words give way to the field's under the same code.
        field.error_messages = {
            **dict.fromkeys((*field.error_messages, *VALIDATORS), wrong),
            "required": told("accounts.wrong.required"),
        }


class NewPassword(Spoken):
    """A new password, typed twice."""

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        if cleaned.get("password1") and "password2" not in cleaned and self.data.get(self.add_prefix("password2")):  # type: ignore[attr-defined]
            self.errors["password2"] = self.error_class([told("accounts.password.not_same")])  # type: ignore[attr-defined]
        return cleaned


class LoginForm(Spoken, account.LoginForm):  # type: ignore[misc]
    """Address and password."""


class ChangePasswordForm(NewPassword, account.ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one."""


class SetPasswordForm(NewPassword, account.SetPasswordForm):  # type: ignore[misc]
    """A new password of somebody who came by a link."""


class PasswordAgainForm(Spoken, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class AuthenticateForm(Spoken, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second factor; in a demonstration on the own machine a printed code does."""

    def clean_code(self) -> str:
        """Check the code."""
        given = str(self.cleaned_data["code"]).replace(" ", "")
        if given == DEMO_CODE and is_demo():
            factors = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
            self.authenticator = factors.order_by("type").first()
            if self.authenticator is not None:
                return given
        return str(super().clean_code())


class CodeAgainForm(Spoken, mfa.ReauthenticateForm):  # type: ignore[misc]
    """A code once more."""


class ActivateAppForm(Spoken, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""


class CredentialField(forms.JSONField):
    """What a key answered, as JSON; text that JSON's reader gives up on is wrong like any other."""

    def to_python(self, value: Any) -> Any:
        """Read it."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise _no_answer() from error


class FromKey(Spoken):
    """What a key answered. Allauth trusts a browser to send all of it; whoever sends something else gets our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.fields["credential"]
        self.fields["credential"] = field = CredentialField(required=held.required, widget=held.widget)
        self._speak("credential", field)

    def clean(self) -> dict[str, Any]:
        """Check the answer."""
        try:
            cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _no_answer() from error
        return cleaned

    def clean_credential(self) -> Any:
        """Check the answer, where it is the key that tells who comes."""
        check = getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"])  # type: ignore[attr-defined]
        try:
            return check()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _no_answer() from error


def _no_answer() -> forms.ValidationError:
    return forms.ValidationError(told("accounts.field.credential.invalid"), code="invalid")


class AddKeyForm(FromKey, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(NAME))
        # A passkey is what most people have in their telephone: it comes in alone, without a password.
        self.fields["passwordless"].initial = True


class RenameKeyForm(Spoken, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(NAME))


class KeyForm(FromKey, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key as the second factor."""


class LoginKeyForm(FromKey, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone."""


class KeyAgainForm(FromKey, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A key once more."""


class UntieForm(Spoken, social.DisconnectForm):  # type: ignore[misc]
    """A sign-on that is no longer to lead here."""


class AskForLinkForm(Spoken, forms.Form):
    """Whom to send a link."""

    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class RoleForm(Spoken, forms.Form):
    """What somebody may do in an organisation."""

    role = forms.ChoiceField(choices=lambda: [(role.value, told(f"accounts.role.{role}")) for role in TenantRole])

    def clean_role(self) -> TenantRole:
        """Return the role."""
        return TenantRole(self.cleaned_data["role"])


class InviteForm(RoleForm):
    """A colleague, and what the colleague may do."""

    name = forms.CharField(max_length=NAME, validators=[printable])
    email = forms.EmailField(max_length=254)
    field_order = ("name", "email", "role")

    def clean_name(self) -> str:
        """Return the name on one line."""
        return " ".join(str(self.cleaned_data["name"]).split())


class ProfileForm(Spoken, forms.Form):
    """One's own name and language."""

    name = forms.CharField(max_length=NAME, validators=[printable], widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(choices=lambda: [(language.value, own_name(language)) for language in Language])

    def clean_name(self) -> str:
        """Return the name on one line."""
        return " ".join(str(self.cleaned_data["name"]).split())


class LogFilterForm(forms.Form):
    """Which entries of the log to show."""

    by = forms.ChoiceField(required=False)
    verb = forms.ChoiceField(required=False)
    project = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in choices.items():
            field = self.fields[name]
            field.label = told(f"accounts.log.{name}")
            field.choices = [("", told("accounts.log.all")), *found]  # type: ignore[attr-defined]


def own_name(language: Language) -> str:
    """Return what a language is called by those who speak it."""
    from samspill.instrument.sheet import name_of

    return name_of(language, language)


class LogoForm(forms.Form):
    """The mark of an organisation, and its words for those who cannot see it."""

    picture = forms.FileField(widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}))
    alt = forms.CharField(max_length=200, validators=[printable])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label, field.help_text = told(f"accounts.logo.{name}"), told(f"accounts.logo.{name}_help")
        self.fields["picture"].error_messages |= dict.fromkeys(
            ("required", "empty", "invalid", "missing"), told("accounts.logo.choose")
        )
        self.fields["alt"].error_messages |= dict.fromkeys(("required", "max_length"), told("accounts.logo.alt_wrong"))
