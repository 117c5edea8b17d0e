"""The key in three shares: shown once, kept nowhere, confirmed one by one; starting over; and a file that was lost."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import timedelta
from itertools import combinations, pairwise

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation
from django_scopes import scope
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from samspill.errors import UsageError
from samspill_web.collection import ceremony, keys, services, shares
from samspill_web.collection.ballots.secret import secret_file
from samspill_web.collection.enums import Kept
from samspill_web.collection.models import Urn, WaveKey
from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry
from samspill_web.kernel.speech import told
from samspill_web.projects import findings
from samspill_web.projects.launching import launch
from samspill_web.projects.readiness import examine_project

NAMES = {"holder_1": "Kari Nordmann", "holder_2": "Ola «Ola'n» Åsgård", "holder_3": "Bjørk Sæter"}


@pytest.fixture(autouse=True)
def within(cast, settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    with scope(tenant=cast.tenant.pk):
        yield


@pytest.fixture
def owner(cast, client_of):
    return client_of(cast.owner)


def at(cast, name: str) -> str:
    return reverse(name, args=[cast.project.pk])


def key_of(cast) -> WaveKey:
    return WaveKey.objects.get(project=cast.project)


def shown(page) -> list[str]:
    return [" ".join(sheet["lines"]) for sheet in page.context["sheets"]]


def make(owner, cast, **names: str):
    return owner.post(at(cast, "make_shares"), {"seen": "", **NAMES, **names})


def confirm(owner, cast, number: int):
    return owner.post(at(cast, "confirm_share"), {"number": number, "seen": key_of(cast).public})


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_any_two_of_the_sheets_open_what_is_sealed(owner, cast):
    page = make(owner, cast)
    assert "no-store" in page["Cache-Control"]
    text = page.content.decode()
    assert all(f">{line}<" in text for sheet in page.context["sheets"] for line in sheet["lines"])
    sealed = SealedBox(PublicKey(b64decode(key_of(cast).public))).encrypt(b"answers")
    for pair in combinations(shown(page), 2):
        assert SealedBox(ceremony.key_of_shares(key_of(cast), pair)).decrypt(sealed) == b"answers"


def test_a_dump_and_the_folder_of_keys_open_nothing(owner, cast, settings):
    page = make(owner, cast)
    for number in (1, 2, 3):
        confirm(owner, cast, number)
    owner.get(at(cast, "key"))
    sealed = SealedBox(PublicKey(b64decode(key_of(cast).public))).encrypt(b"answers")
    private = bytes(shares.restore(shown(page)[:2]))
    rows = " ".join(str(row) for model in apps.get_models() for row in model._base_manager.values())
    files = {path: path.read_bytes() for path in settings.KEYS.rglob("*") if path.is_file()}
    assert set(files) == {secret_file(cast.project.pk, key_of(cast).wave)}
    for form in (private.hex(), keys.on_paper(PrivateKey(private)), *shown(page)):
        assert form not in rows
        assert form.replace(" ", "") not in rows
        assert not any(form.encode() in content for content in files.values())
    # Whatever 32 bytes lie anywhere, as they are, in hexadecimal or in base 64, is no key to the answers.
    found = {content[start : start + 32] for content in files.values() for start in range(len(content) - 31)}
    found |= {bytes.fromhex(text) for text in re.findall(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", rows)}
    found |= {b64decode(text) for text in re.findall(r"(?<![\w+/])[\w+/]{43}=", rows, re.ASCII)}
    assert b64decode(key_of(cast).public) in found
    for guess in found:
        with pytest.raises(CryptoError):
            SealedBox(PrivateKey(guess)).decrypt(sealed)
    assert services.private_half(key_of(cast)) is None


def test_the_sheets_are_in_no_session_message_or_log(owner, cast, caplog):
    page = make(owner, cast)
    kept = str(dict(owner.session)) + str(list(AuditEntry.objects.values())) + caplog.text
    for sheet in shown(page):
        # Two groups of four together: the year is a group as good as any.
        assert not any(f"{one}{two}" in kept or f"{one} {two}" in kept for one, two in pairwise(sheet.split()))
    assert owner.get(at(cast, "key_sheet")).status_code == 404
    key_page = owner.get(at(cast, "key")).content.decode()
    assert not any(f"{one} {two}" in key_page for one, two in pairwise(shown(page)[0].split()))


def test_the_gate_opens_with_the_last_of_the_three(owner, cast):
    make(owner, cast)
    for number in (2, 1):
        confirm(owner, cast, number)
        confirm(owner, cast, number)
        assert "collection.finding.key_shares_waiting" in {each.code for each in examine_project(cast.project).findings}
    confirm(owner, cast, 3)
    assert "collection.finding.key_shares_safe" in {each.code for each in examine_project(cast.project).findings}
    assert [holder["has"] for holder in key_of(cast).holders] == [True] * 3
    assert all(name in owner.get(at(cast, "key")).content.decode() for name in ("Kari Nordmann", "Bjørk Sæter"))


TO_PRINT = {"nb": "skriv ut", "nn": "skriv ut", "da": "udskriv", "sv": "skriv ut", "en": "print"}


def told_of_key(owner, cast, language: str) -> str:
    """What stands above the page of the key, and what the gate says of it."""
    page = owner.get(at(cast, "key")).content.decode()
    lead = page[page.index("ds-paragraph lead") :]
    with translation.override(language):
        found = [each for each in examine_project(cast.project).findings if each.about == ("key",)]
        cards = findings.cards(cast.project, found)
    return " ".join([lead[: lead.index("</p>")], *(f"{card.what} {card.remedy}" for card in cards)]).casefold()


@pytest.mark.parametrize("language", TO_PRINT)
def test_nobody_is_told_to_print_shares_that_are_shown_no_more(owner, cast, language):
    owner.post(reverse("set_language"), {"language": language})
    assert TO_PRINT[language] in told_of_key(owner, cast, language)
    make(owner, cast)
    assert TO_PRINT[language] not in told_of_key(owner, cast, language)
    for number in (1, 2, 3):
        confirm(owner, cast, number)
    assert TO_PRINT[language] not in told_of_key(owner, cast, language)
    # Where the shares are typed in is told by the name of the page.
    with translation.override(language):
        named = told("projects.page.closing.title")
    assert named in owner.get(at(cast, "key")).content.decode()


@pytest.mark.parametrize("language", TO_PRINT)
def test_a_sheet_that_is_put_away_is_not_asked_for_again(owner, cast, language):
    owner.post(reverse("set_language"), {"language": language})
    owner.post(at(cast, "make_key"))
    assert TO_PRINT[language] in told_of_key(owner, cast, language)
    owner.post(at(cast, "confirm_key"))
    told_now = told_of_key(owner, cast, language)
    with translation.override(language):
        done = told("collection.finding.key_backed_up.what")
    assert TO_PRINT[language] not in told_now.replace(done.casefold(), "")


@pytest.mark.parametrize("number", ["0", "4", "-1", "", "x", "²", "9" * 10_000])
def test_no_other_share_is_confirmed(owner, cast, number):
    make(owner, cast)
    assert confirm(owner, cast, number).status_code == 302
    assert not any(holder["has"] for holder in key_of(cast).holders)


def test_the_sheet_s_button_confirms_no_shares(owner, cast):
    make(owner, cast)
    assert owner.post(at(cast, "confirm_key")).status_code == 404
    assert key_of(cast).backed_up is None


def test_reloading_the_page_of_the_sheets_makes_no_other_key(owner, cast):
    make(owner, cast)
    before = key_of(cast).public
    again = make(owner, cast)
    assert again.status_code == 302
    assert key_of(cast).public == before


def test_sheets_that_were_not_printed_are_made_again_and_the_earlier_ones_are_worth_nothing(owner, cast):
    first = shown(make(owner, cast))
    stale = key_of(cast).public
    confirm(owner, cast, 1)
    second = shown(make(owner, cast, seen=stale))
    assert key_of(cast).public != stale
    assert not any(holder["has"] for holder in key_of(cast).holders)
    owner.post(at(cast, "confirm_share"), {"number": 1, "seen": stale})
    assert not any(holder["has"] for holder in key_of(cast).holders)
    with pytest.raises(UsageError) as error:
        ceremony.key_of_shares(key_of(cast), first[:2])
    assert codes(error) == ["ceremony.not_this_key"]
    assert ceremony.key_of_shares(key_of(cast), second[1:])


def test_a_key_whose_shares_are_put_away_is_not_made_again(owner, cast):
    make(owner, cast)
    for number in (1, 2, 3):
        confirm(owner, cast, number)
    before = key_of(cast).public
    assert make(owner, cast, seen=before).status_code == 302
    assert key_of(cast).public == before


@pytest.mark.parametrize(
    "names",
    [
        {"holder_2": ""},
        {"holder_2": "  "},
        {"holder_3": "kari  NORDMANN"},
        {"holder_1": "x" * 121},
        {"holder_1": "Kari\u202eNordmann"},
        {"holder_1": "Kari\0"},
    ],
)
def test_three_different_names_are_asked_for_and_what_was_typed_stays(owner, cast, names):
    page = make(owner, cast, **names)
    assert page.status_code == 422
    assert "Bjørk Sæter" in page.content.decode() or "holder_3" in names
    assert not WaveKey.objects.exists()


def test_a_key_in_a_file_is_not_replaced_by_shares_unasked(owner, cast):
    owner.post(at(cast, "make_key"))
    with_file = key_of(cast).public
    owner.post(at(cast, "make_shares"), {"seen": with_file, **NAMES})
    assert (key_of(cast).kept, key_of(cast).public) == (Kept.FILE, with_file)


@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_thrown_away_is_gone_from_the_disk(owner, cast):
    with scope(tenant=cast.tenant.pk):
        owner.post(at(cast, "make_key"))
        path = services.key_file(cast.project, key_of(cast).wave)
        before = path.read_bytes()
        owner.post(at(cast, "discard_key"))
        assert not path.exists()
        assert not WaveKey.objects.exists()
        assert make(owner, cast).status_code == 200
        assert key_of(cast).kept == Kept.SHARES
        owner.post(at(cast, "discard_key"))
        owner.post(at(cast, "make_key"))
        assert path.read_bytes() != before


def test_a_launched_wave_keeps_its_key(cast, ready_project):
    wave = launch(ready_project, by=cast.owner).number
    key = WaveKey.objects.get(project=ready_project, wave=wave)
    for refused in (
        lambda: ceremony.discard_key(key, by=cast.owner),
        lambda: ceremony.make_shares(ready_project, wave, ["A", "B", "C"], by=cast.owner, seen=key.public),
    ):
        with pytest.raises(UsageError) as error:
            refused()
        assert codes(error) == ["ceremony.launched"]
    assert WaveKey.objects.get(pk=key.pk).public == key.public
    assert services.private_half(key) is not None


def test_the_page_says_for_which_round_a_key_is_made_once_one_is_open(owner, cast, ready_project):
    said = "Her lager du nøkkelen til neste runde"
    before = owner.get(at(cast, "key")).content.decode()
    wave = launch(ready_project, by=cast.owner).number
    assert said not in before
    assert f"Runde {wave} har nøkkelen sin. {said}" in owner.get(at(cast, "key")).content.decode()


# ---- a file that was lost --------------------------------------------------------------------------------------------------


@pytest.fixture
def lost(cast, ready_project):
    """The key of an open wave whose file is gone, and its sheet."""
    wave = launch(ready_project, by=cast.owner).number
    key = WaveKey.objects.get(project=ready_project, wave=wave)
    paper = keys.on_paper(services.private_half(key))
    services.key_file(ready_project, wave).unlink()
    return key, paper


def restore(owner, cast, key, text):
    return owner.post(at(cast, "key_restore"), {"wave": key.wave, "letters": text})


def test_a_lost_file_comes_back_from_its_sheet(owner, cast, lost):
    key, paper = lost
    page = owner.get(at(cast, "key")).content.decode()
    assert reverse("key_restore", args=[cast.project.pk]) in page
    sealed = SealedBox(PublicKey(b64decode(key.public))).encrypt(b"answers")
    assert restore(owner, cast, key, paper.lower()).status_code == 302
    assert SealedBox(services.private_half(key)).decrypt(sealed) == b"answers"
    assert services.key_file(cast.project, key.wave).stat().st_mode & 0o077 == 0
    assert reverse("key_restore", args=[cast.project.pk]) not in owner.get(at(cast, "key")).content.decode()
    assert AuditEntry.objects.filter(verb="key.restored").count() == 1


def test_another_key_a_slip_of_the_pen_and_nothing_write_no_file(owner, cast, lost):
    key, paper = lost
    other = keys.on_paper(PrivateKey(b"k" * 32))
    slip = ("7" if paper[0] != "7" else "8") + paper[1:]
    for text in (other, slip, "", "ABCD", "x" * 100_000):
        page = restore(owner, cast, key, text)
        assert page.status_code == 422
        assert "no-store" in page["Cache-Control"]
        assert not services.key_file(cast.project, key.wave).exists()
    assert not AuditEntry.objects.filter(verb="key.restored").exists()


@pytest.mark.parametrize("there", [b"x", b"k" * 32])
def test_what_lies_in_its_place_is_not_overwritten(owner, cast, lost, there):
    key, paper = lost
    path = services.key_file(cast.project, key.wave)
    path.write_bytes(there)
    page = restore(owner, cast, key, paper)
    assert page.status_code == 422
    assert path.name in page.content.decode()
    assert path.read_bytes() == there


def test_a_key_that_is_there_is_not_written_again(owner, cast, lost):
    key, paper = lost
    restore(owner, cast, key, paper)
    before = services.key_file(cast.project, key.wave).stat().st_mtime_ns
    assert restore(owner, cast, key, paper).status_code == 302
    assert services.key_file(cast.project, key.wave).stat().st_mtime_ns == before


def test_nothing_is_asked_for_when_the_answers_are_destroyed(owner, cast, lost):
    key, paper = lost
    Urn.objects.filter(wave__project=cast.project).update(destroyed=clock.now() + timedelta(days=40))
    assert reverse("key_restore", args=[cast.project.pk]) not in owner.get(at(cast, "key")).content.decode()
    with pytest.raises(UsageError) as error:
        ceremony.restore_key(key, paper, by=cast.owner)
    assert codes(error) == ["ceremony.wave_over"]


def test_shares_are_never_put_on_the_disk(owner, cast):
    private = shares.restore(shown(make(owner, cast))[:2])
    with pytest.raises(UsageError) as error:
        ceremony.restore_key(key_of(cast), keys.on_paper(private), by=cast.owner)
    assert codes(error) == ["ceremony.kept_in_shares"]
    assert not services.key_file(cast.project, key_of(cast).wave).exists()


def test_the_key_of_another_organisation_is_not_restored(cast, client_of, lost):
    key, paper = lost
    outsider = client_of(cast.outsider)
    assert restore(outsider, cast, key, paper).status_code == 404
    answer = outsider.post(reverse("key_restore", args=[cast.foreign_project.pk]), {"wave": key.wave, "letters": paper})
    assert answer.status_code == 404
    assert not services.key_file(cast.project, key.wave).exists()
