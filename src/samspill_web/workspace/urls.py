"""Addresses of home pages."""

from __future__ import annotations

from django.urls import path

from samspill_web.workspace import views

urlpatterns = [path("", views.home, name="home")]
