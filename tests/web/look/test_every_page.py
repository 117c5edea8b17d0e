"""Every page that the resolver knows, in five languages, wide and narrow: nothing that a machine can see is wrong."""

from __future__ import annotations

import pytest
from django.conf import settings as web_settings
from look.addresses import ELSEWHERE, FURTHER, NO_PAGE, WHO, Everything, addresses
from look.seeing import look_at

from samspill.terms import Language
from samspill_web.accounts.models import User
from samspill_web.config.environment import Provider
from samspill_web.config.sso import social_apps

STATUS = {"decline": 410, "stop_reminders": 410, "homenowhere/": 404, "socialaccount_login_error": 401}
ADDRESSES = {address.name: address for address in addresses()}


@pytest.fixture
def everything(cast, settings, tmp_path) -> Everything:
    providers = [Provider("feide", "id", "secret", "https://auth.dataporten.no", ("eksempel.no",))]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": social_apps(providers)}}
    settings.KEYS = tmp_path / "keys"
    return Everything(cast)


def test_what_is_left_out_shows_no_page(everything) -> None:
    assert {*NO_PAGE, *ELSEWHERE} <= set(ADDRESSES)
    shown = []
    for name in NO_PAGE:
        answer = everything.client(WHO.get(name, "owner")).get(everything.url(ADDRESSES[name]))
        if answer.status_code == 200 and "<main" in answer.content.decode(errors="replace"):
            shown.append(name)
    assert shown == []


EVERY_CHANGE = pytest.param(Language.NB, marks=pytest.mark.every_change)


@pytest.mark.parametrize("language", [EVERY_CHANGE, *(each for each in Language if each is not Language.NB)])
def test_every_page_looks_well(everything, page_of, live_server, language: Language) -> None:
    User.objects.update(language=language.value)
    visits = [(name, "", WHO.get(name, "owner")) for name in ADDRESSES if name not in {*NO_PAGE, *ELSEWHERE}]
    wrong, pages = {}, {}
    for name, further, who in (*visits, *FURTHER):
        if who not in pages:
            pages[who] = page_of()
            come_as(pages[who], everything.client(who), live_server.url, language)
        page, url = pages[who], everything.url(ADDRESSES[name]) + further
        try:
            answer = page.goto(url)
            assert (answer.status, page.url) == (STATUS.get(name + further, 200), live_server.url + url)
            assert page.locator("html").get_attribute("lang") == language.value or name in {"preview", "try"}
            look_at(page, colours=language is Language.NB)
        except AssertionError as fault:
            wrong[f"{who} at {name}{further}"] = str(fault)
    assert wrong == {}, "\n\n".join(f"{where}: {fault}" for where, fault in wrong.items())


def come_as(page, client, address: str, language: Language) -> None:
    """Give a browser what a client carries, and the language."""
    carried = {name: morsel.value for name, morsel in client.cookies.items() if name == web_settings.SESSION_COOKIE_NAME}
    carried[web_settings.LANGUAGE_COOKIE_NAME] = language.value
    page.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in carried.items()])
