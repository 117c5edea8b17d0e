"""The closed vocabularies of the field. Values are what files and pages carry."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """The five languages of Samspill, by BCP 47 tag."""

    NB = "nb"
    NN = "nn"
    DA = "da"
    SV = "sv"
    EN = "en"


class Need(StrEnum):
    """How much the core task needs a directed tie."""

    HIGH = "high"
    SOME = "some"
    NONE = "none"


class Contact(StrEnum):
    """Answer to "do you work with this group about this?": *wanted* = no, but we ought to."""

    YES = "yes"
    NO = "no"
    WANTED = "wanted"


class Level(StrEnum):
    """Position of a respondent in the own group."""

    LEADER = "leader"
    STAFF = "staff"


class CompareSites(StrEnum):
    """What a site gets to see: its own figures with the unnamed spread, or every site by name."""

    OWN = "own"
    NAMED = "named"


class PolicyName(StrEnum):
    """The three protection policies (TRUST: publishing layer)."""

    STRICT = "strict"
    STANDARD = "standard"
    RESEARCH = "research"


class Country(StrEnum):
    """Countries whose holidays a calendar knows, by ISO 3166 code."""

    NO = "NO"
    DK = "DK"
    SE = "SE"


class Informed(StrEnum):
    """Who must hear of a mapping before it opens."""

    EMPLOYEES = "employees"
    REPRESENTATIVES = "representatives"
    LEADERS = "leaders"


class Severity(StrEnum):
    """How much a finding of readiness weighs."""

    BLOCKS = "blocks"
    WARNS = "warns"
    INFORMS = "informs"


class CellState(StrEnum):
    """What a published cell is; the five never look alike anywhere.

    SHOWN: a value. HIDDEN: too few people in the cell. NO_DATA: nobody was asked or nobody answered.
    NO_CONTACT: most of those who answered say that they do not work with the group, and fewer than k rated it.
    NO_TIE: the core task does not need the pair.
    """

    SHOWN = "shown"
    HIDDEN = "hidden"
    NO_DATA = "no_data"
    NO_CONTACT = "no_contact"
    NO_TIE = "no_tie"


class Bound(StrEnum):
    """A published value that is a coded extreme: the truth is at least, or at most, this."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class PeopleBand(StrEnum):
    """Number of people behind a published number, never the exact count."""

    FEW = "5-9"
    SOME = "10-24"
    MANY = "25+"


class Share(StrEnum):
    """A published share: SOME is at most a third, none included; MOST is at least two thirds."""

    SOME = "some"
    HALF = "half"
    MOST = "most"


class TieClass(StrEnum):
    """What a tie is called, from its *published* value. UNKNOWN wherever too little is known."""

    HOLDS = "holds"
    ON_THE_WAY = "on_the_way"
    NEEDS_TALK = "needs_talk"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """Change between two published values."""

    HIGHER = "higher"
    LOWER = "lower"
    SAME = "about_the_same"


class Audience(StrEnum):
    """Whom a report is made for. OWN is a group before everybody sees the whole: its own ties, and nothing else."""

    LEADERS = "leaders"
    GROUP = "group"
    OWN = "own"
    STAFF = "staff"
    PUBLIC = "public"

    @property
    def of_a_group(self) -> bool:
        """Whether each group has a report of its own."""
        return self in {Audience.GROUP, Audience.OWN}
