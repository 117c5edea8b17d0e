"""The addresses of the workspace."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("s/help/", include("samspill_web.learning.survey_urls")),
    path("s/", include("samspill_web.collection.survey_urls")),
    path("", include("samspill_web.workspace.urls")),
    path("", include("samspill_web.kernel.urls")),
    path("", include("samspill_web.accounts.urls")),
    path("", include("samspill_web.instruments.urls")),
    path("", include("samspill_web.projects.urls")),
    path("", include("samspill_web.collection.urls")),
    path("", include("samspill_web.analysis.urls")),
    path("", include("samspill_web.dashboards.urls")),
    path("", include("samspill_web.reports.urls")),
    path("", include("samspill_web.reports.api.urls")),
    path("", include("samspill_web.actions.urls")),
    path("", include("samspill_web.dialogue.urls")),
    path("", include("samspill_web.learning.urls")),
]
handler400 = "samspill_web.kernel.errors.bad_request"
handler403 = "samspill_web.kernel.errors.forbidden"
handler404 = "samspill_web.kernel.errors.not_found"
handler500 = "samspill_web.kernel.errors.server_error"
