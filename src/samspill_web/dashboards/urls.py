"""Addresses of the results."""

from __future__ import annotations

from django.urls import path

from samspill_web.dashboards import views

urlpatterns = [
    path("m/<int:project_id>/result/<int:wave>/", views.result, name="result"),
    path("m/<int:project_id>/result/<int:wave>/group/<int:number>/<slug:part>/", views.group_part, name="result_group"),
    path("m/<int:project_id>/result/<int:wave>/<slug:part>/", views.part, name="result_part"),
]
