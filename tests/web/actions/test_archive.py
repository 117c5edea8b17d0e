"""What the archive keeps of actions."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.actions.archive import KEPT
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import Sitting
from samspill_web.reports.archive import archive_parts

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_actions_of_the_round_are_kept_without_addresses_and_formulas(wave, written, groups):
    made = written(rater=groups["other"], target=groups["another"], email="anne@eksempel.no")
    written(what="=1+1", sign="@SUM(A1)")
    with scopes_disabled():
        row = Release.objects.select_related("wave__project").get(wave=wave)
        (table,) = [part.make(Sitting(row)) for part in archive_parts(row, Language.NB) if part.name == "actions/actions.csv"]
    assert b"anne@" not in table
    head, *rows = csv.reader(StringIO(table.decode()))
    assert tuple(head) == KEPT
    assert [made.what, "relational", "better", groups["other"], groups["another"]] in [row[:5] for row in rows]
    assert all(not cell.startswith(("=", "@", "+", "-")) for row in rows for cell in row)
    assert len(rows) == 2
