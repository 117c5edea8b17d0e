"""The pages about messages with something on them, wide and narrow."""

from __future__ import annotations

import os
from datetime import timedelta

from collection.channels.conftest import add, tick
from django.urls import reverse
from look.conftest import page_of
from look.seeing import NARROW, WIDE, look_at, press

from samspill_web.collection.channels import inviting
from samspill_web.collection.channels.email.declining import decline_link
from samspill_web.collection.models import Person
from samspill_web.kernel import clock, pausing

__all__ = ["page_of"]


def keep(page, name: str) -> None:
    """Keep a picture where somebody asks for one."""
    folder = os.environ.get("PICTURES")
    for viewport in (WIDE, NARROW) if folder else ():
        page.set_viewport_size(viewport)
        page.screenshot(path=f"{folder}/{name}-{viewport['width']}.png", full_page=True)


def test_deliveries_look_well(cast, wave_of, office, sms_folder, page_of):
    wave = wave_of(9, phone="+4790000001")
    add(cast.project, wave, "Uten Adresse")
    add(cast.project, wave, "Bare E-post Med Et Langt Navn", email="bare.epost.med.en.lang.adresse@eksempel.no")
    said = {"0": "550 5.1.1 no", "1": "450 4.2.0 Greylisted", "2": "552 5.2.2 full"}
    office.at_recipient = lambda address, _: (
        "550 5.1.1 no" if address.startswith("bare") else said.get(address.removeprefix("person")[0])
    )
    office.at_text = lambda address, _: "cut" if address.startswith("person3") else None
    tick()
    tick()
    inviting.remind(wave.urn, clock.now().date())
    pausing.pause("email")
    page = page_of(cast.owner)
    assert page.goto(reverse("deliveries", args=[cast.project.pk])).status == 200
    keep(page, "deliveries")
    look_at(page)


def test_deliveries_look_well_before_the_opening(cast, wave_of, page_of, time_machine):
    wave = wave_of(1)
    time_machine.move_to(wave.opens - timedelta(days=1))
    page = page_of(cast.owner)
    assert page.goto(reverse("deliveries", args=[cast.project.pk])).status == 200
    keep(page, "before")
    look_at(page)


def test_saying_no_looks_well(cast, wave_of, page_of, live_server):
    wave_of(1)
    path = decline_link(Person.objects.get()).partition("8000")[2]
    page = page_of()
    assert page.goto(f"{live_server.url}{path}").status == 200
    keep(page, "decline")
    look_at(page)
    page.get_by_role("button").click()
    page.wait_for_load_state()
    keep(page, "declined")
    look_at(page)
    page.get_by_role("button").click()
    page.wait_for_load_state()
    keep(page, "back")
    look_at(page)
    assert page.context.cookies() == []


def test_without_scripts_it_works_too(cast, wave_of, page_of, live_server):
    wave_of(1)
    page = page_of(scripts=False)
    page.goto(f"{live_server.url}{decline_link(Person.objects.get()).partition('8000')[2]}")
    press(page.get_by_role("button"))
    assert Person.objects.get().standing == "declined"
