"""Addresses of the meetings."""

from __future__ import annotations

from django.urls import path

from samspill_web.dialogue import views

ONE = "m/<int:project_id>/meeting/<int:number>/"

urlpatterns = [
    path("m/<int:project_id>/meeting/", views.feedback_meeting, name="feedback_meeting"),
    path("m/<int:project_id>/meeting/make/", views.make_meeting, name="make_meeting"),
    path(ONE, views.one_meeting, name="one_meeting"),
    path(f"{ONE}present/", views.present, name="present"),
    path(f"{ONE}file/<slug:paper>/<slug:kind>/", views.meeting_file, name="meeting_file"),
    path(f"{ONE}invitation.ics", views.meeting_invitation, name="meeting_invitation"),
    path(f"{ONE}attendance/", views.attendance, name="attendance"),
    path(f"{ONE}notes/", views.meeting_notes, name="meeting_notes"),
    path(f"{ONE}notes/<int:note_id>/remove/", views.remove_note, name="remove_note"),
]
