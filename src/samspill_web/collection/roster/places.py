"""From what a file calls a group and a site to a group of the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from rapidfuzz import fuzz, process, utils

from samspill.design.model import Node
from samspill.terms import Text
from samspill_web.collection.roster.wave import Asking
from samspill_web.collection.roster.words import folded

NOT_PART = "-"
"""Chosen for a word: its people are not asked."""
ALIKE = 75
"""Likeness, of 100, from which a group is proposed for a word."""


class UnplacedError(ValueError):
    """No group of the plan is meant, or it is not clear which. ``code`` is that of the problem."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Word:
    """What a file calls a group, and perhaps its site."""

    group: str
    site: str = ""

    @property
    def key(self) -> str:
        """What a choice for the word is remembered by."""
        return f"{folded(self.group)}|{folded(self.site)}" if self.site else folded(self.group)

    @property
    def field(self) -> str:
        """The name of its field in a form."""
        return f"place-{sha256(self.key.encode()).hexdigest()[:16]}"

    def __str__(self) -> str:
        return f"{self.group}, {self.site}" if self.site else self.group


class Places:
    """The words that stand for the groups of a wave."""

    def __init__(self, asking: Asking, chosen: Mapping[str, str]) -> None:
        self._asking = asking
        self._chosen = chosen
        self._asked = {str(node) for node in asking.mapping.rater_nodes(asking.number)}
        self._found: dict[Word, str | UnplacedError] = {}

    def node(self, word: Word) -> str:
        """Return the group that a word stands for; ``NOT_PART`` where somebody said that it is none.

        Raises
        ------
        UnplacedError
            ``roster.group_unknown``, ``roster.group_several``, ``roster.site_wanted``, ``roster.site_unknown``,
            ``roster.group_not_asked``, ``roster.group_not_yours``.
        """
        if word not in self._found:
            try:
                self._found[word] = self._look_up(word)
            except UnplacedError as error:
                self._found[word] = error
        found = self._found[word]
        if isinstance(found, UnplacedError):
            raise UnplacedError(found.code)
        return found

    def proposal(self, word: Word) -> str:
        """Return the group whose name is most like a word; "" where none is like it."""
        best = self._likest(str(word), fuzz.token_sort_ratio)
        return best or self._likest(word.group, fuzz.token_set_ratio)

    def _likest(self, text: str, scorer: Callable[..., float]) -> str:
        best = process.extractOne(
            folded(text), self._likely, scorer=scorer, processor=utils.default_process, score_cutoff=ALIKE
        )
        return str(best[2]) if best else ""

    @cached_property
    def _likely(self) -> dict[str, str]:
        """The first name of each group that may be chosen, comparable."""
        return {str(node): folded(self._asking.name(str(node)).get_in(self._asking.language)) for node in self._asking.nodes}

    def _look_up(self, word: Word) -> str:
        chosen = self._chosen.get(word.key)
        if chosen == NOT_PART:
            return NOT_PART
        node = chosen if chosen in self._asked else self._automatic(word)
        if node not in self._asked:
            raise UnplacedError("roster.group_not_asked")
        if not self._asking.owns(node):
            raise UnplacedError("roster.group_not_yours")
        return node

    def _automatic(self, word: Word) -> str:
        whole = self._whole.get(folded(word.group), set())
        if len(whole) == 1:
            return next(iter(whole))
        groups = self._groups.get(folded(word.group), set())
        if len(groups) != 1:
            raise UnplacedError("roster.group_several" if groups or whole else "roster.group_unknown")
        group = next(iter(groups))
        sites = [node.site for node in self._nodes if node.group == group]
        if sites == [""] or (len(sites) == 1 and not word.site):
            return str(Node(group, sites[0]))
        if not word.site:
            raise UnplacedError("roster.site_wanted")
        meant = self._sites.get(folded(word.site), set()) & set(sites)
        if len(meant) != 1:
            raise UnplacedError("roster.site_unknown")
        return str(Node(group, next(iter(meant))))

    @cached_property
    def _nodes(self) -> tuple[Node, ...]:
        return self._asking.mapping.nodes(self._asking.number)

    @cached_property
    def _whole(self) -> dict[str, set[str]]:
        """Words for a group at a site: its key, and its name with the site in parentheses."""
        with_site = {str(node): self._asking.name(str(node)) for node in self._nodes if node.site}
        return _words(with_site)

    @cached_property
    def _groups(self) -> dict[str, set[str]]:
        return _words({group.key: group.name for group in self._asking.mapping.groups_in(self._asking.number)})

    @cached_property
    def _sites(self) -> dict[str, set[str]]:
        return _words({site.key: site.name for site in self._asking.mapping.sites.values()})


def _words(names: Mapping[str, Text]) -> dict[str, set[str]]:
    """Return the keys that each word may mean: a key, or a name in any language."""
    found: dict[str, set[str]] = {}
    for key, name in names.items():
        for word in {folded(key), *map(folded, name.values())}:
            found.setdefault(word, set()).add(key)
    return found


def words_in(groups: Sequence[str], sites: Sequence[str]) -> list[Word]:
    """Return the different words in the cells of two columns."""
    return [word for word in dict.fromkeys(map(Word, groups, sites)) if word.group]
