"""Addresses of mappings."""

from __future__ import annotations

from django.urls import URLPattern

from samspill_web.projects.urls_groups import urlpatterns as groups
from samspill_web.projects.urls_ready import urlpatterns as ready
from samspill_web.projects.urls_start import urlpatterns as start

urlpatterns: list[URLPattern] = [*start, *groups, *ready]
