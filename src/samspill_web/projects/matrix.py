"""The matrix of needs as a page shows it: who rates, who is rated, and each cell a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape

from django.utils.safestring import SafeString, mark_safe

from samspill.design.edit.ties import by_pair, need_of
from samspill.terms import Need
from samspill_web.kernel.speech import told
from samspill_web.projects.drafts import Table
from samspill_web.projects.tree import Branch, Leaf, tree_of

SIGNS = {Need.HIGH: "◆", Need.SOME: "·", Need.NONE: "—"}
NEXT = {Need.SOME: Need.HIGH, Need.HIGH: Need.NONE, Need.NONE: Need.SOME}

SIDE_BY_SIDE = 6

Pair = tuple[str, str]


@dataclass(frozen=True)
class Matrix:
    """Every kind of group towards every other, sorted by organisation and then as the owner ordered them."""

    branches: tuple[Branch, ...]
    ties: dict[Pair, Need]
    may_edit: bool

    @cached_property
    def groups(self) -> tuple[Leaf, ...]:
        """The groups, in the order of rows and columns."""
        return tuple(group for branch in self.branches for group in branch.groups)

    @cached_property
    def whole(self) -> bool:
        """Whether there is anything to say: two groups at least."""
        least = 2
        return len(self.groups) >= least

    @property
    def many(self) -> bool:
        """Whether there are more columns than names can stand side by side."""
        return len(self.groups) > SIDE_BY_SIDE

    def need(self, rater: str, target: str) -> Need:
        """Return how much the core task needs a tie."""
        return self.ties.get((rater, target), Need.SOME)

    @property
    def rows(self) -> Iterator[SafeString]:
        """The rows of the table; a template would take three times as long for sixteen hundred cells."""
        several = len(self.branches) > 1
        for branch in self.branches:
            if several and branch.groups:
                # As many cells as every row: arrows go through it, and the name stays in view when the table is moved.
                gap = "<td></td>" * len(self.groups)
                name = escape(branch.name)
                yield mark_safe(f'<tr class="organisation"><th scope="rowgroup">{name}</th>{gap}</tr>')  # noqa: S308
            for leaf in branch.groups:
                yield mark_safe(self._row(leaf))  # noqa: S308 -- every part is escaped

    def _row(self, rater: Leaf) -> str:
        row = self._place[rater.key]
        cells = "".join(
            f'<td class="tie own" data-row="{row}" data-col="{row}"><span class="ds-sr-only">{self._own}</span></td>'
            if target is rater
            else f'<td class="tie" data-row="{row}" data-col="{column}">{self.cell(rater, target)}</td>'
            for column, target in enumerate(self.groups)
        )
        return f'<tr><th scope="row">{escape(rater.name)}</th>{cells}</tr>'

    def cell(self, rater: Leaf, target: Leaf) -> SafeString:
        """Return what stands in a cell: a button whose name is the whole sentence, or the sentence alone for who only reads."""
        need = self.need(rater.key, target.key)
        said = f"{self._beginnings[rater.key]} {self._verb} {self._ends[target.key]}: {self._words[need]}"
        sign = f'<span aria-hidden="true">{SIGNS[need]}</span>'
        if not self.may_edit:
            return mark_safe(f'<span class="need" data-need="{need}">{sign}<span class="ds-sr-only">{said}</span></span>')  # noqa: S308
        keys = f"{escape(rater.key)} {escape(target.key)}"
        return mark_safe(  # noqa: S308 -- every part is escaped
            f'<button type="submit" class="need" id="{cell_id(keys)}" name="tie" value="{keys} {NEXT[need]}"'
            f' data-need="{need}" aria-label="{said}. {self._press}">{sign}</button>'
        )

    def pair(self, rater: str, target: str) -> SafeString:
        """Return the cell of two keys."""
        leaves = {group.key: group for group in self.groups}
        return self.cell(leaves[rater], leaves[target])

    @cached_property
    def _place(self) -> dict[str, int]:
        return {group.key: number for number, group in enumerate(self.groups)}

    @cached_property
    def _own(self) -> str:
        return escape(told("groups.needs.own"))

    @cached_property
    def _verb(self) -> str:
        return escape(told("groups.needs.verb"))

    @cached_property
    def _press(self) -> str:
        return escape(told("groups.needs.press"))

    @cached_property
    def _words(self) -> dict[Need, str]:
        return {need: escape(told(f"groups.need.{need}")) for need in Need}

    @cached_property
    def _beginnings(self) -> dict[str, str]:
        return {group.key: escape(group.in_text[:1].upper() + group.in_text[1:]) for group in self.groups}

    @cached_property
    def _ends(self) -> dict[str, str]:
        return {group.key: escape(group.in_text) for group in self.groups}


def cell_id(keys: str) -> str:
    """Return the id of a cell's button; keys hold no blanks and no +."""
    return "need-" + keys.replace(" ", "+")


def matrix_of(table: Table, *, may_edit: bool) -> Matrix:
    """Return the matrix of a plan's table."""
    ties = {(str(rater), str(target)): need_of(tie) for (rater, target), tie in by_pair(table).items()}
    return Matrix(tree_of(table).branches, ties, may_edit)


def differing(before: Matrix, after: Matrix) -> tuple[Pair, ...] | None:
    """Return the pairs whose need differs; None where rows or columns themselves do."""
    if [(group.key, group.in_text) for group in before.groups] != [(group.key, group.in_text) for group in after.groups]:
        return None
    known = {group.key for group in after.groups}
    pairs = dict.fromkeys((*before.ties, *after.ties))
    return tuple(
        (rater, target)
        for rater, target in pairs
        if {rater, target} <= known and before.need(rater, target) is not after.need(rater, target)
    )


def sentence(table: Table, rater: str, target: str, need: Need) -> str:
    """Return "Lærerne trenger PPT: høyt"."""
    leaves = {group.key: group for group in tree_of(table).groups}
    one, other = leaves[rater].in_text, leaves[target].in_text
    verb, word = told("groups.needs.verb"), told(f"groups.need.{need}")
    return f"{one[:1].upper()}{one[1:]} {verb} {other}: {word}"
