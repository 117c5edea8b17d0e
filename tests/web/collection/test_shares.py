"""Two of three shares give the key of a wave back, and one alone tells nothing."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from samspill.errors import UsageError
from samspill_web.collection import keys, shares

SECRETS = st.binary(min_size=32, max_size=32)


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def field_product(one: int, other: int) -> int:
    """Multiply as polynomials, then divide by the field's: another way than the one that is tested."""
    product = 0
    for place in range(8):
        product ^= one << place if other >> place & 1 else 0
    for place in range(15, 7, -1):
        product ^= 0x11B << place - 8 if product >> place & 1 else 0
    return product


def test_the_field_multiplies_and_divides():
    for one in range(256):
        assert shares.multiply(one, 1) == one
        for other in range(256):
            assert shares.multiply(one, other) == field_product(one, other)
    assert {shares.multiply(one, shares.inverse(one)) for one in range(1, 256)} == {1}


@given(SECRETS)
def test_any_two_shares_in_any_order_and_all_three_give_the_key(secret):
    made = shares.split(PrivateKey(secret))
    for pair in permutations(made, 2):
        assert bytes(shares.restore(pair)) == secret
    assert bytes(shares.restore(made)) == secret


@pytest.mark.parametrize("numbers", list(combinations(range(3), 2)))
@pytest.mark.parametrize("place", [0, 1, 30, 31])
def test_every_value_of_a_byte_comes_back(numbers, place):
    for value in range(256):
        secret = bytes(value if at == place else 7 for at in range(32))
        made = shares.split(PrivateKey(secret))
        assert bytes(shares.restore(made[number] for number in numbers)) == secret


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("byte", [0, 1, 0x80, 0xFF])
def test_one_share_fits_every_key_equally_well(monkeypatch, number, byte):
    """Over all slopes, each value of the share's byte comes up exactly once, whatever the byte of the key is."""
    seen = Counter()
    for slope in range(256):
        monkeypatch.setattr(shares, "token_bytes", lambda size, slope=slope: bytes([slope]) * size)
        seen[shares.from_paper(shares.split(PrivateKey(bytes([byte]) * 32))[number - 1]).value[5]] += 1
    assert seen == Counter(range(256))


def test_the_slope_is_drawn_anew_for_each_byte_and_each_time():
    key = PrivateKey(b"\0" * 32)
    drawn = [shares.from_paper(shares.split(key)[0]).value for _ in range(200)]
    assert len(set(drawn)) == 200
    # Of the 6,400 bytes all values come up, none of them much oftener than the others.
    often = Counter(byte for value in drawn for byte in value)
    assert len(often) == 256
    assert max(often.values()) < 75


@given(SECRETS, st.integers(0, 2), st.integers(0, shares.LENGTH - 1), st.sampled_from(keys.ALPHABET))
def test_a_slip_of_the_pen_is_noticed_and_its_sheet_named(secret, number, place, letter):
    made = list(shares.split(PrivateKey(secret)))
    letters = list(made[number].replace(" ", ""))
    if letters[place] == letter:
        return
    letters[place] = letter
    with pytest.raises(UsageError) as error:
        shares.restore([made[number - 1], "".join(letters)])
    assert codes(error) == ["ceremony.share_checksum"]
    assert error.value.problems[0].data["place"] == 2


@given(SECRETS)
def test_two_groups_of_letters_that_change_places_are_noticed(secret):
    first, second, _ = shares.split(PrivateKey(secret))
    groups = second.split()
    groups[3], groups[4] = groups[4], groups[3]
    if groups == second.split():
        return
    with pytest.raises(UsageError):
        shares.restore([first, " ".join(groups)])


@given(SECRETS, SECRETS)
def test_shares_of_different_keys_are_refused(secret, other):
    if secret == other:
        return
    mine, theirs = shares.split(PrivateKey(secret)), shares.split(PrivateKey(other))
    for one, another in permutations(range(3), 2):
        with pytest.raises(UsageError) as error:
            shares.restore([mine[one], theirs[another]])
        assert codes(error) == ["ceremony.shares_other_key"]


@given(SECRETS)
def test_shares_of_one_key_that_was_split_twice_are_refused(secret):
    before, after = (shares.split(PrivateKey(secret)) for _ in range(2))
    with pytest.raises(UsageError) as error:
        shares.restore([before[0], after[1]])
    assert codes(error) == ["ceremony.shares_other_key"]
    with pytest.raises(UsageError):
        shares.restore([*before[:2], after[2]])


@given(SECRETS)
def test_how_it_is_typed_does_not_matter(secret):
    first, second, _ = shares.split(PrivateKey(secret))
    typed = [second.lower().replace(" ", "-").replace("0", "o").replace("1", "l"), f"\n {first.replace(' ', '')}  "]
    assert bytes(shares.restore(typed)) == secret


def test_one_share_alone_the_same_twice_and_what_is_none_are_refused():
    made = shares.split(PrivateKey(b"k" * 32))
    for texts, code in (
        ([], "shares_few"),
        (made[:1], "shares_few"),
        ([made[0], made[0].lower()], "shares_same"),
        ([*made, made[2]], "shares_same"),
        ([made[0], "ABCD"], "share_length"),
        ([made[0], ""], "share_length"),
        ([made[0], "U" * 64], "share_letter"),
        ([made[0], keys.on_paper(PrivateKey(b"k" * 32))], "share_length"),
    ):
        with pytest.raises(UsageError) as error:
            shares.restore(texts)
        assert codes(error) == [f"ceremony.{code}"], texts
    with pytest.raises(UsageError) as error:
        shares.restore(["ABCD", "?"])
    assert codes(error) == ["ceremony.share_length", "ceremony.share_letter"]


@pytest.mark.parametrize("number", [0, 4, 255])
def test_a_share_of_a_number_that_is_not_made_is_refused(number):
    found = shares.from_paper(shares.split(PrivateKey(b"k" * 32))[0])
    with pytest.raises(UsageError):
        shares.from_paper(shares.on_paper(shares.Share(number, found.name, found.value)))


def test_no_share_holds_the_key():
    key = PrivateKey(bytes(range(32)))
    for text in shares.split(key):
        assert bytes(key) not in shares.from_paper(text).value
        assert keys.on_paper(key).replace(" ", "")[:12] not in text.replace(" ", "")
