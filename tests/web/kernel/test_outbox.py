"""A message is handed over once; what failed is a row that somebody sees; no row holds a way in."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from kernel.post_office import Office, free_port, open_office

from samspill.terms import Language
from samspill_web.accounts.models import User
from samspill_web.kernel import carriers, clock, outbox, pausing, sending, ticking, writers
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.mailing import MailCarrier
from samspill_web.kernel.models import Message
from samspill_web.kernel.outbox import SILENT, Later, Letter, New

CANARY = "KANARI-7Q2M-KODE"
EARLIER = timedelta(seconds=1)


@pytest.fixture
def kinds(monkeypatch) -> dict[str, writers.Kind]:
    """Kinds of this test alone: ``test.plain`` and ``test.discreet``, which is silent to people whose name begins with s."""
    own = dict(writers._kinds)
    monkeypatch.setattr(writers, "_kinds", own)
    own["test.plain"] = writers.Kind(lambda *_: Letter("Emne", f"Tekst {CANARY}"), discreet=False)
    own["test.discreet"] = writers.Kind(
        lambda message, _: SILENT if message.to.startswith("s") else Letter("Emne", f"Tekst {CANARY}"), discreet=True
    )
    return own


@pytest.fixture
def office(settings) -> Iterator[Office]:
    with open_office(Office()) as found:
        settings.EMAIL_BACKEND = "samspill_web.kernel.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = found.host, found.port
        settings.MESSAGES_A_MINUTE = {}
        yield found


@pytest.fixture
def message(db) -> Message:
    user = User.objects.create_user("ny@eksempel.no", "Ny Person")
    return outbox.enqueue("accounts.link", user.email, Language.DA, user=user.pk)


def write_to(*names: str, kind: str = "test.plain") -> None:
    outbox.enqueue_many(New(kind, f"{name}@eksempel.no", Language.NB, key=f"{kind}:{name}") for name in names)


def numbered(count: int, stem: str = "p") -> list[str]:
    return [f"{stem}{number:04}" for number in range(count)]


def states() -> Counter[str]:
    return Counter(Message.objects.values_list("state", flat=True))


def wait_for_all() -> None:
    """Let everybody's time come."""
    Message.objects.filter(state=SendState.WAITING).update(due=clock.now() - EARLIER)
    cache.clear()


# What a message is.


def test_a_message_is_written_when_it_is_sent_in_the_persons_language(message):
    assert outbox.send_due() == 1
    (sent,) = mail.outbox
    assert sent.to == ["ny@eksempel.no"]
    assert "http://" in sent.body
    assert sent.extra_headers["Message-ID"] == message.message_id
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert Message.objects.get().state == SendState.SENT
    assert outbox.send_due() == 0
    assert len(mail.outbox) == 1


def test_a_row_holds_neither_text_nor_link(message):
    outbox.send_due()
    row = str(Message.objects.values().get())
    assert "http" not in row
    assert mail.outbox[0].subject not in row


def test_nobody_is_written_who_is_gone(message):
    User.objects.all().delete()
    assert outbox.send_due() == 0
    assert not mail.outbox
    assert not Message.objects.exists()


def test_a_subject_is_one_line_and_no_header_is_smuggled_in(db, kinds):
    kinds["test.plain"] = writers.Kind(
        lambda *_: Letter("Hei\r\nBcc: all@eksempel.no", "x", reply_to="eier@eksempel.no\r\nBcc: all@eksempel.no"), None
    )
    write_to("ny")
    outbox.send_due()
    assert not mail.outbox
    assert Message.objects.get().state == SendState.FAILED
    kinds["test.plain"] = writers.Kind(lambda *_: Letter("Hei\r\nBcc: all@eksempel.no", "x"), None)
    write_to("nyere")
    outbox.send_due()
    assert mail.outbox[0].subject == "Hei Bcc: all@eksempel.no"
    assert mail.outbox[0].recipients() == ["nyere@eksempel.no"]


def test_an_address_with_a_line_break_reaches_nobody(db, kinds, office):
    outbox.enqueue_many([New("test.plain", "a@eksempel.no\r\nBcc: b@eksempel.no", Language.NB)])
    outbox.send_due()
    assert office.taken == []
    assert Message.objects.get().state == SendState.FAILED


def test_each_mail_has_a_return_path_of_its_own(db, kinds, office, settings):
    from samspill_web.kernel.returning import signed_number

    settings.MAIL_BOUNCES = "bounce@retur.eksempel.no"
    write_to("en", "to")
    outbox.send_due()
    for sender, to, letter in office.taken:
        assert sender.startswith("bounce+")
        assert sender.endswith("@retur.eksempel.no")
        assert len(sender.partition("@")[0]) <= 64
        assert signed_number(sender.upper()) == Message.objects.get(to=to).pk
        assert letter["From"] == settings.DEFAULT_FROM_EMAIL
    first = office.taken[0][0]
    assert signed_number(first.replace(first[-28:-20], "00000000")) is None


# Once each.


def test_asked_for_twice_it_is_one(db, kinds):
    write_to("en", "to")
    write_to("to", "tre")
    assert Message.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_case_19_two_workers_and_a_double_press_send_one_each(kinds, office):
    names = numbered(120)

    def press(_turn: int) -> None:
        try:
            write_to(*names)
            outbox.send_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    outbox.send_due()
    assert office.counts == Counter(f"{name}@eksempel.no" for name in names)
    assert states() == {SendState.SENT: 120}


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_are_put_in_the_outbox_in_seconds(kinds):
    from time import monotonic

    before = monotonic()
    write_to(*numbered(10_000))
    assert monotonic() - before < 20
    assert Message.objects.count() == 10_000


def test_many_go_over_one_connection(db, kinds, office):
    write_to(*numbered(60))
    assert outbox.send_due() == 60
    assert office.connections == 1


# What the other side may do.


@pytest.mark.parametrize(
    ("said", "state", "rests"),
    [
        ("450 4.2.0 Greylisted, try again", SendState.WAITING, False),
        ("451 4.7.1 Greylisting in action", SendState.WAITING, False),
        ("452 4.2.2 Mailbox is over quota", SendState.WAITING, False),
        ("450 4.2.1 The user is receiving mail at a rate that", SendState.WAITING, False),
        ("421 4.7.0 Too many messages", SendState.WAITING, True),
        ("452 Too many recipients received this hour", SendState.WAITING, True),
        ("451 4.7.28 Unusual rate", SendState.WAITING, True),
        ("450 rate limit exceeded", SendState.WAITING, True),
        ("550 5.4.5 Daily sending quota exceeded", SendState.WAITING, True),
        ("550 5.7.1 limit reached", SendState.WAITING, True),
        ("550 5.1.1 No such user", SendState.FAILED, False),
        ("550 mailbox unavailable, quota", SendState.FAILED, False),
        ("552 5.2.2 Mailbox quota exceeded", SendState.FAILED, False),
        ("553 unlimited nonsense", SendState.FAILED, False),
    ],
)
def test_what_an_answer_means(db, kinds, office, said, state, rests):
    office.at_recipient = lambda *_: said
    write_to("en")
    assert outbox.send_due() == 0
    after = Message.objects.get()
    assert after.state == state
    assert after.trouble.startswith(said[:3])
    assert (pausing.paused_until("email") is not None) == rests
    if state is SendState.WAITING:
        assert after.due > clock.now()
    assert after.attempts == (0 if rests else 1)


def test_a_greylist_lets_in_at_the_second_knock(db, kinds, office):
    office.at_recipient = lambda _to, before: "450 4.2.0 Greylisted" if before == 0 else None
    write_to(*numbered(20))
    assert outbox.send_due() == 0
    assert outbox.send_due() == 0
    assert office.named.total() == 20, "knocked again at once"
    wait_for_all()
    assert outbox.send_due() == 20
    assert set(office.counts.values()) == {1}


def test_case_18_a_quota_pauses_all_and_nobody_gets_two(db, kinds, office):
    since = 0

    def after_147(_to: str, _before: int) -> str | None:
        nonlocal since
        if since == 147:
            since = 0
            return "550 5.4.5 quota exceeded"
        since += 1
        return None

    office.at_recipient = after_147
    write_to(*numbered(700))
    pauses = 0
    with time_machine.travel(clock.now(), tick=True) as traveller:
        while states()[SendState.SENT] < 700:
            outbox.send_due(timedelta(minutes=5))
            assert states()[SendState.FAILED] == 0
            until = pausing.paused_until("email")
            if until is not None:
                pauses += 1
                before = len(office.taken)
                assert before == 147 * pauses
                assert outbox.send_due() == 0
                assert len(office.taken) == before, "sent although the channel rests"
                traveller.move_to(until + EARLIER)
    assert pauses == 4
    assert office.counts == Counter(f"{name}@eksempel.no" for name in numbered(700))
    assert Message.objects.filter(attempts__gt=1).count() == 0, "a pause used up a try"


def test_a_pause_grows_ends_with_the_first_that_is_taken_and_outlives_a_wrong_clock(db):
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False) as traveller:
        lengths = []
        for _ in range(9):
            until = pausing.pause("email")
            assert pausing.pause("email") == until, "two workers make one pause"
            lengths.append(until - clock.now())
            traveller.move_to(until)
        assert lengths[0] < timedelta(minutes=1.3)
        assert lengths[3] > lengths[0] * 3
        assert max(lengths) < timedelta(minutes=75)
        pausing.pause("email")
        traveller.move_to(now - timedelta(days=3))
        assert pausing.paused_until("email") is None
        pausing.go_on("email")
        assert pausing.pause("email") - clock.now() < timedelta(minutes=1.3)


def test_a_refused_sender_and_a_server_that_is_not_there_are_nobodys_fault(db, kinds, office, settings):
    office.at_sender = lambda *_: "553 5.7.1 not allowed to send as that"
    write_to(*numbered(30))
    outbox.send_due()
    assert states() == {SendState.WAITING: 30}
    assert set(Message.objects.values_list("attempts", flat=True)) == {0}
    wait_for_all()
    settings.EMAIL_PORT = free_port()
    outbox.send_due()
    assert states() == {SendState.WAITING: 30}
    assert pausing.paused_until("email") is not None
    settings.EMAIL_PORT, office.at_sender = office.port, lambda *_: None
    wait_for_all()
    assert outbox.send_due() == 30


@pytest.mark.parametrize(("where", "arrived"), [("before_text", 0), ("at_text", 1)])
def test_a_cut_around_the_text_is_unknown_and_not_repeated(db, kinds, office, where, arrived):
    setattr(office, where, lambda to, _: "cut" if to.startswith("cut") else None)
    write_to("cut", *numbered(5))
    outbox.send_due()
    assert Message.objects.get(to="cut@eksempel.no").state == SendState.UNKNOWN
    wait_for_all()
    outbox.send_due()
    assert len(office.letters_to("cut@eksempel.no")) == arrived
    assert states() == {SendState.SENT: 5, SendState.UNKNOWN: 1}


@pytest.mark.parametrize("where", ["at_sender", "at_recipient"])
def test_a_cut_before_the_text_is_tried_again(db, kinds, office, where):
    cuts = iter(["cut"])
    setattr(office, where, lambda *_: next(cuts, None))
    write_to(*numbered(5))
    assert outbox.send_due() == 5
    assert office.connections == 2
    assert set(office.counts.values()) == {1}


def test_a_server_that_breaks_at_every_text_does_not_make_all_unknown(db, kinds, office):
    office.at_text = lambda *_: "cut"
    write_to(*numbered(40))
    outbox.send_due()
    assert states() == {SendState.UNKNOWN: sending.SHAKY, SendState.WAITING: 40 - sending.SHAKY}
    assert pausing.paused_until("email") is not None


def test_a_text_that_is_refused_for_all_stops_before_all_have_failed(db, kinds, office):
    office.at_text = lambda *_: "554 5.7.1 looks like spam"
    write_to(*numbered(40))
    outbox.send_due()
    assert states() == {SendState.FAILED: sending.SHAKY, SendState.WAITING: 40 - sending.SHAKY}


def test_a_message_is_given_up_after_some_tries(db, kinds, office):
    office.at_recipient = lambda *_: "450 4.2.0 Greylisted"
    write_to("en")
    waits = []
    for turn in range(outbox.TRIES):
        assert Message.objects.get().state == SendState.WAITING, turn
        outbox.send_due()
        waits.append(Message.objects.get().due - clock.now())
        wait_for_all()
    assert Message.objects.get().state == SendState.FAILED
    assert waits[0] < timedelta(minutes=2.5)
    assert waits[4] > timedelta(minutes=20)
    assert max(waits) < timedelta(hours=5)


# Workers that die, clocks that are wrong, writers that fail.


def test_a_message_whose_worker_was_killed_is_told_and_not_repeated(message):
    Message.objects.update(state=SendState.SENDING, due=clock.now() - timedelta(hours=1))
    outbox.give_up_lost(clock.now() - timedelta(minutes=15))
    assert outbox.send_due() == 0
    assert (Message.objects.get().state, Message.objects.get().trouble) == (SendState.UNKNOWN, "killed")


def test_a_worker_that_is_killed_leaves_one_message_in_doubt(db, kinds, monkeypatch):
    class KilledError(BaseException):
        pass

    handed: list[str] = []

    class Dies:
        def hand_over(self, message: Message, _letter: Letter) -> carriers.Outcome:
            handed.append(message.to)
            if len(handed) == 7:
                raise KilledError
            return carriers.SENT

        def close(self) -> None:
            pass

    monkeypatch.setitem(carriers._makers, "email", Dies)
    write_to(*numbered(20))
    with pytest.raises(KilledError):
        outbox.send_due()
    assert states() == {SendState.SENT: 6, SendState.SENDING: 1, SendState.WAITING: 13}
    outbox.give_up_lost(clock.now() + EARLIER)
    outbox.send_due()
    assert Counter(handed) == Counter(f"{name}@eksempel.no" for name in numbered(20))
    assert states() == {SendState.SENT: 19, SendState.UNKNOWN: 1}


@pytest.mark.parametrize("hours", [-30 * 24, -2, 2, 30 * 24])
def test_a_clock_that_jumps_loses_nothing_and_doubles_nothing(db, kinds, office, hours):
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    office.at_recipient = lambda _to, before: "450 4.2.0 Greylisted" if before == 0 else None
    with time_machine.travel(now, tick=True) as traveller:
        write_to(*numbered(4, "a"))
        outbox.send_due()
        write_to(*numbered(4, "b"))
        traveller.move_to(now + timedelta(hours=hours))
        outbox.give_up_lost(clock.now() - ticking.LEASE)
        outbox.send_due()
        write_to(*numbered(4, "c"))
        outbox.send_due()
        assert office.named["b0000@eksempel.no"] >= 1, "waits for a clock that was wrong"
        assert office.named["c0000@eksempel.no"] >= 1
        traveller.move_to(now + timedelta(hours=1))
        for _ in range(3):
            outbox.give_up_lost(clock.now() - ticking.LEASE)
            wait_for_all()
            outbox.send_due()
    assert states() == {SendState.SENT: 12}
    assert set(office.counts.values()) == {1}


def test_one_that_cannot_be_written_stops_no_other(db, kinds, office, caplog):
    def fails(message: Message, _language: Language) -> Letter:
        if message.to.startswith("p0003"):
            raise RuntimeError(CANARY)
        return Letter("Emne", "Tekst")

    kinds["test.plain"] = writers.Kind(fails, None)
    write_to(*numbered(10))
    assert outbox.send_due() == 9
    left = Message.objects.get(state=SendState.WAITING)
    assert (left.trouble, left.attempts) == ("RuntimeError", 1)
    assert CANARY not in caplog.text


def test_a_message_of_a_kind_that_nobody_writes_any_more_is_told(db, kinds, office):
    write_to("en", kind="test.forgotten")
    outbox.send_due()
    assert Message.objects.get().trouble == "KeyError"


def test_later_means_later(db, kinds, office):
    morning = clock.now() + timedelta(hours=9)
    kinds["test.plain"] = writers.Kind(lambda *_: Later(morning), None)
    write_to("en")
    outbox.send_due()
    row = Message.objects.get()
    assert (row.state, row.due, row.attempts) == (SendState.WAITING, morning, 0)


def test_no_row_and_no_line_of_the_log_holds_what_was_written(db, kinds, office, caplog):
    caplog.set_level(logging.DEBUG)
    said = iter([f"554 5.7.1 refused: {CANARY}", f"450 4.2.0 Greylisted {CANARY}", "cut", f"421 {CANARY} quota"])
    office.at_text = lambda *_: next(said, None)
    write_to(*numbered(10))
    write_to(*numbered(10, "s"), *numbered(10, "t"), kind="test.discreet")
    for _ in range(4):
        outbox.send_due()
        wait_for_all()
    assert any(CANARY in str(letter) for _, _, letter in office.taken)
    assert CANARY not in str(list(Message.objects.values()))
    ours = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in caplog.records if "samspill" in record.name)
    assert ours
    assert CANARY not in ours


# How much, how long.


def test_a_channel_carries_no_more_a_minute_than_it_may(db, kinds, office, settings):
    settings.MESSAGES_A_MINUTE = {"email": 25}
    write_to(*numbered(60))
    now = clock.now()
    with time_machine.travel(now, tick=False) as traveller:
        for minute in range(1, 4):
            for _ in range(3):
                outbox.send_due()
            assert len(office.taken) == min(60, 25 * minute)
            traveller.move_to(now + timedelta(minutes=minute, seconds=1))
    assert set(office.counts.values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_a_tick_is_short_and_goes_on_while_there_is_more(kinds, office, monkeypatch):
    monkeypatch.setattr(ticking, "_chores", [])
    seconds = count()
    monkeypatch.setattr(sending, "monotonic", lambda: next(seconds))
    monkeypatch.setattr(outbox, "send_due", lambda: sending.send_due(timedelta(seconds=60)))
    write_to(*numbered(200))
    ticking.tick.call()
    more = DBTaskResult.objects.filter(task_path=ticking.send_more.module_path, status=TaskResultStatus.READY)
    assert more.count() == 1
    assert more.get().run_after <= clock.now() + timedelta(seconds=2)
    assert more.get().priority < ticking.tick.priority
    assert 40 < len(office.taken) < 80
    monkeypatch.setattr(outbox, "send_due", lambda: sending.send_due(timedelta(seconds=1_000)))
    more.delete()
    ticking.send_more.call()
    assert len(office.taken) == 200
    assert not more.exists()


def test_a_channel_that_this_machine_does_not_have_waits_and_keeps_nobody_busy(db, kinds):
    outbox.enqueue_many([New("test.plain", "+4799999999", Language.NB, channel="pigeon")])
    assert outbox.send_due() == 0
    assert not outbox.more_due()
    assert Message.objects.get().state == SendState.WAITING


# Discreet kinds.


def tracks(stem: str) -> Counter[tuple[object, ...]]:
    """What the database tells of rows, apart from whose they are."""
    rows = Message.objects.filter(to__startswith=stem)
    return Counter(rows.values_list("state", "attempts", "trouble", "due", "made", "channel", "kind"))


def test_a_row_towards_whom_a_plain_kind_is_silent_ends_as_sent(db, kinds, office):
    """Deleted it would tell towards whom the writer keeps silent: on a page that counts rows, and by being made again."""
    kinds["test.plain"] = writers.Kind(lambda *_: SILENT, discreet=False)
    enqueued = outbox.enqueue("test.plain", "s@eksempel.no", Language.NB)
    assert outbox.send_due() == 0
    assert Message.objects.get(pk=enqueued.pk).state == SendState.SENT
    assert not office.taken


def test_a_silent_row_ends_like_the_others(db, kinds, office):
    with time_machine.travel(clock.now(), tick=False):
        write_to(*numbered(40, "s"), *numbered(40, "t"), kind="test.discreet")
        outbox.send_due()
    assert office.counts == Counter(f"{name}@eksempel.no" for name in numbered(40, "t"))
    assert tracks("s") == tracks("t")


def test_a_batch_is_claimed_and_settled_at_one_moment(db, kinds, office, django_assert_max_num_queries):
    write_to(*numbered(10, "s"), *numbered(10, "t"), kind="test.discreet")
    outbox.send_due()
    assert len(set(Message.objects.values_list("due", flat=True))) == 1


@pytest.mark.parametrize("said", ["450 4.2.0 Greylisted", "550 5.1.1 No such user", "421 4.7.0 quota", "cut"])
def test_on_the_way_a_silent_row_looks_like_one_that_has_trouble(db, kinds, office, caplog, monkeypatch, said):
    """Over many batches: how a silent row stands must not differ from how one stands that was handed over."""
    monkeypatch.setattr(sending, "SHAKY", 1_000)
    turns, limited = count(1), said.startswith("421")
    # A quota asks nobody's name: each tenth is too many, and the channel rests.
    office.at_text = lambda to, _: said if (next(turns) % 10 == 0 if limited else int(to[1:5]) % 2) else None
    with time_machine.travel(clock.now(), tick=False):
        write_to(*numbered(400, "s"), *numbered(400, "t"), kind="test.discreet")
        for _ in range(20 if limited else 1):
            outbox.send_due(timedelta(minutes=1))
            if limited:
                wait_for_all()
    silent = Counter(Message.objects.filter(to__startswith="s").values_list("state", flat=True))
    spoken = Counter(Message.objects.filter(to__startswith="t").values_list("state", flat=True))
    assert set(silent) == set(spoken)
    assert all(abs(silent[state] - spoken[state]) < 80 for state in spoken)
    assert SendState.FAILED not in silent
    assert not [record for record in caplog.records if "message" in record.getMessage()]
    # A row and its copy must not be known by a moment that they alone share: a batch waits for one moment.
    waiting = Message.objects.filter(state=SendState.WAITING)
    assert waiting.values("due").distinct().count() <= 800 // sending.DISCREET
    if limited:
        assert 100 < spoken[SendState.SENT] < 300


def test_a_killed_batch_shares_its_fate(db, kinds, office, monkeypatch):
    class KilledError(BaseException):
        pass

    def dies(*_: object) -> None:
        raise KilledError

    write_to(*numbered(10, "s"), *numbered(10, "t"), kind="test.discreet")
    monkeypatch.setattr(MailCarrier, "hand_over", dies)
    with pytest.raises(KilledError):
        outbox.send_due()
    outbox.give_up_lost(clock.now() + EARLIER)
    assert states() == {SendState.UNKNOWN: 20}


def test_under_a_limit_a_batch_waits_until_there_is_room_for_all_of_it(db, kinds, office, settings):
    settings.MESSAGES_A_MINUTE = {"email": 30}
    write_to(*numbered(20))
    write_to(*numbered(30, "s"), *numbered(30, "t"), kind="test.discreet")
    now = clock.now()
    with time_machine.travel(now, tick=False) as traveller:
        outbox.send_due()
        assert Message.objects.filter(kind="test.discreet").exclude(state=SendState.WAITING).count() == 0
        for minute in range(1, 6):
            traveller.move_to(now + timedelta(minutes=minute, seconds=minute))
            outbox.send_due()
    assert office.counts.total() == 20 + 30
    assert not Message.objects.exclude(state=SendState.SENT).exists()
    assert Message.objects.filter(made__gt=F("due")).count() == 0
