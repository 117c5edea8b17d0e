"""Addresses of actions."""

from __future__ import annotations

from django.urls import path

from samspill_web.actions.views import action, beside, board, progress

OF = "m/<int:project_id>/actions"
ONE = f"{OF}/<int:action_id>"

urlpatterns = [
    path(f"{OF}/", board.actions, name="actions"),
    path(f"{OF}/list/", board.actions_list, name="actions_list"),
    path(f"{OF}/new/", action.action_new, name="action_new"),
    path(f"{ONE}/", action.action, name="action"),
    path(f"{ONE}/edit/", action.action_edit, name="action_edit"),
    path(f"{ONE}/to/<str:status>/", action.action_status, name="action_status"),
    path(f"{ONE}/let-go/", action.action_let_go, name="action_let_go"),
    path(f"{ONE}/undo/", action.action_undo, name="action_undo"),
    path(f"{OF}/calendar/", beside.action_calendar, name="action_calendar"),
    path(f"{OF}/calendar/renew/", beside.renew_calendar, name="renew_calendar"),
    path(f"{OF}/calendar/stop/", beside.stop_calendar, name="stop_calendar"),
    path(f"{OF}/report/", progress.actions_report, name="actions_report"),
    path(f"{OF}/report/<str:kind>/", progress.actions_report_file, name="actions_report_file"),
    path(f"{OF}/own/", beside.own_actions_file, name="own_actions"),
    path("calendar/<str:token>/actions.ics", beside.calendar_feed, name="calendar_feed"),
    path("reminders/<str:token>/", beside.stop_reminders, name="stop_reminders"),
    path("reminders/<str:token>/back/", beside.take_up_reminders, name="take_up_reminders"),
]
