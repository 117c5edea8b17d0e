"""Addresses of the help."""

from __future__ import annotations

from django.urls import path

from samspill_web.learning import views

urlpatterns = [
    path("help/", views.front, name="help"),
    path("help/<str:language>/", views.contents, name="help_contents"),
    path("help/<str:language>/search/", views.look, name="help_search"),
    path("help/<str:language>/<str:guide>/", views.guide, name="help_page"),
]
