"""A sheet of slips as PDF: the codes of a bag in an order that nobody can foresee, and no name."""

from __future__ import annotations

from random import SystemRandom

from samspill.language import say
from samspill.render.safe_text import one_line
from samspill.terms import Language
from samspill_web.collection.ballots.codes import codes_of, link_of, printed
from samspill_web.collection.channels.occasion import Occasion
from samspill_web.collection.channels.typeset import code_drawing, typed_address, typeset
from samspill_web.collection.models import Bag

LINE = 90


def slips(occasion: Occasion, bag: Bag, language: Language) -> bytes:
    """Return the slips of a bag. Their codes are derived here, and are nowhere but in what is returned.

    Raises
    ------
    NoSecretError
        The wave's secret is gone.
    """
    codes = codes_of(bag)
    SystemRandom().shuffle(codes)
    group = one_line(occasion.name(bag.node, language), LINE)
    data = {
        "language": language.value,
        "title": say("paper.slips.sheet", language, group=group),
        "group": group,
        "heading": one_line(occasion.title(language), LINE),
        "how": say("paper.slips.how", language),
        "address": typed_address(),
        "until": occasion.until(language),
        "code_alt": say("paper.letter.code_alt", language),
        "slips": [{"code": printed(code), "code_drawing": code_drawing(link_of(code))} for code in codes],
    }
    return typeset("slips", data)
