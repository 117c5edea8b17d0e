"""Addresses of the help for those who answer: below that of the survey, so that what holds for it holds for them (B6)."""

from __future__ import annotations

from django.urls import path

from samspill_web.learning import views

urlpatterns = [
    path("<str:language>/", views.beside_survey, name="survey_help"),
    path("<str:language>/words/", views.words_beside_survey, name="survey_words"),
]
