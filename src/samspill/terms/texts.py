"""Language maps: the same text in several languages, as mapping and instrument files carry them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from samspill.terms.enums import Language

# Whom a reader understands next best, when a text lacks the reader's own language.
NEAREST: Mapping[Language, tuple[Language, ...]] = {
    Language.NB: (Language.NN, Language.DA, Language.SV, Language.EN),
    Language.NN: (Language.NB, Language.DA, Language.SV, Language.EN),
    Language.DA: (Language.NB, Language.NN, Language.SV, Language.EN),
    Language.SV: (Language.NB, Language.NN, Language.DA, Language.EN),
    Language.EN: (Language.NB, Language.DA, Language.NN, Language.SV),
}


class Text(Mapping[Language, str]):
    """An immutable language map. A plain string counts for every language.

    Examples
    --------
    >>> Text({"nb": "Lærere", "en": "Teachers"}).get_in(Language.DA)
    'Lærere'
    >>> Text("PPT").has(Language.SV)
    True
    """

    __slots__ = ("_plain", "_texts")

    def __init__(self, source: str | Mapping[str, str]) -> None:
        self._plain = source if isinstance(source, str) else None
        self._texts = {} if isinstance(source, str) else {Language(tag): text for tag, text in source.items()}

    def __getitem__(self, language: Language) -> str:
        return self._texts[language] if self._plain is None else self._plain

    def __iter__(self) -> Iterator[Language]:
        return iter(Language) if self._plain is not None else iter(self._texts)

    def __len__(self) -> int:
        return len(Language) if self._plain is not None else len(self._texts)

    def __repr__(self) -> str:
        return f"Text({self._texts if self._plain is None else self._plain!r})"

    def __hash__(self) -> int:
        return hash((self._plain, tuple(sorted(self._texts.items()))))

    def has(self, language: Language) -> bool:
        """Tell whether the text exists, not blank, in exactly this language."""
        return bool(self.get(language, "").strip())

    def get_in(self, language: Language) -> str:
        """Return the text in ``language``, else in the language its reader understands next best, else an empty string."""
        return next((self[tag] for tag in (language, *NEAREST[language]) if self.has(tag)), "")

    @property
    def plain(self) -> str | None:
        """The string that counts for every language, None where the source was a language map."""
        return self._plain
