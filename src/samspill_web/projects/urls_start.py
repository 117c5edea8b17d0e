"""Addresses of a mapping's pages: start, calendar, privacy, informing."""

from __future__ import annotations

from django.urls import URLPattern, path

from samspill_web.projects.views.agreement import agree, agreement
from samspill_web.projects.views.calendar import calendar
from samspill_web.projects.views.core_task import core_task
from samspill_web.projects.views.informing import informing, informing_letter
from samspill_web.projects.views.privacy import privacy
from samspill_web.projects.views.start import start

urlpatterns: list[URLPattern] = [
    path("m/<int:project_id>/start/", start, name="start"),
    path("m/<int:project_id>/core-task/", core_task, name="core_task"),
    path("m/<int:project_id>/agreement/", agreement, name="agreement"),
    path("m/<int:project_id>/agreement/sign/", agree, name="agree"),
    path("m/<int:project_id>/calendar/", calendar, name="calendar"),
    path("m/<int:project_id>/privacy/", privacy, name="privacy"),
    path("m/<int:project_id>/informing/", informing, name="informing"),
    path("m/<int:project_id>/informing/<str:to>/<str:language>/", informing_letter, name="informing_letter"),
]
