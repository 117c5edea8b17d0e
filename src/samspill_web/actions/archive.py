"""What the archive keeps of actions: those that came out of a round, as they stand. Addresses stay behind."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from samspill.render.safe_text import inert
from samspill.terms import Language
from samspill_web.actions.models import Action
from samspill_web.projects.models import Wave

KEPT = ("what", "kind", "aim", "rater", "target", "dimension", "owner_name", "due", "sign", "status", "reason")


def actions_for_archive(wave: Wave, language: Language) -> Iterator[tuple[str, bytes]]:
    """Yield a table of the actions that came out of a round, in the words in which they were written."""
    del language
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(KEPT)
    for action in Action.objects.filter(project=wave.project_id, wave=wave.number):
        rows.writerow([inert(str(getattr(action, name) or "")) for name in KEPT])
    yield "actions/actions.csv", out.getvalue().encode()
