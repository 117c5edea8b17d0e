"""One's own page: name, language, password, second factors, and what one may do."""

from __future__ import annotations

from allauth.account.internal.flows.password_change import finalize_password_set
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from samspill.terms import Language
from samspill_web.accounts import selectors, services
from samspill_web.accounts.access import FACTORS, GOING_TO, Request, signed_in
from samspill_web.accounts.forms import ProfileForm, SetPasswordForm
from samspill_web.accounts.sessions import came_lately_by
from samspill_web.kernel.speech import told


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: Request) -> HttpResponse:
    """Show and change one's own name and language."""
    user = request.user
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        services.rename(user, form.cleaned_data["name"], Language(form.cleaned_data["language"]))
        return _in_new_language(request)
    facts = {
        "form": form,
        "has_second_factor": is_mfa_enabled(user, FACTORS),
        "memberships": selectors.memberships_of(user),
        "mappings": selectors.roles_in_mappings(user),
    }
    return render(request, "accounts/profile.html", facts, status=422 if form.errors else 200)


def _in_new_language(request: Request) -> HttpResponse:
    with translation.override(request.user.language):
        messages.success(request, told("accounts.profile.saved"))
    response = redirect("profile")
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        # What was chosen on this machine before would win over the choice of now.
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, request.user.language, samesite="Lax", secure=request.is_secure())
    return response


@signed_in
@require_safe
def second_factor(request: Request) -> HttpResponse:
    """Say why a second factor is needed, and where to set it up; afterwards lead on to where somebody was going."""
    has_one = is_mfa_enabled(request.user, FACTORS)
    going_to = request.session.get(GOING_TO)
    if has_one and going_to:
        del request.session[GOING_TO]
        return redirect(going_to)
    return render(request, "accounts/second_factor.html", {"has_one": has_one})


@signed_in
@require_safe
def come_in_again(request: Request) -> HttpResponse:
    """Say that a link of just now is needed for what somebody was about to do."""
    return render(request, "accounts/come_in_again.html")


@sensitive_post_parameters()
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def set_password(request: Request) -> HttpResponse:
    """Set a password without the old one: for whoever came in by a link just now."""
    if not came_lately_by(request, "link"):
        return redirect("account_change_password" if request.user.has_usable_password() else "come_in_again")
    form = SetPasswordForm(data=request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        finalize_password_set(request, request.user)
        return redirect("profile")
    return render(request, "account/password_set.html", {"form": form}, status=422 if form.errors else 200)
