"""Addresses of files of a release."""

from __future__ import annotations

from django.urls import path

from samspill_web.reports.views import archive, packages, public

RELEASE = "m/<int:project_id>/release/<int:wave>"

urlpatterns = [
    path(f"{RELEASE}/files/", packages.files, name="files"),
    path(f"{RELEASE}/files/order/", packages.order, name="order_files"),
    path(f"{RELEASE}/files/<int:package_id>/", packages.package, name="package"),
    path(f"{RELEASE}/files/<int:package_id>/zip/", packages.package_file, name="package_file"),
    path(f"{RELEASE}/public/", public.public_edition, name="public_edition"),
    path(f"{RELEASE}/public/<int:place>/", public.public_file, name="public_file"),
    path(f"{RELEASE}/archive/", archive.archive, name="archive"),
    path(f"{RELEASE}/archive/make/", archive.make_archive, name="make_archive"),
    path(f"{RELEASE}/archive/zip/", archive.archive_file, name="archive_file"),
    path(f"{RELEASE}/archive/noted/", archive.note_archived, name="note_archived"),
]
