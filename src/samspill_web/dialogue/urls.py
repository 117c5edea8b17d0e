"""Addresses of the meetings."""

from __future__ import annotations

from django.urls import path

from samspill_web.dialogue.views import meetings, plans

ALL = "m/<int:project_id>/meeting/"
ONE = f"{ALL}<int:number>/"
PLAN = f"{ALL}plans/<int:plan_id>/"

urlpatterns = [
    path(ALL, meetings.feedback_meeting, name="feedback_meeting"),
    path(f"{ALL}make/", meetings.make_meeting, name="make_meeting"),
    path(f"{ALL}plans/", plans.meeting_plans, name="meeting_plans"),
    path(f"{ALL}plans/copy/", plans.copy_meeting_plan, name="copy_meeting_plan"),
    path(f"{ALL}plans/bring/", plans.bring_meeting_plan, name="bring_meeting_plan"),
    path(PLAN, plans.meeting_plan, name="meeting_plan"),
    path(f"{PLAN}plan.toml", plans.meeting_plan_file, name="meeting_plan_file"),
    path(f"{PLAN}remove/", plans.remove_meeting_plan, name="remove_meeting_plan"),
    path(f"{PLAN}restore/", plans.restore_meeting_plan, name="restore_meeting_plan"),
    path(ONE, meetings.one_meeting, name="one_meeting"),
    path(f"{ONE}present/", meetings.present, name="present"),
    path(f"{ONE}file/<slug:paper>/<slug:kind>/", meetings.meeting_file, name="meeting_file"),
    path(f"{ONE}invitation.ics", meetings.meeting_invitation, name="meeting_invitation"),
    path(f"{ONE}invitation/send/", meetings.send_invitation, name="send_invitation"),
    path(f"{ONE}attendance/", meetings.attendance, name="attendance"),
    path(f"{ONE}notes/", meetings.meeting_notes, name="meeting_notes"),
    path(f"{ONE}notes/<int:note_id>/remove/", meetings.remove_note, name="remove_note"),
]
