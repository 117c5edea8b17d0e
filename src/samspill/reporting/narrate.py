"""Words for what a release holds: values, classes, people, shares, changes, and the sentences that tell of one tie.

Every sentence is built so that a group's name may be singular or plural: verbs that inflect by number do not follow it.
"""

from __future__ import annotations

from samspill.disclosure.release import Cell, Change, Published, Reason
from samspill.language import number, say
from samspill.reporting.document import Mark
from samspill.reporting.names import Names, capital
from samspill.terms import Bound, CellState, Direction, Language, PeopleBand, Policy, Share, TieClass

COUNTED = 20
"""Counts up to this are written in words."""
STATE_MARKS = {
    CellState.HIDDEN: Mark.UNKNOWN,
    CellState.NO_DATA: Mark.NO_DATA,
    CellState.NO_CONTACT: Mark.NO_CONTACT,
    CellState.NO_TIE: Mark.NO_TIE,
}
"""Marks of ties without a value, in every format: the five never look alike."""
STATE_REASONS = {
    CellState.HIDDEN: (
        Reason.TOO_FEW,
        Reason.LEFT_OUT,
        Reason.SMALL_TARGET,
        Reason.SMALL_TARGET_UNAGREED,
        Reason.FEW_SITES,
    ),
    CellState.NO_DATA: (Reason.NO_ANSWERS, Reason.ITEM_NOT_ASKED),
    CellState.NO_CONTACT: (Reason.NO_CONTACT,),
    CellState.NO_TIE: (Reason.NOT_NEEDED,),
}
"""Reasons that a state can have; the first where the release tells none of the cell itself."""
MISSING = (CellState.HIDDEN, CellState.NO_DATA)
"""States in which something is missing that more answers, or a merger, could give."""


def sentence(text: str) -> str:
    """Return a text as a sentence: first letter upper case, one full stop.

    Examples
    --------
    >>> sentence("lærerne svarte")
    'Lærerne svarte.'
    """
    return capital(text) if text.endswith((".", "?", ":")) else f"{capital(text)}."


def counted(count: int, language: Language, of: str = "tie") -> str:
    """Return a count in words, in figures above twenty; ``of`` is "tie" or "group", which differ in gender.

    Examples
    --------
    >>> counted(9, Language.NB), counted(1, Language.NB), counted(1, Language.NB, "group"), counted(31, Language.NB)
    ('ni', 'ett', 'én', '31')
    """
    if count > COUNTED:
        return str(count)
    word = {0: f"zero_{of}", 1: f"one_{of}"}.get(count, str(count))
    return say(f"report.number.{word}", language)


def value_words(published: Published, language: Language) -> str:
    """Return a published value in words: "omtrent 3,5", "minst 4", "høyst 2"."""
    return say(f"report.value.{published.bound or 'about'}", language, value=number(published.value, language))


def value_figure(published: Published, language: Language) -> str:
    """Return a published value as a table shows it: "3,5", "≥ 4", "≤ 2"."""
    sign = {Bound.AT_LEAST: "≥ ", Bound.AT_MOST: "≤ ", None: ""}[published.bound]
    return f"{sign}{number(published.value, language)}"


def interval_figure(published: Published, language: Language) -> str:
    """Return the interval of a published value as "3–4", or "" where there is none."""
    if published.interval is None:
        return ""
    return "–".join(number(end, language) for end in published.interval)


def people(band: PeopleBand, policy: Policy, language: Language) -> str:
    """Return a band of people in words: "5–9 personer", "25 personer eller flere"; the lowest begins at the policy's k."""
    return say(f"report.people.{band.name.lower()}", language, k=policy.k)


def people_of(published: Published, policy: Policy, language: Language) -> str:
    """Return how many stand behind a value, exactly where the policy gives that."""
    if published.n is not None:
        return say("report.people.exact", language, count=published.n)
    return people(published.n_band, policy, language)


def people_figure(published: Published, policy: Policy, language: Language) -> str:
    """Return how many stand behind a value as a table under "people" shows it: "5–9", "25 eller flere", "12"."""
    if published.n is not None:
        return str(published.n)
    return say(f"report.people_short.{published.n_band.name.lower()}", language, k=policy.k)


def share_words(share: Share, language: Language) -> str:
    """Return a share in words; "some" includes none."""
    return say(f"report.share.{share}", language)


def class_word(tie_class: TieClass, language: Language) -> str:
    """Return the short word of a class."""
    return say(f"report.class.{tie_class}", language)


def state_word(state: CellState, language: Language) -> str:
    """Return the short word of a cell without a value."""
    return say(f"report.state.{state}", language)


def cell_mark(cell: Cell) -> Mark:
    """Return the mark of a cell."""
    return Mark.of(cell.published.tie_class) if cell.published else STATE_MARKS[cell.state]


def cell_word(cell: Cell, language: Language) -> str:
    """Return the short word of a cell."""
    return class_word(cell.published.tie_class, language) if cell.published else state_word(cell.state, language)


def experience(cell: Cell, names: Names, *, own: bool = False, few: bool = False) -> str:
    """Return how the raters of a cell experience its target, as a clause that starts with a small letter.

    With ``few`` it says in the same breath that the answers are few.
    """
    kind = cell.published.tie_class.value if cell.published else cell.state.value
    code = f"report.{'own' if own else 'experience'}.{kind}"
    told = say(code, names.language, rater=names.inside(cell.rater), target=names.inside(cell.target))
    return say("report.few_answers", names.language, told=told) if few else told


def reason_of(cell: Cell) -> Reason | None:
    """Return why a cell has no value, None where it has one."""
    reasons = STATE_REASONS.get(cell.state, ())
    return next((reason for reason in reasons if reason == cell.reason), next(iter(reasons), None))


def reason_words(cell: Cell, language: Language) -> str:
    """Return why a cell has no value, as a sentence; "" where it has one."""
    reason = reason_of(cell)
    return say(reason, language) if reason else ""


def help_words(cell: Cell, names: Names) -> str:
    """Return what would help to show a cell next time, as a sentence; "" where nothing is missing.

    Whose answers could stand together with the raters', where the release says so.
    """
    reason = reason_of(cell)
    if reason is None or cell.state not in MISSING:
        return ""
    rater = names.inside(cell.rater)
    if cell.help_with:
        return say("report.help.merge", names.language, rater=rater, other=names.inside(cell.help_with))
    return say(f"report.help.{reason.rpartition('.')[2]}", names.language, rater=rater)


def story(cell: Cell, names: Names, *, own: bool = False) -> str:
    """Return how the raters of a cell experience its target, in sentences: with what is missing, why, and what would help."""
    told = [sentence(experience(cell, names, own=own))]
    # What nobody answered about has been said already, and so has the contact or the tie that is not there.
    if cell.state is CellState.HIDDEN or reason_of(cell) is Reason.ITEM_NOT_ASKED:
        told.append(reason_words(cell, names.language))
    return " ".join(part for part in (*told, help_words(cell, names)) if part)


def direction_word(change: Change, language: Language) -> str:
    """Return the direction of a change, or why there is none, as a table shows it."""
    if change.direction is None:
        return say(f"report.change.reason.{change.reason or 'not_shown'}", language)
    return say(f"report.change.direction.{change.direction.name.lower()}", language)


def difference_figure(change: Change, language: Language) -> str:
    """Return the difference with its sign, or "" where the release gives no figure."""
    if change.difference is None or change.direction is Direction.SAME:
        return ""
    figure = signed(change.difference, language)
    if change.interval is None:
        return figure
    low, high = (signed(end, language) for end in change.interval)
    return say("report.change.figure", language, difference=figure, low=low, high=high)


def signed(value: float, language: Language) -> str:
    """Return a number with its sign: "+0,3", "−0,2", "0"."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number(abs(value), language)}"


def policy_words(policy: Policy, language: Language) -> str:
    """Return what a policy protects, in one plain sentence."""
    return say(f"report.policy.{policy.name}", language, k=policy.k)
