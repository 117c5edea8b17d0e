"""Method and limits, and how answers are protected: last, in plain words, with sources."""

from __future__ import annotations

from samspill.instrument.model import Bands
from samspill.language import number
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Block, Bullets, Kind, Paragraph, Section, Table, TableCell
from samspill.reporting.narrate import policy_words
from samspill.terms import PolicyName

SOURCES = (
    "Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability. In K. J. Klein & S. W. J. Kozlowski (Eds.), "
    "Multilevel theory, research, and methods in organizations.",
    "Gittell, J. H. (2002). Relationships between service providers and their impact on customers. "
    "Journal of Service Research, 4(4).",
    "Edwards, K. & Lundstrøm, S. L. (2014). doi.org/10.7146/tfa.v16i4.108977",
)
"""Works as they are cited, in every language."""
RELIABILITY = ("alpha", "omega", "icc1", "icc2", "rwg_j_mean")


def protected(scene: Scene) -> Section:
    """Return how answers are protected, for those who gave them."""
    policy = scene.release.policy
    rules = ["least", "rounded", "pooled", "frozen", "nobody"]
    if policy.name is PolicyName.RESEARCH:
        rules.remove("nobody")
    told = tuple(scene.say(f"protect.{rule}", k=policy.k) for rule in rules)
    lead = Paragraph(policy_words(policy, scene.language), lead=True)
    return Section("protected", Kind.METHOD, scene.say("protect.heading"), (lead, Bullets(told)))


def method(scene: Scene) -> Section:
    """Return how figures are made, what they cannot say, and where the questions come from."""
    policy = scene.release.policy
    low, high = scene.range
    made = [scene.say("method.tie", low=low, high=high), scene.say("method.directed"), scene.say("method.classes")]
    made += [scene.say("method.interval"), scene.say("method.weight"), scene.say("method.no_total")]
    guard = [policy_words(policy, scene.language), scene.say("protect.least", k=policy.k), scene.say("protect.rounded")]
    guard += [scene.say("protect.pooled"), scene.say("protect.frozen")]
    limits = [scene.say(f"method.limit_{number}") for number in (1, 2, 3, 4)]
    blocks: list[Block] = [
        Bullets(tuple(made), scene.say("method.made")),
        Bullets(tuple(guard), scene.say("method.guard")),
        Bullets(tuple(limits), scene.say("method.limits")),
        *_bands(scene),
        *_reliability(scene),
        Paragraph(_instrument(scene), small=True),
        Bullets(SOURCES, scene.say("method.sources")),
    ]
    return Section("method", Kind.METHOD, scene.say("method.heading"), tuple(blocks))


def _bands(scene: Scene) -> tuple[Paragraph, ...]:
    bands: Bands | None = scene.instrument.bands_between
    if bands is None:
        return ()
    ends = {"low": number(bands.weak_below, scene.language), "high": number(bands.strong_above, scene.language)}
    return (Paragraph(scene.say("method.bands", source=bands.source, **ends), small=True),)


def _reliability(scene: Scene) -> tuple[Table, ...]:
    known = [key for key in RELIABILITY if key in scene.wave.reliability]
    rows = tuple(
        (
            TableCell(scene.say(f"reliability.{key}")),
            TableCell(number(scene.wave.reliability[key], scene.language), number=scene.wave.reliability[key]),
            TableCell(scene.say(f"reliability.{key}_means")),
        )
        for key in known
    )
    header = tuple(scene.say(f"column.{key}") for key in ("measure", "value", "meaning"))
    return (Table(scene.say("method.reliability"), header, rows),) if rows else ()


def _instrument(scene: Scene) -> str:
    instrument = scene.instrument
    return scene.say(
        "method.instrument",
        name=instrument.name,
        version=instrument.version,
        licence=instrument.licence,
        source=instrument.source,
    )
