"""Addresses of files of a release."""

from __future__ import annotations

from django.urls import path

from samspill_web.reports.views import packages

RELEASE = "m/<int:project_id>/release/<int:wave>"

urlpatterns = [
    path(f"{RELEASE}/files/", packages.files, name="files"),
    path(f"{RELEASE}/files/order/", packages.order, name="order_files"),
    path(f"{RELEASE}/files/<int:package_id>/", packages.package, name="package"),
    path(f"{RELEASE}/files/<int:package_id>/zip/", packages.package_file, name="package_file"),
]
