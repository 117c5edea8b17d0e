"""Files that are made to break or to exhaust: refused in a second, in little memory, with a page that says what to do."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
SECONDS, MEGABYTES = 1.0, 200
# Of the processor: a machine that is busy with other things is no fault of ours.
HEAD = '[mapping]\ntitle = "T"\ncore_task = "k"\nlanguage = "nb"\n[[organisation]]\nkey = "o"\nname = "O"\n'


def groups(n: int) -> str:
    return "".join(f'[[group]]\nkey="g{i}"\nname="G{i}"\norganisation="o"\nsize=9\n' for i in range(n))


# Made when they are wanted: together they would fill the memory that is measured.
BOMBS: dict[str, Callable[[], bytes]] = {
    "50 MB": lambda: b"#" * 50_000_000,
    "deep lists": lambda: b"a = " + b"[" * 1_000 + b"]" * 1_000,
    "very deep lists": lambda: b"a = " + b"[" * 90_000 + b"]" * 90_000,
    "deep tables": lambda: b"a = " + b"{a=" * 1_000 + b"1" + b"}" * 1_000,
    "deep head": lambda: b"[" + b".".join([b"a"] * 60_000) + b"]\nx = 1",
    "dotted keys": lambda: b"\n".join(b".".join([b"a"] * 900) + b".k%d = 1" % n for n in range(100)),
    "dotted once": lambda: b".".join([b"a"] * 90_000) + b" = 1",
    "many keys": lambda: b"".join(b"k%d=1\n" % n for n in range(1_000_000)),
    "many keys that fit": lambda: b"".join(b"k%d=1\n" % n for n in range(20_000)),
    "many wrong groups": lambda: b"[[group]]\n" * 19_000,
    "many groups": (HEAD + groups(3_000)).encode,
    "some groups": (HEAD + groups(1_500)).encode,
    "huge number": (HEAD + f"x = {'9' * 100_000}\n").encode,
    "huge size": lambda: (
        (HEAD + groups(2) + "size = 1\n").replace("size=9", f"size={'9' * 4_000}", 1).replace("size = 1\n", "").encode()
    ),
    "size beyond 64 bits": lambda: (HEAD + groups(2)).replace("size=9", f"size={2**64}", 1).encode(),
    "a million people": lambda: (HEAD + groups(2)).replace("size=9", "size=1000000000", 1).encode(),
    "wave a thousand million": (HEAD + groups(2) + "[[wave]]\nnumber = 1000000000\n").encode,
    "not UTF-8": lambda: HEAD.encode() + b'people = "\xff\xfe"\n',
    "UTF-16": lambda: HEAD.encode("utf-16"),
    "NUL": lambda: HEAD.replace('"k"', '"k\0k"').encode(),
    "escaped NUL": (HEAD.replace('"k"', '"k\\u0000k"') + groups(2)).encode,
    "escaped surrogate": lambda: HEAD.replace('"k"', '"k\\ud800k"').encode(),
    "infinity": (HEAD.replace("[[organisation]]", "response = inf\n[[organisation]]", 1) + groups(2)).encode,
    "not a number": (HEAD.replace("[[organisation]]", "response = nan\n[[organisation]]", 1) + groups(2)).encode,
    "odd date": (HEAD + groups(2) + "[calendar]\nopens = 0001-01-01\ncloses = 9999-12-31\n").encode,
    "long string": lambda: HEAD.replace('"k"', '"' + "k" * 150_000 + '"').encode(),
    "long key": lambda: (HEAD + groups(1)).replace("g0", "g" * 150_000).encode(),
    "empty": lambda: b"",
    "only a BOM": lambda: b"\xef\xbb\xbf",
    "a path as questionnaire": (
        HEAD.replace("[[organisation]]", 'instrument = "../../../../etc/passwd"\n[[organisation]]', 1) + groups(3)
    ).encode,
    "an address as questionnaire": (
        HEAD.replace(
            "[[organisation]]", 'instrument = "http://127.0.0.1:1/x"\nmodules = ["file:///etc/passwd"]\n[[organisation]]', 1
        )
        + groups(3)
    ).encode,
}
NAMES = "start core-task agreement groups needs questions calendar privacy informing key trial ready history"
PAGES = ("", *(f"{page}/" for page in NAMES.split()))
DOORS = ("bring", "file", "bring_instrument", "bring_meeting_plan")


def knock(client: Client, cast, door: str, content: bytes):
    name = "file" if door == "bring" else "upload"
    number = cast.project.pk if door in {"file", "bring_meeting_plan"} else cast.tenant.pk
    return client.post(reverse(door, args=[number]), {name: SimpleUploadedFile("x.toml", content)})


@pytest.fixture(autouse=True)
def warm(cast, client_of):
    client_of(cast.owner).get(reverse("file", args=[cast.project.pk]))


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_taken_apart_quickly(cast, client_of, door, bomb):
    content, client = BOMBS[bomb](), client_of(cast.owner if door in {"file", "bring_meeting_plan"} else cast.administrator)
    before, began = peak(), time.thread_time()
    answer = knock(client, cast, door, content)
    lasted, grown = time.thread_time() - began, peak() - before
    assert answer.status_code in {200, 302, 413, 422}, answer.status_code
    if lasted >= SECONDS:
        # A busy machine makes the processor itself slower, and never faster: the shorter of two times is ours.
        began = time.thread_time()
        knock(client, cast, door, content)
        lasted = min(lasted, time.thread_time() - began)
    assert lasted < SECONDS, f"{lasted:.1f} s"
    # The test's own client holds the file three times.
    assert grown < MEGABYTES + 4 * len(content) / 1_000_000, f"{grown:.0f} MB"
    if answer.status_code == 302 and door == "bring":
        number = answer.url.strip("/").split("/")[1]
        for page in PAGES:
            began = time.thread_time()
            assert client.get(f"/m/{number}/{page}").status_code == 200, page
            assert time.thread_time() - began < SECONDS, page
