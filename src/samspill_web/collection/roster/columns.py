"""What the columns of a file say: known by their headings, by what was chosen last time, or by what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from samspill_web.collection.roster.words import letters, meanings


class Column(StrEnum):
    """What a column can say of a person. The order is that of the choices on the page."""

    NAME = "name"
    FIRST = "first"
    LAST = "last"
    EMAIL = "email"
    PHONE = "phone"
    GROUP = "group"
    SITE = "site"
    LANGUAGE = "language"
    LEVEL = "level"
    AWAY = "away"
    NIGHTS = "nights"


IGNORED = ""
SAMPLE = 200
MOSTLY = 0.6
"""Share of the filled cells that must look alike before a column is known by them."""

# What headings are called in the five languages, in HR programmes, Entra and LimeSurvey; what fits best first.
HEADINGS: Mapping[Column, tuple[str, ...]] = {
    Column.NAME: (
        *("navn", "namn", "name", "fulltnavn", "fulltnamn", "fullname", "displayname", "visningsnavn", "ansattnavn"),
        *("medarbejdernavn", "personnavn", "personnamn", "employeename", "ansatt", "tilsett", "medarbejder", "medarbetare"),
        *("anstalld", "anställd", "employee", "etternavnfornavn", "fornavnetternavn", "etternavnogfornavn"),
        *("fornavnogetternavn", "etternamnfornamn", "etternamnogfornamn", "fornamnetternamn", "efternavnfornavn"),
        *("fornavnefternavn", "efternamnförnamn", "förnamnefternamn"),
        *("lastnamefirstname", "firstnamelastname", "surnamefirstname"),
    ),
    Column.FIRST: ("fornavn", "fornamn", "førenamn", "firstname", "givenname", "förnamn", "førenavn"),
    Column.LAST: ("etternavn", "etternamn", "lastname", "surname", "efternavn", "efternamn", "familyname"),
    Column.EMAIL: (
        *("epost", "email", "mail", "epostadresse", "epostadress", "emailadresse", "emailaddress", "mailadresse", "jobbepost"),
        *("arbeidsepost", "workemail", "primaryemail", "eposttilbruker", "userprincipalname", "username"),
    ),
    Column.PHONE: (
        *("mobil", "mobiltelefon", "mobilnummer", "mobilnr", "mobiltlf", "mobile", "mobilephone", "cellphone", "telefon"),
        *("telefonnummer", "telefonnr", "tlf", "tlfnr", "phone", "phonenumber", "telephonenumber"),
    ),
    Column.GROUP: (
        *("gruppe", "grupp", "group", "arbeidsgruppe", "arbejdsgruppe", "arbetsgrupp", "workgroup", "avdeling", "avdelning"),
        *("afdeling", "department", "enhet", "eining", "enhed", "unit", "organisasjonsenhet", "orgenhet", "seksjon", "team"),
    ),
    Column.SITE: (
        *("sted", "stad", "site", "plats", "arbeidssted", "arbeidsstad", "arbejdssted", "arbetsplats", "tjenestested"),
        *("location", "lokasjon", "office", "officelocation", "physicaldeliveryofficename"),
    ),
    Column.LANGUAGE: ("språk", "spraak", "sprog", "language", "preferredlanguage", "målform", "maalform", "skriftspråk"),
    Column.LEVEL: (
        "leder",
        "leiar",
        "chef",
        "ledare",
        "leader",
        "lederansatt",
        "lederellermedarbeider",
        "rolle",
        "role",
        "nivå",
    ),
    Column.AWAY: (
        *("bortetil", "bortatil", "permisjontil", "permisjon", "fraværtil", "awayuntil", "leaveuntil", "orlovtil"),
        *("fraværendetil", "ledigtill", "tjänstledigtill", "bortatill"),
    ),
    Column.NIGHTS: ("natt", "nattevakt", "nattvakt", "nat", "nattevagt", "nights", "nightshift", "nattarbete"),
}
SECRET = (
    *("passord", "password", "passwordprofile", "initialpassword", "kodeord", "adgangskode", "lösenord", "losenord", "pwd"),
    *("passwd", "pin", "pinkode", "pinkod", "token", "secret", "engangskode", "engangspassord"),
)
NUMBER = (
    *("fødselsnummer", "fodselsnummer", "fødselsnr", "fodselsnr", "fnr", "personnummer", "personnr", "pnr", "cpr", "cprnr"),
    *("cprnummer", "ssn", "nationalid", "nationalidentitynumber", "nationalidentificationnumber", "dnummer", "dnr"),
    *("socialsecuritynumber", "fødselsogpersonnummer", "personidentifikator", "personid11siffer"),
)


def says_secret(heading: str) -> bool:
    """Tell whether a heading names a password, or a way in to something else.

    Examples
    --------
    >>> says_secret("Initial password [passwordProfile] Required"), says_secret("Pinse")
    (True, False)
    """
    return any(meaning in SECRET or any(word in meaning for word in SECRET[:6]) for meaning in meanings(heading))


def says_number(heading: str) -> bool:
    """Tell whether a heading names a national identity number."""
    return any(meaning in NUMBER or any(word in meaning for word in NUMBER[:4]) for meaning in meanings(heading))


def known(headings: Sequence[str]) -> bool:
    """Tell whether a row of headings has one that we know."""
    return any(_rank(heading, column) is not None for heading in headings for column in Column)


def heading_says(heading: str, column: Column) -> bool:
    """Tell whether a heading names a column of ours."""
    return _rank(heading, column) is not None


Looks = Mapping[Column, Callable[[str], bool]]
"""How a cell of a column looks, for columns that can be told by their cells."""


def proposed(
    headings: Sequence[str], cells: Sequence[Sequence[str]], remembered: Mapping[str, str], looks: Looks
) -> tuple[str, ...]:
    """Return what each column says, "" where nothing that is asked for.

    Parameters
    ----------
    headings : sequence of str
    cells : sequence of sequence of str
        The cells of each column.
    remembered : mapping of str to str
        What was chosen for a heading last time.
    looks : mapping
    """
    found = _remembered(headings, remembered)
    taken = {choice for choice in found if choice}
    for column in Column:
        ranked = [
            (rank, at)
            for at, heading in enumerate(headings)
            if found[at] is None and (rank := _rank(heading, column)) is not None
        ]
        if ranked and column not in taken and not (column is Column.NAME and {Column.FIRST, Column.LAST} <= taken):
            found[min(ranked)[1]] = column
            taken.add(column)
    for column, look in looks.items():
        alike = [at for at, each in enumerate(cells) if found[at] is None and _mostly(each, look)]
        if alike and column not in taken:
            found[alike[0]] = column
            taken.add(column)
    return _one_name([choice or IGNORED for choice in found])


def _remembered(headings: Sequence[str], remembered: Mapping[str, str]) -> list[str | None]:
    """Return what was chosen for each heading last time; of two that mean the same, from two files, the first counts."""
    found: list[str | None] = []
    for heading in headings:
        said = remembered.get(letters(heading))
        found.append(IGNORED if said and said in found else said)
    return found


def _one_name(found: list[str]) -> tuple[str, ...]:
    """Leave out the whole name where first and last name stand apart: Entra has all three."""
    apart = {Column.FIRST, Column.LAST} <= set(found)
    return tuple(IGNORED if apart and choice == Column.NAME else choice for choice in found)


def _rank(heading: str, column: Column) -> int | None:
    return min((HEADINGS[column].index(meaning) for meaning in meanings(heading) if meaning in HEADINGS[column]), default=None)


def _mostly(cells: Sequence[str], look: Callable[[str], bool]) -> bool:
    filled = [cell for cell in cells if cell][:SAMPLE]
    return bool(filled) and sum(map(look, filled)) >= MOSTLY * len(filled)
