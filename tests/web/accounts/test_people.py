"""Who is in an organisation: invited, changed, taken out, never the last administrator; and one's own page."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django_scopes import scope

from samspill_web.accounts import services
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Membership, User
from samspill_web.kernel.models import AuditEntry, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cast):
    return reverse("people", args=[cast.tenant.pk])


def log_of(cast) -> list[tuple[str, str, dict]]:
    with scope(tenant=cast.tenant.pk):
        rows = AuditEntry.objects.filter(verb__startswith="member.")
        return [(row.verb, row.by_name, row.data) for row in reversed(rows)]


def roles(cast) -> dict[str, str]:
    return dict(Membership.objects.filter(tenant=cast.tenant).values_list("user__email", "role"))


def test_inviting_makes_a_person_tells_it_by_mail_and_writes_it_down(cast, client_of, page):
    client = client_of(cast.administrator)
    answer = client.post(page, {"email": "Ny@Eksempel.no", "name": "Ny\nPerson", "role": "privacy_officer"})
    assert answer.url == page
    user = User.objects.get(email="ny@eksempel.no")
    assert (user.name, user.has_usable_password()) == ("Ny Person", False)
    assert roles(cast)["ny@eksempel.no"] == "privacy_officer"
    assert [message.to for message in Message.objects.filter(kind="accounts.invitation")] == ["ny@eksempel.no"]
    assert log_of(cast) == [("member.invited", "Administrator", {"user": user.pk, "role": "privacy_officer"})]


def test_what_is_wrong_is_kept_and_told(cast, client_of, page):
    answer = client_of(cast.administrator).post(page, {"email": "ny", "name": "Ny", "role": "owner"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"email", "role"}
    assert 'value="Ny"' in answer.content.decode()
    assert not User.objects.filter(name="Ny").exists()


def test_inviting_again_changes_the_role_and_not_the_name(cast, client_of, page):
    client = client_of(cast.administrator)
    client.post(page, {"email": cast.member.email, "name": "Et annet navn", "role": "privacy_officer"})
    assert roles(cast)[cast.member.email] == "privacy_officer"
    assert User.objects.get(pk=cast.member.pk).name == "Member"


def test_a_role_is_changed_and_written_down(cast, client_of):
    url = reverse("change_member", args=[cast.tenant.pk, cast.member.pk])
    client_of(cast.administrator).post(url, {"role": "administrator"})
    assert roles(cast)[cast.member.email] == "administrator"
    data = {"user": cast.member.pk, "before": "member", "role": "administrator"}
    assert log_of(cast) == [("member.changed", "Administrator", data)]


def test_somebody_is_taken_out_and_keeps_the_roles_in_mappings(cast, client_of):
    Membership.objects.create(tenant=cast.tenant, user=cast.owner, role=TenantRole.MEMBER)
    client_of(cast.administrator).post(reverse("remove_member", args=[cast.tenant.pk, cast.owner.pk]))
    assert cast.owner.email not in roles(cast)
    assert User.objects.filter(pk=cast.owner.pk).exists()
    assert client_of(cast.owner).get(reverse("profile")).context["mappings"]
    assert log_of(cast)[-1][0] == "member.removed"


@pytest.mark.parametrize("how", ["role", "remove", "invite"])
def test_the_last_administrator_stays(cast, client_of, page, how):
    client, user = client_of(cast.administrator), cast.administrator
    before, written = roles(cast), log_of(cast)
    if how == "invite":
        client.post(page, {"email": user.email, "name": "x", "role": "member"})
    elif how == "role":
        client.post(reverse("change_member", args=[cast.tenant.pk, user.pk]), {"role": "member"})
    else:
        client.post(reverse("remove_member", args=[cast.tenant.pk, user.pk]))
    assert roles(cast) == before
    assert log_of(cast) == written
    assert not Message.objects.exists()


def test_an_administrator_who_is_not_active_is_no_administrator(cast):
    services.change_role(cast.tenant, cast.member.pk, TenantRole.ADMINISTRATOR, by=cast.administrator)
    User.objects.filter(pk=cast.member.pk).update(is_active=False)
    with pytest.raises(services.LastAdministratorError):
        services.remove(cast.tenant, cast.administrator.pk, by=cast.administrator)


def test_of_two_administrators_one_can_leave_and_is_led_out(cast, client_of, page):
    services.change_role(cast.tenant, cast.member.pk, TenantRole.ADMINISTRATOR, by=cast.administrator)
    client = client_of(cast.administrator)
    assert client.post(reverse("remove_member", args=[cast.tenant.pk, cast.administrator.pk])).url == reverse("profile")
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("name", ["change_member", "remove_member"])
def test_people_of_another_organisation_are_not_touched(cast, client_of, name):
    client = client_of(cast.administrator)
    for user_id in (cast.outsider.pk, 999_999):
        assert client.post(reverse(name, args=[cast.tenant.pk, user_id]), {"role": "member"}).status_code == 404
        assert client.post(reverse(name, args=[cast.foreign.pk, user_id]), {"role": "member"}).status_code == 404
    assert Membership.objects.get(user=cast.outsider).role == "administrator"


def test_the_list_asks_the_database_as_often_for_many_as_for_few(cast, client_of, page, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(cast.administrator)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for number in range(5):
        user = User.objects.create_user(f"n{number}@eksempel.no", f"N{number}")
        Membership.objects.create(tenant=cast.tenant, user=user, role=TenantRole.MEMBER)
    with django_assert_num_queries(len(few)):
        assert len(client.get(page).context["rows"]) == 8


def test_one_s_own_page_shows_and_changes(cast, client_of):
    client = client_of(cast.owner)
    answer = client.get(reverse("profile"))
    assert (cast.project.title, "owner") in answer.context["mappings"]
    assert client.post(reverse("profile"), {"name": "  Ola\nNordmann ", "language": "sv"}).status_code == 302
    user = User.objects.get(pk=cast.owner.pk)
    assert (user.name, user.language) == ("Ola Nordmann", "sv")
    assert '<html lang="sv"' in client.get(reverse("profile")).content.decode()


def test_the_choice_of_now_wins_over_the_one_of_this_machine(cast, client_of, settings):
    client = client_of(cast.owner)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "da"
    client.post(reverse("profile"), {"name": "Ola", "language": "nn"})
    assert '<html lang="nn"' in client.get(reverse("profile")).content.decode()
