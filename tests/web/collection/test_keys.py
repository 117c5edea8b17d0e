"""The key of a wave lies outside the database, and on paper."""

from __future__ import annotations

import stat
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, PublicKey, SealedBox

from samspill.errors import UsageError
from samspill_web.collection import keys


@given(st.binary(min_size=32, max_size=32))
def test_what_is_typed_from_paper_is_the_key(secret):
    paper = keys.on_paper(PrivateKey(secret))
    assert bytes(keys.from_paper(paper)) == secret
    assert bytes(keys.from_paper(paper.lower().replace(" ", "-").replace("0", "o").replace("1", "l"))) == secret


@given(st.binary(min_size=32, max_size=32), st.integers(0, keys.LENGTH - 1), st.sampled_from(keys.ALPHABET))
def test_a_slip_of_the_pen_is_noticed(secret, place, letter):
    letters = list(keys.on_paper(PrivateKey(secret)).replace(" ", ""))
    if letters[place] == letter:
        return
    letters[place] = letter
    with pytest.raises(UsageError) as error:
        keys.from_paper("".join(letters))
    assert [problem.code for problem in error.value.problems] == ["collection.key_checksum"]


@pytest.mark.parametrize(
    ("typed", "code"), [("ABCD", "key_length"), ("?", "key_letter"), ("U" * 56, "key_letter"), ("", "key_length")]
)
def test_what_is_no_key_says_why(typed, code):
    with pytest.raises(UsageError) as error:
        keys.from_paper(typed)
    assert error.value.problems[0].code == f"collection.{code}"


def test_a_file_is_for_its_owner_alone_and_never_overwritten(tmp_path):
    path = tmp_path / "keys" / "1-1.key"
    made = keys.make(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert bytes(keys.read(path)) == bytes(made)
    with pytest.raises(FileExistsError):
        keys.make(path)
    assert bytes(keys.read(path)) == bytes(made)


def test_what_is_sealed_with_the_public_half_opens_with_the_sheet(cast, client_of, settings, tmp_path, unscoped):
    settings.KEYS = tmp_path
    browser = client_of(cast.owner)
    browser.post(f"/m/{cast.project.pk}/key/make/")
    key = cast.project.keys.get()
    page = browser.get(f"/m/{cast.project.pk}/key/sheet/")
    assert "no-store" in page.headers["Cache-Control"]
    typed = " ".join(page.context["lines"])
    assert typed.split()[0] in page.content.decode()
    sealed = SealedBox(PublicKey(b64decode(key.public))).encrypt(b"answers")
    assert SealedBox(keys.from_paper(typed)).decrypt(sealed) == b"answers"


def test_the_sheet_is_shown_until_it_is_put_away(cast, client_of, settings, tmp_path, unscoped):
    settings.KEYS = tmp_path
    browser = client_of(cast.owner)
    browser.post(f"/m/{cast.project.pk}/key/make/")
    browser.post(f"/m/{cast.project.pk}/key/make/")
    assert cast.project.keys.count() == 1
    assert browser.get(f"/m/{cast.project.pk}/key/sheet/").status_code == 200
    browser.post(f"/m/{cast.project.pk}/key/confirm/")
    assert browser.get(f"/m/{cast.project.pk}/key/sheet/").status_code == 404
    assert cast.project.keys.get().backed_up is not None


def test_no_half_of_the_database_holds_the_private_key(cast, client_of, settings, tmp_path, unscoped):
    from django.apps import apps

    settings.KEYS = tmp_path
    client_of(cast.owner).post(f"/m/{cast.project.pk}/key/make/")
    private = keys.read(tmp_path / f"{cast.project.pk}-{cast.project.keys.get().wave}.key")
    forms = {keys.on_paper(private), keys.on_paper(private).replace(" ", ""), bytes(private).hex()}
    rows = [str(row) for model in apps.get_models() for row in model.objects.all().values()]
    assert not any(form in row for form in forms for row in rows)
