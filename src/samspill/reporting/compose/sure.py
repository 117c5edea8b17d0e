"""How sure the numbers are: what the statistics of a whole wave say, in plain words, with the figures beneath."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.disclosure.release import Network
from samspill.language import listing, number, say
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Block, Bullets, Kind, Paragraph, Section, Table, TableCell

RELIABILITY = ("alpha", "omega", "icc1", "icc2", "rwg_j_mean")
PARTS = ("perceiver", "target", "relationship", "people")
RANGE = " – "
STEP = 5
"""Parts of a hundred that a share is told in."""


def sure(scene: Scene) -> tuple[Section, ...]:
    """Return how sure the numbers are, none where a wave is too small to tell and no ties are known."""
    told = (*_answers(scene), *_parts(scene), *_network(scene), *_figures(scene))
    if not told:
        return ()
    lead = Paragraph(scene.say("sure.lead"), lead=True)
    return (Section("sure", Kind.METHOD, scene.say("sure.heading"), (lead, *told)),)


def _answers(scene: Scene) -> Iterator[Block]:
    verdicts = tuple(say(code, scene.language) for code in scene.wave.verdicts)
    if verdicts:
        yield Bullets(verdicts, scene.say("sure.answers"))


def _parts(scene: Scene) -> Iterator[Block]:
    parts = scene.wave.variance_parts
    if parts:
        lines = tuple(scene.say(f"sure.part_{part}", share=_of_a_hundred(parts[part], scene)) for part in PARTS)
        yield Bullets(lines, scene.say("sure.parts"))
        yield Paragraph(scene.say("sure.parts_mean"), small=True)


def _of_a_hundred(share: float, scene: Scene) -> str:
    """Return a rounded share in words; one that rounds to nothing is not none."""
    parts = round(100 * share)
    return scene.say("sure.share", parts=parts) if parts else scene.say("sure.share_small", parts=STEP)


def _network(scene: Scene) -> Iterator[Block]:
    network = scene.wave.network
    lines = tuple(_network_lines(scene, network)) if network else ()
    if network and lines:
        limits = tuple(say(code, scene.language) for code in network.limits)
        yield Bullets((*lines, *limits), scene.say("sure.network"))


def _network_lines(scene: Scene, network: Network) -> Iterator[str]:
    verdicts = {code.split(".")[2]: say(code, scene.language) for code in network.verdicts if ".verdict." in code}
    if network.within[1] and network.between[1]:
        (within, within_known, _), (between, between_known, _) = network.within, network.between
        counts = {"within": within, "within_known": within_known, "between": between, "between_known": between_known}
        yield " ".join([scene.say("sure.organisations", **counts), *_there(verdicts, "organisations")])
    if network.mutual + network.one_way + network.neither:
        pairs = {"mutual": network.mutual, "one_way": network.one_way, "neither": network.neither}
        yield " ".join([scene.say("sure.pairs", **pairs), *_there(verdicts, "returned")])
    if network.cut_groups:
        names = [scene.names.unit(node) for node in network.cut_groups]
        yield scene.say("sure.cut_groups", n=len(names), groups=listing(names, scene.language))


def _there(verdicts: dict[str, str], name: str) -> tuple[str, ...]:
    return (verdicts[name],) if name in verdicts else ()


def _figures(scene: Scene) -> Iterator[Block]:
    known = [key for key in RELIABILITY if key in scene.wave.reliability]
    if known:
        header = tuple(scene.say(f"column.{key}") for key in ("measure", "value", "interval", "meaning"))
        yield Table(scene.say("method.reliability"), header, tuple(_row(scene, key) for key in known))


def _row(scene: Scene, key: str) -> tuple[TableCell, ...]:
    found, language = scene.wave.reliability, scene.language
    ends = [found[name] for name in (f"{key}_low", f"{key}_high") if name in found]
    value, *told = (number(part, language) if part >= 0 else scene.say("sure.under_zero") for part in (found[key], *ends))
    return (
        TableCell(scene.say(f"reliability.{key}")),
        TableCell(value, number=found[key]),
        TableCell(RANGE.join(told) or "–"),
        TableCell(scene.say(f"reliability.{key}_means")),
    )
