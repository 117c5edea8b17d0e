"""What scripts and styles add to pages: autosave, arrow keys in a matrix, menus; tried on pages made for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from look.seeing import look_at
from playwright.sync_api import Page

from samspill.language import say
from samspill.terms import Language
from samspill_web.config.urls import urlpatterns

POSTED: list[tuple[str, str | None]] = []
FAILS: list[int] = []

FORM = """
<form method="post" data-autosave action="/trial/save/">{% csrf_token %}
<div class="ds-field"><label for="word">Ord</label><input class="ds-input" id="word" name="word"></div>
<input type="hidden" name="seen" value="1" id="id_seen">
<div class="actions"><button class="ds-button">Lagre</button></div>
{% include "kernel/autosave_status.html" %}
</form>
<p><a href="/accessibility/">Bort</a></p>
"""

MATRIX = """
<div class="matrix-frame">
<table class="matrix" data-matrix>
<caption>Hvem trenger hvem</caption>
<thead><tr><th scope="col" class="corner">Gruppe</th>
{% for to in "abc" %}<th scope="col">Gruppe {{ to }}</th>{% endfor %}</tr></thead>
<tbody>
{% for of in "abc" %}<tr><th scope="row">Gruppe {{ of }}</th>
{% for to in "abc" %}{% if of == to %}<td class="own" data-label="Gruppe {{ to }}"></td>
{% else %}<td data-label="Gruppe {{ to }}">
<button type="button" id="{{ of }}{{ to }}" data-need="{% cycle 'high' 'some' 'none' %}" data-choose="2"
 aria-label="{{ of }} trenger {{ to }}">◆</button></td>
{% endif %}{% endfor %}</tr>
{% endfor %}
</tbody></table></div>
"""

OURS = """
{% for kind in kinds %}<section class="finding {{ kind }}">
<h3 class="ds-heading" data-size="2xs"><span class="mark" aria-hidden="true">○</span> Gruppene er små</h3>
<p class="ds-paragraph">Med fire kan ingen se noe.</p>
</section>{% endfor %}
<ul class="rows"><li class="row">
<div class="ds-field"><label for="a">Mål</label><input class="ds-input" id="a"></div>
<button class="ds-button" data-variant="tertiary" data-size="sm">Ta bort</button>
</li></ul>
<fieldset class="question"><legend>PPT vet hvilke oppgaver vi har?</legend>
<div class="answers">{% for each in kinds %}
<label class="answer"><input class="ds-input" type="radio" name="q" value="{{ each }}">
<span>I noen grad {{ each }}</span></label>
{% endfor %}</div></fieldset>
<dl class="facts"><dt>Grupper</dt><dd>8</dd></dl>
<ul class="tree"><li><span class="tree-name">Oppvekst</span><ul><li>Lærere</li></ul></li></ul>
<p class="save-status"><span class="not-saved">Ikke lagret</span></p>
<p class="hint">Et hint</p>
"""

PAGE = """{% extends "base.html" %}
{% block title %}Prøve{% endblock %}
{% block main %}<h1>Prøve</h1><h2>Deler</h2>BODY{% endblock %}"""


def shown(body: str) -> Callable[[HttpRequest], HttpResponse]:
    source = PAGE.replace("BODY", body)

    def view(request: HttpRequest) -> HttpResponse:
        page = engines["django"].from_string(source)
        return HttpResponse(page.render({"kinds": ("blocks", "warns", "informs")}, request))

    return view


def save(request: HttpRequest) -> HttpResponse:
    POSTED.append((request.POST["word"], request.POST.get("seen")))
    if FAILS:
        return HttpResponse("no", status=FAILS[0])
    version = f'<input type="hidden" name="seen" value="{len(POSTED) + 1}" id="id_seen" hx-swap-oob="true">'
    return HttpResponse(f'<span class="saved">Lagret</span>{version}')


class Trials:
    """The addresses of the workspace, and pages to try things on."""

    urlpatterns = (
        *urlpatterns,
        path("trial/form/", shown(FORM)),
        path("trial/save/", save),
        path("trial/closed/", login_required(save)),
        path("trial/closed-form/", shown(FORM.replace("/trial/save/", "/trial/closed/"))),
        path("trial/matrix/", shown(MATRIX)),
        path("trial/ours/", shown(OURS)),
    )


pytestmark = pytest.mark.urls(Trials())


@pytest.fixture(autouse=True)
def fresh() -> None:
    POSTED.clear()
    FAILS.clear()


def test_a_form_saves_itself_with_the_version_that_was_saved_before(page_of) -> None:
    page = page_of()
    page.goto("/trial/form/")
    for word in ("en", "to"):
        page.fill("#word", word)
        page.locator("#word").blur()
        until(page, lambda word=word: [posted for posted, _ in POSTED][-1:] == [word])
        saved(page)
        page.wait_for_function("version => document.querySelector('#id_seen').value == version", arg=str(len(POSTED) + 1))
    assert [seen for _, seen in POSTED] == [str(number) for number in range(1, len(POSTED) + 1)]
    page.click("text=Bort")
    page.wait_for_url("**/accessibility/")


@pytest.mark.parametrize("status", [500, 403])
def test_a_form_that_could_not_save_says_so_and_is_not_left_by_mistake(page_of, status: int) -> None:
    FAILS.append(status)
    page = page_of()
    page.goto("/trial/form/")
    page.fill("#word", "skrevet")
    page.locator("#word").blur()
    page.get_by_text(say("kernel.form.failed", Language.NB)).wait_for()
    assert page.input_value("#word") == "skrevet"
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.click("text=Bort", no_wait_after=True)
    until(page, lambda: asked)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/trial/form/")
    # When it works again, the warning is gone.
    FAILS.clear()
    page.fill("#word", "igjen")
    page.locator("#word").blur()
    saved(page)
    page.click("text=Bort")
    page.wait_for_url("**/accessibility/")


def test_somebody_who_is_logged_out_meanwhile_is_told_and_keeps_what_was_typed(page_of) -> None:
    page = page_of()
    page.goto("/trial/closed-form/")
    page.fill("#word", "skrevet")
    page.locator("#word").blur()
    page.get_by_role("status").get_by_text(say("kernel.form.logged_out", Language.NB)).wait_for()
    assert page.input_value("#word") == "skrevet"
    assert page.locator("h1").count() == 1
    assert POSTED == []


def saved(page: Page) -> None:
    page.get_by_role("status").get_by_text("Lagret", exact=True).wait_for()


def until(page: Page, true: Callable[[], object], tries: int = 100) -> None:
    for _ in range(tries):
        if true():
            return
        page.wait_for_timeout(50)
    pytest.fail("it did not come")


def test_a_matrix_is_one_stop_and_arrows_go_about_in_it(page_of) -> None:
    page = page_of()
    page.goto("/trial/matrix/")
    page.evaluate("document.querySelector('table').addEventListener('click', event => document.title = event.target.id)")
    assert page.locator("table button[tabindex='0']").count() == 1
    page.focus("#ab")

    def after(*keys: str) -> str:
        for key in keys:
            page.keyboard.press(key)
        return page.evaluate("document.activeElement.id")

    assert after("ArrowRight") == "ac"
    assert after("ArrowRight") == "ac"
    assert after("ArrowDown") == "bc"
    # The own group has no button: the arrow goes past it.
    assert after("ArrowLeft") == "ba"
    assert after("ArrowDown", "End") == "cb"
    assert after("Home") == "ca"
    assert page.locator("table button[tabindex='0']").get_attribute("id") == "ca"
    page.keyboard.press("2")
    assert page.title() == "ca"
    page.keyboard.press("1")
    assert page.title() == "ca"
    assert after("Shift+Tab") not in {"ab", "ac", "ba", "bc", "ca", "cb"}


@pytest.mark.parametrize("address", ["/trial/form/", "/trial/matrix/", "/trial/ours/"])
def test_our_own_parts_look_well(page_of, address: str) -> None:
    page = page_of()
    page.goto(address)
    look_at(page)


def test_print_leaves_out_what_is_for_the_screen(page_of) -> None:
    page = page_of()
    page.goto("/trial/ours/")
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    assert not page.locator("footer").is_visible()
    assert page.locator(".finding").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
