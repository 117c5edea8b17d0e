"""Addresses of home pages."""

from __future__ import annotations

from django.urls import path

from samspill_web.workspace import views

urlpatterns = [
    path("", views.home, name="home"),
    path("guide/", views.guide, name="guide"),
    path("o/<int:tenant_id>/begin/", views.begin, name="begin"),
    path("o/<int:tenant_id>/bring/", views.bring, name="bring"),
]
