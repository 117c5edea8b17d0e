"""Addresses of the survey itself: looked at before all others, since a whole staff meeting asks for them at once."""

from __future__ import annotations

from django.urls import path

from samspill_web.collection.views import survey

urlpatterns = [
    path("", survey.survey, name="survey"),
    path("worker.js", survey.survey_worker, name="survey_worker"),
    path("open/", survey.survey_open, name="survey_open"),
    path("draft/", survey.survey_draft, name="survey_draft"),
    path("send/", survey.survey_send, name="survey_send"),
    path("thanks/<str:token>/", survey.survey_thanks, name="survey_thanks"),
    path("<path:rest>", survey.survey, name="survey_repaired"),
]
