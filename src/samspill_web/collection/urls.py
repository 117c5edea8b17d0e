"""Addresses of the collection."""

from __future__ import annotations

from django.urls import include, path

from samspill_web.collection.views import key, preview, trial

urlpatterns = [
    path("", include("samspill_web.collection.channels.urls")),
    path("", include("samspill_web.collection.channels.paper_urls")),
    path("m/<int:project_id>/key/", key.key, name="key"),
    path("m/<int:project_id>/key/make/", key.make_key, name="make_key"),
    path("m/<int:project_id>/key/sheet/", key.key_sheet, name="key_sheet"),
    path("m/<int:project_id>/key/confirm/", key.confirm_key, name="confirm_key"),
    path("m/<int:project_id>/key/shares/", key.make_shares, name="make_shares"),
    path("m/<int:project_id>/key/shares/confirm/", key.confirm_share, name="confirm_share"),
    path("m/<int:project_id>/key/again/", key.discard_key, name="discard_key"),
    path("m/<int:project_id>/key/restore/", key.key_restore, name="key_restore"),
    path("m/<int:project_id>/preview/<str:language>/", preview.preview, name="preview"),
    path("m/<int:project_id>/trial/", trial.trial, name="trial"),
    path("m/<int:project_id>/trial/open/", trial.open_trial, name="open_trial"),
    path("m/<int:project_id>/trial/close/", trial.close_trial, name="close_trial"),
    path("", include("samspill_web.collection.following.urls")),
    path("m/<int:project_id>/roster/", include("samspill_web.collection.roster.urls")),
    path("try/<str:token>/", trial.try_survey, name="try"),
]
