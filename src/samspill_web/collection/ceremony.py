"""Making the key of a wave in shares, so that nothing of it stays on the server; starting over; and a file that was lost."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence

from django.db import transaction
from nacl.public import PrivateKey

from samspill.errors import Place, Problem, UsageError
from samspill_web.accounts.models import User
from samspill_web.collection import keys, shares
from samspill_web.collection.ballots.secret import make_secret
from samspill_web.collection.enums import Kept
from samspill_web.collection.lists import hold
from samspill_web.collection.models import Urn, WaveKey
from samspill_web.collection.services import key_file, private_half
from samspill_web.kernel import audit, clock
from samspill_web.projects.models import Project


@transaction.atomic
def make_shares(
    project: Project, wave: int, holders: Sequence[str], *, by: User, seen: str
) -> tuple[WaveKey, tuple[str, str, str]]:
    """Make the key of a wave in three shares, and forget it: what is returned is the only copy, and only on its way to paper.

    Parameters
    ----------
    project, wave
        Whose key it is.
    holders : sequence of str
        The three people who are handed a share, in the order of the shares.
    by : User
    seen : str
        The public half of the key that was there when this was asked for, "" where there was none: whoever reloads the page of
        the shares, or makes new ones at the same time as somebody else, does not make worthless what was just printed.

    Raises
    ------
    UsageError
        ``ceremony.launched``, ``ceremony.put_away`` where all holders have their shares, ``ceremony.shown_before``.
    """
    _not_launched(project, wave)
    found = project.keys.filter(wave=wave).first()
    if found is not None and (found.kept != Kept.SHARES or found.backed_up is not None):
        raise UsageError(Problem("ceremony.put_away"))
    if seen != (found.public if found else ""):
        raise UsageError(Problem("ceremony.shown_before"))
    private = PrivateKey.generate()
    # From now on there are codes of those who are on the list.
    hold(project, wave)
    make_secret(project.pk, wave)
    values = {
        "public": _public(private),
        "made": clock.now(),
        "by": by,
        "kept": Kept.SHARES,
        "holders": [{"name": name, "has": False} for name in holders],
    }
    key, _ = WaveKey.objects.update_or_create(project=project, wave=wave, defaults=values)
    audit.record("key.shared", by, project.tenant_id, project.pk, wave=wave, count=len(holders))
    return key, shares.split(private)


@transaction.atomic
def confirm_share(key: WaveKey, number: int, *, by: User, seen: str) -> WaveKey:
    """Remember that a holder has the sheet; with the last one the key is safe.

    Raises
    ------
    UsageError
        ``ceremony.made_again``: the sheet is of an earlier key (``seen`` is its public half).
    """
    key = WaveKey.objects.select_for_update().get(pk=key.pk)
    if key.kept != Kept.SHARES or key.public != seen or not 1 <= number <= len(key.holders):
        raise UsageError(Problem("ceremony.made_again"))
    key.holders = [{**holder, "has": holder["has"] or place == number} for place, holder in enumerate(key.holders, 1)]
    if key.backed_up is None and all(holder["has"] for holder in key.holders):
        key.backed_up = clock.now()
    key.save(update_fields=["holders", "backed_up"])
    audit.record("key.share_confirmed", by, key.project.tenant_id, key.project_id, wave=key.wave, number=number)
    return key


@transaction.atomic
def discard_key(key: WaveKey, *, by: User) -> None:
    """Throw a key away before its wave is launched, to make another: nothing was ever sealed with it.

    Raises
    ------
    UsageError
        ``ceremony.launched``.
    """
    _not_launched(key.project, key.wave)
    path = key_file(key.project, key.wave)
    # What lies in the place of its file and is another key is not ours to destroy.
    if private_half(key) is not None:
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
    audit.record("key.discarded", by, key.project.tenant_id, key.project_id, wave=key.wave)
    key.delete()


@transaction.atomic
def restore_key(key: WaveKey, text: str, *, by: User) -> None:
    """Write the lost file of a key again, from its sheet.

    Raises
    ------
    UsageError
        What ``keys.from_paper`` says of the text; ``ceremony.not_this_key``; ``ceremony.kept_in_shares``: such a key is on no
        disk; ``ceremony.wave_over``; ``collection.key_file`` where something else lies in its place.
    """
    if key.kept != Kept.FILE:
        raise UsageError(Problem("ceremony.kept_in_shares"))
    if is_over(key):
        raise UsageError(Problem("ceremony.wave_over"))
    private = keys.from_paper(text)
    if _public(private) != key.public:
        raise UsageError(Problem("ceremony.not_this_key", Place(), {"wave": key.wave}))
    path = key_file(key.project, key.wave)
    there = keys.read(path)
    if there is not None and there != private:
        raise UsageError(Problem("collection.key_file", Place(), {"name": path.name}))
    audit.record("key.restored", by, key.project.tenant_id, key.project_id, wave=key.wave)
    if there is None:
        keys.keep(path, private.encode())


def key_of_shares(key: WaveKey, texts: Iterable[str]) -> PrivateKey:
    """Return the private half of a wave's key from two of its shares, in memory alone.

    Raises
    ------
    UsageError
        What ``shares.restore`` says of the texts; ``ceremony.not_this_key`` where they are of another wave.
    """
    private = shares.restore(texts)
    if _public(private) != key.public:
        raise UsageError(Problem("ceremony.not_this_key", Place(), {"wave": key.wave}))
    return private


def lost(key: WaveKey) -> bool:
    """Tell whether the file of a key is gone though its answers are still to be opened."""
    return key.kept == Kept.FILE and not is_over(key) and private_half(key) is None


def is_over(key: WaveKey) -> bool:
    """Tell whether the answers of a key's wave are destroyed, and its key with them."""
    return Urn.objects.filter(wave__project=key.project_id, wave__number=key.wave, destroyed__isnull=False).exists()


def _not_launched(project: Project, wave: int) -> None:
    """Hold the launch back while this lasts, and refuse after it."""
    Project.objects.select_for_update().get(pk=project.pk)
    if project.waves.filter(number=wave).exists():
        raise UsageError(Problem("ceremony.launched"))


def _public(private: PrivateKey) -> str:
    return b64encode(private.public_key.encode()).decode()
