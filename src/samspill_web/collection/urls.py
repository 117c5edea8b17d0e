"""Addresses of the collection."""

from __future__ import annotations

from django.urls import path

from samspill_web.collection.views import key, preview, survey, trial

urlpatterns = [
    path("m/<int:project_id>/key/", key.key, name="key"),
    path("m/<int:project_id>/key/make/", key.make_key, name="make_key"),
    path("m/<int:project_id>/key/sheet/", key.key_sheet, name="key_sheet"),
    path("m/<int:project_id>/key/confirm/", key.confirm_key, name="confirm_key"),
    path("m/<int:project_id>/preview/<str:language>/", preview.preview, name="preview"),
    path("m/<int:project_id>/trial/", trial.trial, name="trial"),
    path("m/<int:project_id>/trial/open/", trial.open_trial, name="open_trial"),
    path("m/<int:project_id>/trial/close/", trial.close_trial, name="close_trial"),
    path("try/<str:token>/", trial.try_survey, name="try"),
    path("s/", survey.survey, name="survey"),
]
