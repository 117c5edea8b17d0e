"""Attack 5: who belongs to which sheet, who has answered, and what the sheets are like, told from copies of everything."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import guesses
import numpy as np
import pytest
from facts import facts
from guesses import ANSWERING, ATTACKERS, PERSON
from judging import BY_LUCK, CAUGHT, Verdict, judge, judge_amount, judge_labels, judge_learner, judge_two_groups
from own_postgres import Cluster
from played import DATABASES, Played, copier, play, workspace

PEOPLE = int(os.environ.get("BALLOT_PEOPLE", "120"))
"""People on the list; two thirds of them answer, one in eight comes and leaves again."""

FEW = 36
WORKER = {"django_tasks_database_dbtaskresult", "django_tasks_db_dbtaskresult"}
"""Where the worker notes what it does: invitations and bands of participation change in such moments, and for all at once."""


@pytest.fixture(scope="module", params=DATABASES)
def wave(request: pytest.FixtureRequest, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with (
        workspace(request.param, cluster, tmp_path_factory.mktemp("wave"), PEOPLE) as served,
        copier(served, cluster) as copying,
    ):
        yield play(served, copying, PEOPLE * 2 // 3, PEOPLE // 8, reminder=True)


def kind_of(wave: Played) -> str:
    return "postgresql" if wave.served.database else "sqlite"


def verdicts(wave: Played) -> list[Verdict]:
    found = {name: scores for attacker in ATTACKERS for name, scores in attacker(wave.copies).items()}
    keys = wave.copies.keys
    found |= guesses.learned(wave.copies, [keys[each.column] if each.answered else None for each in wave.came])
    return [judge(name, scores, wave.truth) for name, scores in found.items()]


def test_nobody_is_linked_to_a_visit_or_a_sheet(wave: Played, figures: list[str]) -> None:
    found = verdicts(wave)
    assert len(found) > 40
    figures += [f"{kind_of(wave)} who was it: {each}" for each in found if " by " not in each.name]
    orders = [each for each in found if " by " in each.name]
    likeliest = min(orders, key=lambda each: each.luck)
    figures.append(f"{kind_of(wave)} who was it: likeliest of {len(orders)} orders: {likeliest}")
    assert [str(each) for each in found if each.luck < BY_LUCK] == []


def test_nobody_is_told_from_those_who_have_not_answered(wave: Played, cluster: Cluster, figures: list[str]) -> None:
    answered = who_answered(wave)
    known = facts(wave.copies, wave.served, cluster)
    found = [judge_two_groups(name, values, answered) for name, values in known.items()]
    hits, rate, luck = judge_learner(np.column_stack(list(known.values())), [str(each) for each in answered])
    told = ", ".join(f"{each.name} {each.place:.2f}" for each in found if each.luck < 1)
    figures.append(
        f"{kind_of(wave)} who has answered: {len(found)} facts, area under the curve (chance 0.5): {told or 'all alike'}"
    )
    figures.append(f"{kind_of(wave)} who has answered, learned: {hits:.2f} right (base rate {rate:.2f}), p = {luck:.2g}")
    assert luck >= BY_LUCK
    assert [str(each) for each in found if each.luck < BY_LUCK] == []


def who_answered(wave: Played) -> Any:  # noqa: ANN401
    answered = np.zeros(len(wave.copies.people), dtype=bool)
    answered[[each.column for each in wave.came if each.answered]] = True
    return answered


def test_a_reminder_goes_to_the_others_and_its_rows_do_not_tell(wave: Played, figures: list[str]) -> None:
    answered = who_answered(wave)
    sent_to = set(wave.served.office.sent_to)
    assert {row.columns["email"] for row, yes in zip(wave.copies.people, answered, strict=True) if not yes} == sent_to
    found = [judge_two_groups(name, values, answered) for name, values in wave.outbox.items()]
    hits, rate, luck = judge_learner(np.column_stack(list(wave.outbox.values())), [str(each) for each in answered])
    told = ", ".join(f"{each.name} {each.place:.2f}" for each in found if each.luck < 1)
    figures.append(
        f"{kind_of(wave)} the mail queue: {len(found)} facts, area under the curve (chance 0.5): {told or 'all alike'}"
    )
    figures.append(f"{kind_of(wave)} the mail queue, learned: {hits:.2f} right (base rate {rate:.2f}), p = {luck:.2g}")
    assert luck >= BY_LUCK
    assert [str(each) for each in found if each.luck < BY_LUCK] == []


def test_no_sheet_tells_its_group_its_language_or_how_much_was_answered(wave: Played, figures: list[str]) -> None:
    features, labels = sheet_features(wave)
    assert len(features) >= 3
    lucks: dict[str, float] = {}
    amounts = np.array(labels["amount"], dtype=float)
    for name, values in features.items():
        for label in ("group", "language"):
            lucks[f"{name}: {label}"] = judge_labels(name, values, labels[label])
        lucks[f"{name}: amount"] = judge_amount(values, amounts)
    halves = ["much" if amount > np.median(amounts) else "little" for amount in amounts]
    everything = np.column_stack(list(features.values()))
    for label, names in {**labels, "amount": halves}.items():
        hits, rate, lucks[f"learned: {label}"] = judge_learner(everything, names)
        figures.append(
            f"{kind_of(wave)} what is in a sheet: {label} of {len(names)} sheets {hits:.2f} right (base rate {rate:.2f}),"
            f" p = {lucks[f'learned: {label}']:.2g}"
        )
    least = min(lucks, key=lambda name: lucks[name])
    figures.append(f"{kind_of(wave)} what is in a sheet: likeliest of {len(lucks)}: {least}, p = {lucks[least]:.2g}")
    assert {name: luck for name, luck in lucks.items() if luck < BY_LUCK} == {}


def sheet_features(wave: Played) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return figures about each sheet and what surrounds it, and what is true of it."""
    features: dict[str, list[float]] = {}
    labels: dict[str, list[str]] = {"group": [], "language": [], "amount": []}
    for glimpse, each in zip(wave.copies.glimpses, wave.came, strict=True):
        if not each.answered:
            continue
        told = wave.served.known["people"][each.column]
        labels["group"].append(told["node"])
        labels["language"].append(told["language"])
        labels["amount"].append(str(len(told["sheet"])))
        [ballot] = [row for row in glimpse.new if row.table == "collection_ballot"]
        [spent] = [row for row in glimpse.new if row.table == "collection_spent"]
        sealed = bytes.fromhex(ballot.columns["sealed"].removeprefix("\\x"))
        mark, whose = (bytes.fromhex(spent.columns[name]) for name in ("mark", "whose"))
        figures = {
            **glimpse.sizes,
            "bytes of the sheet": len(sealed),
            "mean of the sheet": float(np.mean(list(sealed))),
            "ones of the sheet": sum(byte.bit_count() for byte in sealed),
            **{f"byte {at} of the sheet": sealed[at] for at in (0, 31, 32, 48, -1)},
            **{f"byte {at} of the mark": mark[at] for at in range(4)},
            **{f"byte {at} of whose it is": whose[at] for at in range(4)},
            "length of the row": len(ballot.text),
        }
        for name, value in figures.items():
            features.setdefault(name, []).append(float(value))
    return {name: np.array(values) for name, values in features.items()}, labels


def test_marks_and_sheets_can_be_joined_and_only_they(wave: Played, figures: list[str]) -> None:
    """The attacker is no fool: what one transaction wrote is found together. So it is a cipher and a keyed hash."""
    joined, quiet, tables = 0, 0, Counter[str]()
    for glimpse, each in zip(wave.copies.glimpses, wave.came, strict=True):
        kept = [row for row in glimpse.new if row.table in {"collection_ballot", "collection_spent"}]
        changed = (*glimpse.new, *glimpse.gone)
        if not WORKER & {row.table for row in changed}:
            quiet += 1
            tables.update({row.table for row in changed})
        people = {row.columns["id"] for row in changed if row.table == PERSON}
        assert not people or people == set(wave.copies.keys), "some people's rows changed, and not those of all"
        joined += each.answered and len(kept) == 2 and len({row.noted[:1] for row in kept}) == 1
    answered = sum(each.answered for each in wave.came)
    figures.append(f"{kind_of(wave)} mark and sheet found together: {joined} of {answered}, as expected")
    assert joined == answered
    # Answers lock the urn for sharing, which PostgreSQL notes on its row.
    assert set(tables) <= {*ANSWERING, "collection_urn"}
    assert quiet > len(wave.came) / 4, "the worker was always at it: the test has seen nothing"


def test_answers_carry_nothing_that_tells_a_browser_again(wave: Played) -> None:
    assert len(wave.met) > PEOPLE
    told = {name.lower() for met in wave.met for name in met.headers}
    assert not told & {"set-cookie", "etag", "last-modified", "server-timing", "x-request-id"}
    assert all("no-store" in met.headers["cache-control"] for met in wave.met if met.status == 200)


# ---- the same attackers where there is something to find ------------------------------------------------------------------

FIRST = ("flag", "count_caller", "log_caller", "known_hash", "as_long_as_it_is")
SECOND = ("audit", "receipt", "in_order", "lock", "last_query")
FOUND: dict[tuple[str, ...], dict[str, Callable[[str], bool]]] = {
    FIRST: {
        "flag": lambda name: name == "own row touched",
        "count_caller": lambda name: name == "named in rows",
        "log_caller": lambda name: name == "named in logs",
        "known_hash": lambda name: name == "hashed",
    },
    SECOND: {
        "audit": lambda name: name == "named in rows",
        "receipt": lambda name: name == "named in files",
        "in_order": lambda name: name == "key of collection_ballot by id",
    },
}
ON_POSTGRES: dict[str, Callable[[str], bool]] = {
    "lock": lambda name: name == "own row in the journal",
    "last_query": lambda name: name == "named in queries",
}


@pytest.mark.parametrize("kind", DATABASES)
@pytest.mark.parametrize("leaks", [FIRST, SECOND], ids=["first", "second"])
def test_each_leak_is_found_by_the_attacker_that_looks_there(
    kind: str, leaks: tuple[str, ...], cluster: Cluster, tmp_path: Path, figures: list[str]
) -> None:
    with workspace(kind, cluster, tmp_path, FEW, leaks) as served, copier(served, cluster) as copying:
        wave = play(served, copying, FEW * 2 // 3, 2, ("browser",))
        found = {each.name: each for each in verdicts(wave)}
        known = facts(wave.copies, served, cluster)
        features, labels = sheet_features(wave)
    expected = FOUND[leaks] | (ON_POSTGRES if kind == "postgresql" and leaks is SECOND else {})
    for leak, looks in expected.items():
        [verdict] = [each for name, each in found.items() if looks(name)]
        figures.append(f"{kind} leak {leak}: {verdict}")
        assert verdict.luck < CAUGHT, leak
    if leaks is FIRST:
        luck = judge_amount(features["bytes of the sheet"], np.array(labels["amount"], dtype=float))
        figures.append(f"{kind} leak as_long_as_it_is: length and amount, p = {luck:.2g}")
        assert luck < CAUGHT
        answered = np.array([number in {each.column for each in wave.came if each.answered} for number in range(FEW)])
        assert judge_two_groups("logs", known["named in logs"], answered).luck < CAUGHT


def test_a_database_that_logs_what_it_is_asked_names_nobody_and_the_server_warns_of_times(
    cluster: Cluster, tmp_path: Path, figures: list[str]
) -> None:
    """It is never asked for the one who comes. Its log would still have the time of each answer, so it is said at the start."""
    with (
        workspace("postgresql", cluster, tmp_path, FEW, database_settings=("log_statement = 'all'",)) as served,
        copier(served, cluster) as copying,
    ):
        assert "PostgreSQL logs statements (log_statement)" in served.log.read_text(errors="replace")
        wave = play(served, copying, FEW // 2, 2, ("browser",))
        [verdict] = [each for each in verdicts(wave) if each.name == "named in logs"]
        # It does log, so that there is something to look in.
        assert 'INSERT INTO "collection_ballot"' in cluster.log.read_text(errors="replace")
    figures.append(f"postgresql with log_statement = all (not as it comes): {verdict}")
    assert verdict.luck > BY_LUCK
