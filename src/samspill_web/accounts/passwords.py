"""What a password must be, said in all our languages: Django's own catalogue lacks some of them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import password_validation as django
from django.core.exceptions import ValidationError

from samspill_web.kernel.speech import told


class LongEnough(django.MinimumLengthValidator):
    """A long password."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a short one."""
        del user
        if len(password) < self.min_length:
            raise ValidationError(told("accounts.password.short", n=self.min_length), code="password_too_short")

    def get_help_text(self) -> str:
        """Say what is asked."""
        return told("accounts.password.help", n=self.min_length)


class NotCommon(django.CommonPasswordValidator):
    """A password that is not on the list of what people take."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a common one."""
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(told("accounts.password.common"), code=error.code) from error

    def get_help_text(self) -> str:
        """Say nothing: the length is what matters."""
        return ""


class NotOwnName(django.UserAttributeSimilarityValidator):
    """A password that is not one's own name or address."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse what is like the name or the address."""
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(told("accounts.password.similar"), code=error.code) from error

    def get_help_text(self) -> str:
        """Say nothing: the length is what matters."""
        return ""
