"""Addresses of people. Of allauth's, those that are used and no others: nobody signs up, and addresses are not changed."""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.socialaccount.providers.saml import views as saml
from django.urls import include, path

from samspill_web.accounts.views import entrance, masthead, organisation, own

urlpatterns = [
    path("account/", own.profile, name="profile"),
    path("account/link/<str:token>/", entrance.link, name="link"),
    path("account/link/", entrance.ask_for_link, name="ask_for_link"),
    path("account/second-factor/", own.second_factor, name="second_factor"),
    path("account/come-in-again/", own.come_in_again, name="come_in_again"),
    path("account/login/", entrance.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/set/", own.set_password, name="account_set_password"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sign-on/", social.connections, name="socialaccount_connections"),
    path("account/sign-on/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/sign-on/error/", social.login_error, name="socialaccount_login_error"),
    path("account/oidc/<str:provider_id>/login/", entrance.onward(oidc.login), name="openid_connect_login"),
    path("account/oidc/<str:provider_id>/login/callback/", oidc.callback, name="openid_connect_callback"),
    path("account/saml/<slug:organization_slug>/login/", entrance.onward(saml.login), name="saml_login"),
    path("account/saml/<slug:organization_slug>/acs/", saml.acs, name="saml_acs"),
    path("account/saml/<slug:organization_slug>/acs/finish/", saml.finish_acs, name="saml_finish_acs"),
    path("account/saml/<slug:organization_slug>/metadata/", saml.metadata, name="saml_metadata"),
    path("account/saml/<slug:organization_slug>/sls/", entrance.no_logout_by_saml, name="saml_sls"),
    path("o/<int:tenant_id>/people/", organisation.people, name="people"),
    path("o/<int:tenant_id>/people/<int:user_id>/role/", organisation.change_role, name="change_member"),
    path("o/<int:tenant_id>/people/<int:user_id>/remove/", organisation.remove, name="remove_member"),
    path("o/<int:tenant_id>/logo/", masthead.logo, name="logo"),
    path("o/<int:tenant_id>/logo/remove/", masthead.remove_logo, name="remove_logo"),
    path("o/<int:tenant_id>/log/", organisation.audit_log, name="audit_log"),
]
