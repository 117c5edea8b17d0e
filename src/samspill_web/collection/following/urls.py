"""Addresses of following a wave."""

from __future__ import annotations

from django.urls import URLPattern, path

from samspill_web.collection.following import views

urlpatterns: list[URLPattern] = [
    path("m/<int:project_id>/collect/", views.collect, name="collect"),
    path("m/<int:project_id>/collect/remind/", views.remind, name="remind"),
    path("m/<int:project_id>/collect/extend/", views.extend, name="extend"),
    path("m/<int:project_id>/collect/words/<str:language>/", views.collect_words, name="collect_words"),
]
