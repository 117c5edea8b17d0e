"""A finding: a code with the things it is about and the values it rests on, worded later in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samspill.terms.enums import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth telling.

    Parameters
    ----------
    code : str
        Key of its texts, ``area.name``; the texts ``what``, ``why`` and ``remedy`` (readiness) or ``what`` and ``questions``
        (results) stand below it in the message catalogue.
    severity : Severity
        BLOCKS and WARNS belong to readiness; a finding of results INFORMS.
    about : tuple of str
        Keys of the groups, ties, items or fields that it concerns, most important first.
    data : mapping
        Values for the placeholders of its texts. Language maps are put in the reader's language when worded.
    """

    code: str
    severity: Severity
    about: tuple[str, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict[str, object])
