"""Addresses of people."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from samspill_web.accounts import views

urlpatterns = [
    path("account/link/<str:token>/", views.link, name="link"),
    path("account/link/", views.ask_for_link, name="ask_for_link"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/", include("allauth.socialaccount.urls")),
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("account/", include("allauth.socialaccount.providers.saml.urls")),
    path("o/<int:tenant_id>/people/", views.people, name="people"),
    path("o/<int:tenant_id>/log/", views.audit_log, name="audit_log"),
]
