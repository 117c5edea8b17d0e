"""Addresses of a mapping's pages: start."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
