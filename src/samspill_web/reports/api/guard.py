"""Who is asking: a token in the Authorization header, and nothing else. Whoever asks too often waits."""

from __future__ import annotations

from math import ceil

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django_scopes import scope
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from samspill_web.accounts.lockout import client_address
from samspill_web.analysis.tokens.models import ApiToken
from samspill_web.analysis.tokens.selectors import good_token
from samspill_web.analysis.tokens.services import note_use
from samspill_web.kernel import clock

OF_A_TOKEN = "120/m"  # noqa: S105 -- a rate
WRONG_TOKENS = "30/10m"
"""Wrong tokens of one caller that are looked at; right ones are never held up by them."""


class TooOftenError(Exception):
    """Somebody asks too often. ``seconds`` is when to come again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Limit(SimpleRateThrottle):
    """How often one of a kind may ask. Made anew for each request: it remembers what it has looked at."""

    def __init__(self, kind: str, who: str, rate: str) -> None:
        super().__init__(rate)
        self._name = f"api.{kind}.{who}"

    @staticmethod
    def timer() -> float:
        """Return this moment, in seconds."""
        return clock.now().timestamp()

    def get_cache_key(self, request: HttpRequest) -> str:
        """Return the name of the count."""
        del request
        return self._name

    def count(self, request: HttpRequest) -> None:
        """Count a request; TooOftenError for one too many."""
        if not self.allow_request(request):
            raise TooOftenError(max(1, ceil(self.wait() or 1)))


class Token(HttpBearer):
    """A token of the page "Access for programmes", as ``Authorization: Bearer …``."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """Return the token that was sent; None where it is wrong, expired or revoked, without a word on which.

        Raises
        ------
        TooOftenError
        """
        row = good_token(token)
        if row is None:
            Limit("wrong", _caller(request), WRONG_TOKENS).count(request)
            return None
        Limit("token", str(row.pk), OF_A_TOKEN).count(request)
        with scope(tenant=row.role.project.tenant_id):
            note_use(row)
        return row


def _caller(request: HttpRequest) -> str:
    """Return a name for where a request comes from that is no address."""
    return salted_hmac("api.caller", client_address(request) or "", algorithm="sha256").hexdigest()
