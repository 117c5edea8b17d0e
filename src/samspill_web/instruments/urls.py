"""Addresses of questionnaires."""

from __future__ import annotations

from django.urls import path

from samspill_web.instruments import views

urlpatterns = [
    path("o/<int:tenant_id>/questionnaires/", views.instruments, name="instruments"),
    path("o/<int:tenant_id>/questionnaires/bring/", views.bring, name="bring_instrument"),
]
