"""Each number on each page, for each role and in each language, is the release's own; and a number that is changed is found."""

from __future__ import annotations

import re

import pytest
from dashboards.numbers import NUMBER, Explainer
from dashboards.test_pages import at, crawled
from django.urls import reverse
from django_scopes import scopes_disabled
from lxml import html

from samspill.disclosure.release_file import from_json
from samspill.terms import Language
from samspill_web.analysis.models import Release
from samspill_web.collection.ballots.plans import plan_of

pytestmark = pytest.mark.django_db(transaction=True)
SAFE = 0.9
"""Share of changed numbers in running text that must be found: two counts of one page may by chance be each other's."""


@pytest.fixture
def wave(released):
    return released(people=48)


def explainer(wave, language: Language) -> Explainer:
    with scopes_disabled():
        plan, release = plan_of(wave), from_json(Release.objects.get(wave=wave).text)
    return Explainer(release, plan.mapping, plan.instrument, language)


def key_of(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[1]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("role", ["owner", "partner", "group_leader", "reader"])
def test_every_number_on_every_page_is_in_the_release(wave, cast, client_of, role, language):
    client = client_of(cast.people[role])
    client.post(reverse("set_language"), {"language": language.value})
    told = explainer(wave, language)
    found = {
        (key_of(address), each.number, each.text)
        for address, page in crawled(client, wave).items()
        for each in told.unexplained(page, key_of(address))
    }
    assert sorted(found) == []


def changed(text: str) -> str:
    """Return a number that is another."""
    whole, mark, part = text.partition("," if "," in text else ".")
    return f"{whole}{mark}{(int(part[-1]) + 1) % 10}" if part else str(int(whole) + 1)


def places(tree, told: Explainer) -> list[tuple[bool, object, str, re.Match]]:
    """Return where numbers stand on a page: whether in a table, the element, which text of it, and the number."""
    (body,) = tree.xpath('//div[starts-with(@class, "told")]')
    constant = re.compile("|".join(map(re.escape, told.constant)))
    found = []
    for element in body.iter():
        for name in ("text", "tail"):
            text = getattr(element, name) or ""
            taken = [match.span() for match in constant.finditer(text)]
            inside = bool(element.xpath("ancestor-or-self::td"))
            found += [
                (inside, element, name, match)
                for match in NUMBER.finditer(text)
                if not any(start <= match.start() < end for start, end in taken)
            ]
    return found


def test_a_number_that_is_changed_is_found(wave, cast, client_of):
    """In tables each one, in running text as good as each one."""
    told = explainer(wave, Language.NB)
    tried, missed = {True: 0, False: 0}, {True: [], False: []}
    for address, page in sorted(crawled(client_of(cast.owner), wave).items()):
        key = key_of(address)
        if key in ("method", "sure", "reading"):
            continue
        for place in range(0, len(places(html.fromstring(page), told)), 5):
            tree = html.fromstring(page)
            inside, element, name, match = places(tree, told)[place]
            text = getattr(element, name)
            setattr(element, name, text[: match.start()] + changed(match[0]) + text[match.end() :])
            tried[inside] += 1
            if not told.unexplained(html.tostring(tree, encoding="unicode"), key):
                missed[inside].append((key, text))
    assert missed[True] == []
    assert tried[True] > 50
    assert len(missed[False]) <= (1 - SAFE) * tried[False], missed[False]


def test_a_headline_with_another_number_is_found(wave, cast, client_of):
    told = explainer(wave, Language.NB)
    page = client_of(cast.owner).get(at(wave, "overview")).content.decode()
    (heading,) = re.findall(r"<h1[^>]*>(.*?)</h1>", page)
    first = next(word for word in re.findall(r"\w+", heading.lower()) if word in told.words)
    wrong = next(word for word, count in told.words.items() if str(count) not in told.allowed("overview"))
    planted = page.replace(heading, re.sub(first, wrong, heading, count=1, flags=re.IGNORECASE))
    assert planted != page
    assert [each.number for each in told.unexplained(planted, "overview")] == [wrong]
    assert told.unexplained(page, "overview") == []


def test_a_map_that_looks_at_a_part_says_nothing_else(wave, cast, client_of):
    told = explainer(wave, Language.NB)
    client = client_of(cast.owner)
    for side in ("", *told.release.dimensions):
        for near in ("", *told.mapping.organisations):
            page = client.get(at(wave, "map"), {"side": side, "organisation": near}).content.decode()
            wrong = [
                each for each in told.unexplained(page, "map") if int(float(each.number.replace(",", "."))) > len(told.needed)
            ]
            assert wrong == []
