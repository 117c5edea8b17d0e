"""Addresses of the list of people, below ``m/<project>/roster/``."""

from __future__ import annotations

from django.urls import path

from samspill_web.collection.roster.views import files, listing, people

urlpatterns = [
    path("", listing.roster, name="roster"),
    path("file/", files.roster_file, name="roster_file"),
    path("file/look/", files.roster_look, name="roster_look"),
    path("file/store/", files.roster_store, name="roster_store"),
    path("add/", people.roster_add, name="roster_add"),
    path("<int:person_id>/", people.roster_person, name="roster_person"),
    path("<int:person_id>/groups/", people.roster_move, name="roster_move"),
    path("<int:person_id>/withdraw/", people.roster_withdraw, name="roster_withdraw"),
    path("<int:person_id>/take-back/", people.roster_take_back, name="roster_take_back"),
    path("<int:person_id>/export/", people.roster_export, name="roster_export"),
    path("<int:person_id>/erase/", people.roster_erase, name="roster_erase"),
]
