"""Addresses of messages."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from samspill_web.collection.channels import views
from samspill_web.kernel.access import public


def returned() -> list[URLPattern]:
    """Return where a mail service tells what became of mails: only where it has a secret to come in by."""
    service = settings.MAIL_SERVICE
    if service is None or not service.webhook_secret:
        return []
    from anymail.urls import urlpatterns as all_services

    name = f"{service.name}_tracking_webhook"
    found = [each.callback for each in all_services if isinstance(each, URLPattern) and each.name == name]
    return [path(f"returned/{service.name}/", public(callback), name="returned") for callback in found]


urlpatterns = [
    path("m/<int:project_id>/deliveries/", views.deliveries, name="deliveries"),
    path("m/<int:project_id>/deliveries/<int:message_id>/again/", views.send_again, name="send_again"),
    path("no/<str:token>/", views.decline, name="decline"),
    path("no/<str:token>/back/", views.take_back, name="take_back"),
    *returned(),
]
