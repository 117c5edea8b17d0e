"""Addresses of a mapping's pages: groups, needs, questions, history and file."""

from __future__ import annotations

from django.urls import path, re_path

from samspill_web.projects.views import file, groups, history, needs, questions

MAPPING = "m/<int:project_id>"
# What is done comes before what it is done to: a key may hold a slash.
PART = r"(?P<kind>organisation|site|group)/(?P<key>.+)/$"
HEAD = r"^m/(?P<project_id>[0-9]{1,18})/groups"

urlpatterns = [
    path(f"{MAPPING}/groups/", groups.groups, name="groups"),
    re_path(rf"{HEAD}/add/(?P<kind>organisation|site|group)/$", groups.add_part, name="add_part"),
    re_path(rf"{HEAD}/edit/{PART}", groups.edit_part, name="edit_part"),
    re_path(rf"{HEAD}/remove/{PART}", groups.remove_part, name="remove_part"),
    re_path(rf"{HEAD}/(?P<way>up|down)/{PART}", groups.move_part, name="move_part"),
    path(f"{MAPPING}/groups/merge/", groups.merge, name="merge_groups"),
    path(f"{MAPPING}/groups/split/<path:key>/", groups.split, name="split_group"),
    path(f"{MAPPING}/needs/", needs.needs, name="needs"),
    path(f"{MAPPING}/needs/set/", needs.set_cell, name="set_need"),
    path(f"{MAPPING}/needs/of/<path:key>/", needs.needs_of, name="needs_of"),
    path(f"{MAPPING}/beside/", needs.beside_part, name="beside"),
    path(f"{MAPPING}/questions/", questions.questions, name="questions"),
    path(f"{MAPPING}/history/", history.history, name="history"),
    path(f"{MAPPING}/history/undo/<int:number>/", groups.undo, name="undo"),
    path(f"{MAPPING}/file/", file.file, name="file"),
    path(f"{MAPPING}/file/replace/", file.replace, name="file_replace"),
    path(f"{MAPPING}/file/mapping.toml", file.download, name="file_download"),
]
