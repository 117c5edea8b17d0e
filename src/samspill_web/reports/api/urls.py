"""Addresses of the API, of the page where its tokens are made, and of code books. Every view says who may see it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from samspill_web.kernel.access import Access, mark
from samspill_web.reports.api import codebook_views, views
from samspill_web.reports.api.operations import ROOT, api

TOKEN = Access("token")


def _guarded() -> list[URLPattern | URLResolver]:
    """Return the operations, marked as what they are. The last address of the list would be a page about them."""
    patterns = api.urls[0][:-1]
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            mark(pattern.callback, TOKEN)
    return patterns


urlpatterns = [
    path(f"{ROOT.lstrip('/')}openapi.json", views.openapi, name="api_openapi"),
    path(ROOT.lstrip("/"), include(_guarded())),
    path("m/<int:project_id>/release/<int:wave>/codebook/", codebook_views.codebook, name="codebook"),
    path("m/<int:project_id>/release/<int:wave>/codebook/<str:kind>/", codebook_views.codebook_file, name="codebook_file"),
    path("m/<int:project_id>/access/", views.access, name="api_access"),
    path("m/<int:project_id>/access/<int:token_id>/revoke/", views.revoke, name="api_revoke"),
]
