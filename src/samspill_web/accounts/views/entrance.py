"""Coming in: by password, by a one-time link, by single sign-on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from axes.decorators import axes_dispatch
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from requests import RequestException

from samspill_web.accounts import links, services
from samspill_web.accounts.forms import AskForLinkForm
from samspill_web.kernel.access import public
from samspill_web.kernel.errors import not_found

login = public(axes_dispatch(account.login))
"""By password. Axes looks first: whoever is locked out gets its page whatever the password."""


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody in by a one-time link. Opening it changes nothing, since mail scanners open links too."""
    user = links.user_of(token)
    if user is not None and request.method != "POST":
        return render(request, "accounts/link.html", {"person": user})
    if user is None or not links.spend(user):
        return render(request, "accounts/link_spent.html", status=410)
    # Whoever was logged in here before leaves nothing behind.
    logout(request)
    record_authentication(request, user, "link")
    # allauth asks for the second factor where somebody has one.
    return perform_login(request, Login(user=user, email_verification="none"))  # type: ignore[no-any-return]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Send a one-time link; the answer is the same whether the address is known or not."""
    form = AskForLinkForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/ask_for_link.html", {"form": form}, status=422 if form.errors else 200)
    email = form.cleaned_data["email"].casefold()
    if not ratelimit.consume(request, action="ask_for_link", key=email):
        return render(request, "429.html", status=429)
    services.send_link(email)
    return render(request, "accounts/link_sent.html", {"email": email})


def onward(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead to a provider of single sign-on by a page of its own.

    A form may lead to our own addresses alone (``form-action``), and browsers hold a redirect against the form that began it.
    So the answer to the form is a page that goes on by itself, and has a link for where it does not.
    """

    @public
    @never_cache
    @wraps(view)
    def led(request: HttpRequest, **names: str) -> HttpResponse:
        try:
            response = view(request, **names)
        except RequestException:
            return render(request, "socialaccount/authentication_error.html", status=502)
        if isinstance(response, HttpResponseRedirect) and request.method == "POST" and response.url.startswith("http"):
            return render(request, "accounts/onward.html", {"address": response.url})
        return response

    return led


def no_logout_by_saml(request: HttpRequest, **_rest: Any) -> HttpResponse:
    """Answer 404: allauth wants the address, but a log-out that anybody's page could call is not offered."""
    return not_found(request)


public(no_logout_by_saml)
