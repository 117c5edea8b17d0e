"""Addresses of what is printed."""

from __future__ import annotations

from django.urls import path

from samspill_web.collection.channels.letter.views import letters, print_letters
from samspill_web.collection.channels.poster.views import meeting, poster_sheet, terminal
from samspill_web.collection.channels.slips.views import make_bag, print_slips, slips, withdraw_bag

urlpatterns = [
    path("m/<int:project_id>/paper/", slips, name="slips"),
    path("m/<int:project_id>/paper/bag/", make_bag, name="make_bag"),
    path("m/<int:project_id>/paper/bag/<int:bag_id>/print/", print_slips, name="print_slips"),
    path("m/<int:project_id>/paper/bag/<int:bag_id>/withdraw/", withdraw_bag, name="withdraw_bag"),
    path("m/<int:project_id>/paper/letters/", letters, name="letters"),
    path("m/<int:project_id>/paper/letters/print/", print_letters, name="print_letters"),
    path("m/<int:project_id>/paper/poster/<str:language>/<str:size>/", poster_sheet, name="poster_sheet"),
    path("m/<int:project_id>/paper/meeting/<str:language>/", meeting, name="meeting"),
    path("m/<int:project_id>/paper/terminal/", terminal, name="terminal"),
]
