"""Ten thousand mails over a mail server that refuses, breaks and vanishes, by two workers at once: nobody twice, nobody lost.

    python bench/outbox.py [mails]

Of every hundred mails five are put off at the first try, one is refused, and two are cut: one before its last line, one after.
What is counted: mails that the server took, against what the rows say.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "web"))
MAILS = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 10_000
WORKERS = 2
DOMAIN = "@eksempel.no"


def kind_of(address: str) -> str:
    """Return what happens to an address: the same each time the bench is run."""
    drawn = random.Random(address).random()  # noqa: S311 -- not a secret
    limits = {"4xx": 0.05, "5xx": 0.06, "cut before": 0.07, "cut after": 0.08}
    return next((kind for kind, limit in limits.items() if drawn < limit), "well")


def set_up(folder: str, port: int) -> None:
    """Set Django up for this process."""
    os.environ |= {
        "SAMSPILL_DATA": folder,
        "SAMSPILL_SECRET": "for-the-bench-only-for-the-bench-only",
        "SAMSPILL_MAIL_SERVER": f"smtp://127.0.0.1:{port}",
        "SAMSPILL_MAIL_A_MINUTE": "0",
        "DJANGO_SETTINGS_MODULE": "samspill_web.config.settings",
    }
    import logging

    import django

    django.setup()
    logging.getLogger("samspill").setLevel(logging.ERROR)
    from samspill_web.kernel.outbox import Letter, writes

    writes("bench")(
        lambda message, _: Letter("Trygg overgang", f"Hei.\n\nSvar gjerne, {message.to}.\n" * 10, "<p>Hei.</p>" * 50)
    )


def work(folder: str, port: int) -> None:
    """Send as the task worker does, until nothing is left; put-off mails are not waited for by the clock."""
    set_up(folder, port)
    from samspill_web.kernel import clock, outbox
    from samspill_web.kernel.models import Message

    while Message.objects.filter(state__in=("waiting", "sending")).exists():
        outbox.send_due(timedelta(seconds=15))
        Message.objects.filter(state="waiting", due__gt=clock.now()).update(due=clock.now() - timedelta(seconds=1))
        time.sleep(0.05)


def main() -> int:
    """Run the bench; return how many figures are wrong."""
    from kernel.post_office import Office, free_port, open_office

    office = Office(
        at_recipient=lambda to, before: {
            "4xx": None if before else "451 4.2.0 Greylisted",
            "5xx": "550 5.1.1 No such user",
        }.get(kind_of(to)),
        before_text=lambda to, _: "cut" if kind_of(to) == "cut before" else None,
        at_text=lambda to, _: "cut" if kind_of(to) == "cut after" else None,
    )
    with tempfile.TemporaryDirectory() as folder, open_office(office, free_port()):
        set_up(folder, office.port)
        from django.core.management import call_command

        from samspill.terms import Language
        from samspill_web.kernel.models import Message
        from samspill_web.kernel.outbox import New, enqueue_many

        call_command("migrate", verbosity=0)
        people = [f"p{number}{DOMAIN}" for number in range(MAILS)]
        began = time.monotonic()
        for _ in range(2):
            enqueue_many(New("bench", to, Language.NB, key=f"bench:{to}") for to in people)
        queued = time.monotonic() - began
        began = time.monotonic()
        workers = [
            multiprocessing.get_context("spawn").Process(target=work, args=(folder, office.port)) for _ in range(WORKERS)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        seconds = time.monotonic() - began
        states = dict(Message.objects.values_list("to", "state"))
    return told(people, office.counts, states, queued, seconds)


def told(people: list[str], taken: Counter[str], states: dict[str, str], queued: float, seconds: float) -> int:
    """Print the figures; return how many are wrong."""
    kinds = Counter(map(kind_of, people))
    double = sum(count > 1 for count in taken.values())
    # Silent: the row says sent and the server has nothing, or the row says nothing that anybody would look at.
    silent = sum(states[to] not in {"sent", "failed", "unknown"} or (states[to] == "sent" and not taken[to]) for to in people)
    wrongly_failed = sum(states[to] == "failed" and kind_of(to) != "5xx" for to in people)
    unknown = Counter(kind_of(to) for to in people if states[to] == "unknown")
    print(f"{len(people):,} mails, {WORKERS} workers: " + ", ".join(f"{kind} {kinds[kind]}" for kind in sorted(kinds)))
    print(f"put in the outbox twice in {queued:.1f} s; sent in {seconds:.0f} s, {len(people) / seconds:.0f} a second")
    print("rows: " + ", ".join(f"{state} {count}" for state, count in sorted(Counter(states.values()).items())))
    print(f"unknown: {dict(unknown)}")
    print(f"double {double}, silent loss {silent}, failed that should not have {wrongly_failed}")
    cuts = kinds["cut before"] + kinds["cut after"]
    return sum((double > 0, silent > 0, wrongly_failed > 0, sum(unknown.values()) != cuts, len(states) != len(people)))


if __name__ == "__main__":
    sys.exit(main())
