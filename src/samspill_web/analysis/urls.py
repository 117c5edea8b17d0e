"""Addresses of the analysis."""

from __future__ import annotations

from django.urls import path

from samspill_web.analysis.views import closing, release, showing

urlpatterns = [
    path("m/<int:project_id>/closing/", closing.closing, name="closing"),
    path("m/<int:project_id>/closing/<int:wave>/end/", closing.end_wave, name="end_wave"),
    path("m/<int:project_id>/closing/<int:wave>/again/", closing.count_again, name="count_again"),
    path("m/<int:project_id>/closing/<int:wave>/shares/", closing.count_with_shares, name="count_with_shares"),
    path("m/<int:project_id>/closing/<int:wave>/give-up/", closing.give_up, name="give_up"),
    path("m/<int:project_id>/closing/<int:wave>/destroy/", closing.destroy_answers, name="destroy_answers"),
    path("m/<int:project_id>/closing/<int:wave>/people/", closing.delete_people, name="delete_people"),
    path("m/<int:project_id>/closing/<int:wave>/certificate/", closing.certificate, name="certificate"),
    path("m/<int:project_id>/release/", release.release, name="release"),
    path("m/<int:project_id>/release/<int:wave>/", release.release_of_wave, name="release_of_wave"),
    path("m/<int:project_id>/release/<int:wave>/showing/", showing.showing, name="showing"),
    path("m/<int:project_id>/release/<int:wave>/showing/link/", showing.renew_link, name="renew_link"),
    path("m/<int:project_id>/release/<int:wave>/report/", release.report, name="report"),
    path("m/<int:project_id>/release/<int:wave>/research/", release.research_file, name="research_file"),
    path("m/<int:project_id>/release/<int:wave>/research/delete/", release.delete_research, name="delete_research"),
]
