"""A wave's last day can be moved later, with a reason, as long as it is not shut; everybody is told the last one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from collection.following.october import CLOSES, OPENS, at
from django.db import transaction
from django_scopes import scopes_disabled

from samspill.errors import UsageError
from samspill_web.collection.following.deadlines import ShutError, end_of, extend, latest_day
from samspill_web.collection.models import Urn
from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.models import Deadline, FrozenError
from samspill_web.projects.selectors import closing, open_wave

pytestmark = pytest.mark.django_db

LATER = date(2026, 11, 6)


def refused(wave, closes, by, reason="Streik") -> list[str]:
    with scopes_disabled(), pytest.raises(UsageError) as caught, transaction.atomic():
        extend(wave, closes, reason, by)
    return [problem.code for problem in caught.value.problems]


def test_a_later_day_is_kept_logged_and_read_by_all(settled, cast, client_of, page):
    with scopes_disabled():
        extend(settled, end_of(settled, LATER), " Mange var på kurs ", cast.owner)
        assert closing(settled) == datetime(2026, 11, 6, 22, 59, 59, tzinfo=UTC)
        [entry] = AuditEntry.objects.filter(verb="wave.extended")
    assert entry.data == {
        "wave": settled.number,
        "before": "2026-10-29T23:59:59+01:00",
        "closes": "2026-11-06T23:59:59+01:00",
        "reason": "Mange var på kurs",
    }
    html = page()
    assert "stenger på slutten av fredag 6. november 2026" in html
    assert "Grunn: Mange var på kurs" in html
    assert "skulle den stenge på slutten av torsdag 29. oktober 2026" in html
    for path in (f"/m/{cast.project.pk}/", "/", f"/m/{cast.project.pk}/ready/"):
        told = client_of(cast.owner).get(path, follow=True).content.decode()
        assert "6. november 2026" in told, path
        assert "29. oktober" not in told, path


def test_the_end_of_a_day_is_that_of_the_mapping_through_the_change_of_the_clock(settled, launched):
    assert end_of(settled, date(2026, 10, 24)).astimezone(UTC) == datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC)
    assert end_of(settled, date(2026, 10, 25)).astimezone(UTC) == datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)


def test_a_wave_in_another_zone_closes_by_its_own_clock(launched):
    wave = launched(zone="Europe/Helsinki")
    assert wave.closes.astimezone(UTC) == datetime(2026, 10, 29, 21, 59, 59, tzinfo=UTC)
    assert end_of(wave, LATER) == datetime(2026, 11, 6, 23, 59, 59, tzinfo=ZoneInfo("Europe/Helsinki"))


def test_a_wave_is_open_to_the_last_second_of_the_night_in_which_the_clock_goes_back(settled, cast, go):
    with scopes_disabled():
        settled.deadlines.create(closes=end_of(settled, date(2026, 10, 25)), at=clock.now())
        go(datetime(2026, 10, 25, 22, 59, 58, tzinfo=UTC), chore=False)
        assert open_wave(cast.project) is not None
        go(datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), chore=False)
        assert open_wave(cast.project) is None


def test_what_is_refused(settled, cast):
    assert refused(settled, settled.closes, cast.owner) == ["following.extend.earlier"]
    assert refused(settled, end_of(settled, OPENS), cast.owner) == ["following.extend.earlier"]
    assert refused(settled, end_of(settled, LATER), cast.owner, " ") == ["following.extend.reason"]
    far = latest_day(settled)
    assert far == CLOSES + timedelta(days=60)
    assert refused(settled, end_of(settled, far + timedelta(days=1)), cast.owner) == ["following.extend.far"]
    with scopes_disabled():
        extend(settled, end_of(settled, far), "Ferie", cast.owner)
    assert refused(settled, end_of(settled, far + timedelta(days=1)), cast.owner) == ["following.extend.far"]


def test_a_wave_whose_day_has_just_passed_can_go_on_but_not_into_the_past(settled, cast, go):
    go(at(CLOSES + timedelta(days=2)), chore=False)
    assert refused(settled, end_of(settled, CLOSES + timedelta(days=1)), cast.owner) == ["following.extend.earlier"]
    with scopes_disabled():
        extend(settled, end_of(settled, LATER), "Glemte fristen", cast.owner)
        assert open_wave(cast.project) == settled


def test_no_later_end_once_the_urn_is_shut_whoever_asks(settled, cast):
    with scopes_disabled():
        Urn.objects.update(shut=clock.now())
    assert refused(settled, end_of(settled, LATER), cast.owner) == ["following.extend.shut"]
    with scopes_disabled():
        with pytest.raises(ShutError):
            Deadline.objects.create(wave=settled, closes=end_of(settled, LATER), at=clock.now())
        earlier = Deadline.objects.create(wave=settled, closes=at(OPENS), at=clock.now())
        earlier.reason = "En annen"
        with pytest.raises(FrozenError):
            earlier.save()


def test_over_the_page(settled, cast, client_of, page):
    url, client = f"/m/{cast.project.pk}/collect/extend/", client_of(cast.owner)
    wrong = client.post(url, {"day": "2026-10-20", "reason": "Streik"})
    assert wrong.status_code == 422
    assert "Velg en dag som er senere enn fristen nå." in wrong.content.decode()
    assert 'value="2026-10-20"' in wrong.content.decode()
    assert client.post(url, {"day": "2026-11-06", "reason": ""}).status_code == 422
    assert client.post(url, {"day": "", "reason": "Streik"}).status_code == 422
    assert client.post(url, {"day": "2026-11-06", "reason": "Str\u202eeik"}).status_code == 422
    with scopes_disabled():
        assert Deadline.objects.count() == 0
    assert client.post(url, {"day": "2026-11-06", "reason": "<b>Streik</b>"}).status_code == 302
    assert "&lt;b&gt;Streik&lt;/b&gt;" in page()
