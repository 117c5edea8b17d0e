"""Addresses of the kernel."""

from __future__ import annotations

from django.urls import path

from samspill_web.kernel import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("language/", views.language, name="set_language"),
]
