"""Addresses of the results."""

from __future__ import annotations

from django.urls import path

from samspill_web.dashboards import staff, views

urlpatterns = [
    path("r/<slug:link>/", staff.staff_result, name="staff_result"),
    path("r/<slug:link>/report/", staff.staff_report, name="staff_report"),
    path("r/<slug:link>/<slug:part>/", staff.staff_part, name="staff_part"),
    path("m/<int:project_id>/result/<int:wave>/", views.result, name="result"),
    path("m/<int:project_id>/result/<int:wave>/group/<int:number>/<slug:part>/", views.group_part, name="result_group"),
    path("m/<int:project_id>/result/<int:wave>/<slug:part>/", views.part, name="result_part"),
]
