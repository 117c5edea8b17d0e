"""Addresses of a mapping as a whole, of who takes part in it, and of its gate."""

from __future__ import annotations

from django.urls import URLPattern, path

from samspill_web.projects.views import overview, people, ready

urlpatterns: list[URLPattern] = [
    path("m/<int:project_id>/", overview.project, name="project"),
    path("m/<int:project_id>/people/", people.project_people, name="project_people"),
    path("m/<int:project_id>/people/<int:role_id>/remove/", people.remove_person, name="remove_person"),
    path("m/<int:project_id>/ready/", ready.ready, name="ready"),
    path("m/<int:project_id>/ready/check/", ready.check, name="check"),
    path("m/<int:project_id>/ready/reason/", ready.reason, name="reason"),
    path("m/<int:project_id>/ready/launch/", ready.start_wave, name="launch"),
]
