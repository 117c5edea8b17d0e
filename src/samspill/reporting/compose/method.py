"""Method and limits, and how answers are protected: last, in plain words, with sources."""

from __future__ import annotations

from decimal import Decimal

from samspill.design.handed_out import told as handed_out
from samspill.instrument.model import Bands
from samspill.language import number
from samspill.reporting.compose.mapped import FIGURED, why_rounded
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Block, Bullets, Kind, Paragraph, Section
from samspill.reporting.narrate import policy_words
from samspill.reporting.steps import cuts
from samspill.terms import Audience, Language, PolicyName

SOURCES = (
    "Bliese (2000). Within-group agreement, non-independence, and reliability. In: Multilevel theory, research, and methods.",
    "Gittell (2002). Relationships between service providers and their impact on customers. Journal of Service Research 4(4).",
    "Edwards & Lundstrøm (2014). doi.org/10.7146/tfa.v16i4.108977",
)
"""Works as they are cited, in every language."""


def protected(scene: Scene) -> Section:
    """Return how answers are protected, for those who gave them."""
    policy = scene.release.policy
    told = tuple(scene.say(f"protect.{rule}", k=policy.k) for rule in _rules(scene))
    lead = Paragraph(policy_words(policy, scene.language), lead=True)
    # Who has figures has read it beside them.
    why = () if scene.audience in FIGURED else (Paragraph(why_rounded(scene)),)
    return Section("protected", Kind.METHOD, scene.say("protect.heading"), (lead, *why, Bullets(told), *_handed_out(scene)))


def _rules(scene: Scene) -> list[str]:
    """Return the rules beside what the words of the policy say themselves."""
    policy = scene.release.policy
    if policy.name is PolicyName.STRICT:
        return ["pooled", "frozen", "nobody"]
    rules = ["rounded" if any(policy.coded_low.values()) else "rounded_plain", "pooled", "frozen"]
    return rules if policy.name is PolicyName.RESEARCH else [*rules, "nobody"]


def _several(scene: Scene) -> list[str]:
    """Return the dimensions that weigh more than others, since they have several questions."""
    total = len(scene.instrument.index_items)
    counts = {key: len(scene.instrument.items_of(key)) for key in scene.release.dimensions}
    if len(set(counts.values())) <= 1:
        return []
    most = [key for key, count in counts.items() if count == max(counts.values())]
    return [
        scene.say(
            "method.several",
            dimension=scene.names.dimension(key),
            count=scene.count(counts[key], "group"),
            total=scene.count(total),
        )
        for key in most
    ]


def method(scene: Scene) -> Section:
    """Return how figures are made, what they cannot say, and where the questions come from."""
    policy, ladder = scene.release.policy, scene.seen.ladder
    low, high = scene.range
    coded = {
        "low": _figure(ladder.scored(policy.entering_low), scene),
        "high": _figure(ladder.scored(policy.entering_high), scene),
    }
    figures = {key: _figure(cut, scene) for key, cut in cuts(ladder).items()}
    made = [scene.say("method.tie", low=low, high=high), *_several(scene), scene.say("method.directed")]
    made += [scene.say("method.classes", **figures), scene.say("method.interval"), scene.say("method.weight", **coded)]
    if scene.mapping.ask_at_most is not None:
        made.append(scene.say("method.asked_some", n=scene.mapping.ask_at_most))
    made.append(scene.say("method.no_total"))
    guard = [policy_words(policy, scene.language), *(scene.say(f"protect.{rule}", k=policy.k) for rule in _rules(scene))]
    limits = [scene.say(f"method.limit_{number}") for number in (1, 2, 3, 4, 5)]
    blocks: list[Block] = [
        Bullets(tuple(made), scene.say("method.made")),
        Bullets(tuple(guard), scene.say("method.guard")),
        Paragraph(why_rounded(scene)),
        *_handed_out(scene),
        Bullets(tuple(limits), scene.say("method.limits")),
        *_bands(scene),
        Paragraph(_instrument(scene), small=True),
        Bullets(SOURCES, scene.say("method.sources"), language=Language.EN),
    ]
    return Section("method", Kind.METHOD, scene.say("method.heading"), tuple(blocks))


def _handed_out(scene: Scene) -> tuple[Block, ...]:
    """Return the groups that have more codes than people explain; the public reads numbers, and nobody's own words."""
    if not scene.handed:
        return ()
    reasons = scene.audience is not Audience.PUBLIC
    lines = tuple(handed_out(each, scene.mapping, scene.language, reasons=reasons) for each in scene.handed)
    return Bullets(lines, scene.say("method.handed_out")), Paragraph(scene.say("method.handed_out_why"))


def _figure(value: Decimal, scene: Scene) -> str:
    return number(float(value), scene.language, 3)


def _bands(scene: Scene) -> tuple[Paragraph, ...]:
    bands: Bands | None = scene.instrument.bands_between
    if bands is None:
        return ()
    ends = {"low": number(bands.weak_below, scene.language), "high": number(bands.strong_above, scene.language)}
    return (Paragraph(scene.say("method.bands", source=bands.source, **ends), small=True),)


def _instrument(scene: Scene) -> str:
    instrument = scene.instrument
    return scene.say(
        "method.instrument",
        name=instrument.name,
        version=instrument.version,
        licence=instrument.licence,
        source=instrument.source,
    )
