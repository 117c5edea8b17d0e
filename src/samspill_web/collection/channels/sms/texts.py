"""What an SMS says: in one part where the address of the workspace leaves room for it."""

from __future__ import annotations

from samspill.language import say
from samspill_web.collection.ballots.codes import link_of
from samspill_web.collection.channels.asked import Asked
from samspill_web.collection.channels.sms.parts import EXTENDED, ONE, is_basic, parts, plain
from samspill_web.kernel.outbox import Letter

DOTS = "..."
LEAST_TITLE, LEAST_TENANT = 16, 10
"""Signs that stay of the title, and of who asks: fewer tell nothing."""


def sms(found: Asked, what: str) -> Letter:
    """Return the SMS to somebody: the link is the short address and the code at once. An earlier address gets none."""
    return Letter(found.title, fitted(found, what, "" if what == "moved" else link_of(found.code())))


def fitted(found: Asked, what: str, link: str) -> str:
    """Return the text with title and sender as long as one part has room for; where it has none, both whole."""
    title, tenant = plain(found.title), plain(found.tenant)
    whole = _text(found, what, title, tenant, link)
    if parts(whole) == 1 or not is_basic(whole):
        return whole
    over = _septets(whole) - ONE
    shorter = shortened(title, max(LEAST_TITLE, len(title) - over))
    over = _septets(_text(found, what, shorter, tenant, link)) - ONE
    briefer = shortened(tenant, max(LEAST_TENANT, len(tenant) - over)) if over > 0 else tenant
    fits = _text(found, what, shorter, briefer, link)
    return fits if parts(fits) == 1 else whole


def shortened(text: str, longest: int) -> str:
    """Return a text cut at a word where there is one near, with three dots.

    Examples
    --------
    >>> shortened("Trygg overgang for barn", 19), shortened("Trygg", 10)
    ('Trygg overgang...', 'Trygg')
    """
    if len(text) <= longest:
        return text
    cut = text[: longest - len(DOTS)]
    head, space, _ = cut.rpartition(" ")
    if space and text[len(cut)] != " " and len(head) > len(cut) // 2:
        cut = head
    return cut.rstrip(" ,.:;-") + DOTS


def _text(found: Asked, what: str, title: str, tenant: str, link: str) -> str:
    told = say(
        f"channels.sms.{what}",
        found.language,
        title=title,
        tenant=tenant,
        minutes=found.minutes,
        day=found.short_day,
        link="\n",
    )
    # The link goes in last: nothing that it is written beside may change it.
    return plain(told).replace("\n", link)


def _septets(text: str) -> int:
    return len(text) + sum(letter in EXTENDED for letter in text)
