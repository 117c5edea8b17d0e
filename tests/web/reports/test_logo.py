"""The mark of an organisation: drawn anew, and refused in a second and in little memory where it is made to exhaust."""

from __future__ import annotations

import resource
import struct
import time
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scopes_disabled
from PIL import Image, PngImagePlugin
from reports.conftest import at, opened

from samspill_web.accounts.models import Logo
from samspill_web.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = b"a-secret-in-the-file"


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 120), **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (10, 90, 160)).save(out, kind, **more)
    return out.getvalue()


def with_text() -> bytes:
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", SECRET.decode())
    return picture(pnginfo=about) + SECRET


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_saying(wide: int, high: int, data: bytes = b"", *more: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def many_scans() -> bytes:
    jpeg = picture("JPEG", (2400, 2400), progressive=True)
    start, end = jpeg.rindex(b"\xff\xda"), jpeg.rindex(b"\xff\xd9")
    return jpeg[:start] + jpeg[start:end] * ((900_000 - start) // (end - start)) + b"\xff\xd9"


def turned(tag: int, kind: int) -> bytes:
    """What a camera says beside a picture: that it lies on its side, and something in a kind that nobody says it in."""
    said = struct.pack(">HHIHH", 0x112, 3, 1, 6, 0) + struct.pack(">HHI", tag, kind, 1) + b"abcd"
    return b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 2) + said + b"\0\0\0\0"


BAD: dict[str, Callable[[], bytes]] = {
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg called png": lambda: b"<?xml version='1.0'?><svg/>",
    "gif": lambda: picture("GIF"),
    "tiff": lambda: picture("TIFF"),
    "ico": lambda: picture("ICO", (64, 64)),
    "webp": lambda: picture("WEBP"),
    "half a png": lambda: picture()[:60],
    "half a jpeg": lambda: picture("JPEG")[:200],
    "nothing but a head": lambda: b"\x89PNG\r\n\x1a\n",
    "zip": lambda: b"PK\x03\x04" + b"\0" * 100,
    "1.5 MB": lambda: b"\x89PNG" + b"\0" * 1_500_000,
    "60,000 pixels wide and high": lambda: png_saying(60_000, 60_000),
    "two thousand million pixels": lambda: png_saying(2**31 - 1, 1),
    "ten million pixels of nothing": lambda: png_saying(3_200, 3_200, zlib.compress(b"\0" * 3_200 * 9_601)),
    "text that unpacks": lambda: png_saying(
        100, 100, b"", *[chunk(b"zTXt", b"x\0\0" + zlib.compress(b"\0" * 50_000_000)) for _ in range(4)]
    ),
    "colours that unpack": lambda: png_saying(100, 100, b"", chunk(b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 200_000_000))),
    "jpeg of a thousand scans": many_scans,
    "a speck": lambda: picture(size=(8, 8)),
    "a line": lambda: picture(size=(2_000, 30)),
    "turned, and wide in bytes": lambda: picture("JPEG", exif=turned(0x100, 1)),
    "turned, and many inches in bytes": lambda: picture("JPEG", exif=turned(0x11A, 1)),
    "turned, and many inches in letters": lambda: picture(exif=turned(0x11A, 2)),
    "turned, and told in a fraction": lambda: picture(exif=turned(0x10E, 11)),
}


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.administrator)


@pytest.fixture
def address(cast) -> str:
    return reverse("logo", args=[cast.tenant.pk])


def send(client, address: str, content: bytes, name: str = "logo.png", alt: str = "Kommunevåpenet"):
    return client.post(address, {"picture": SimpleUploadedFile(name, content, "image/png"), "alt": alt})


@pytest.mark.parametrize("content", [picture(), picture("JPEG"), with_text()], ids=["png", "jpeg", "png with more in it"])
def test_it_is_drawn_anew_and_only_that_is_kept(client, address, cast, content):
    assert send(client, address, content).status_code == 302
    with scopes_disabled():
        kept = Logo.objects.get(tenant=cast.tenant)
        assert AuditEntry.objects.filter(verb="logo.set").count() == 1
    assert bytes(kept.png).startswith(b"\x89PNG")
    assert SECRET not in bytes(kept.png)
    assert bytes(kept.png) != content
    with Image.open(BytesIO(bytes(kept.png))) as drawn:
        assert drawn.size == (kept.width, kept.height) == (300, 120)
        assert drawn.info == {}
    page = client.get(address).content.decode()
    assert 'alt="Kommunevåpenet"' in page
    assert "data:image/png;base64," in page


def test_a_transparent_one_stands_on_white_and_a_large_one_is_made_smaller(client, address, cast):
    out = BytesIO()
    Image.new("RGBA", (2_000, 1_000), (0, 0, 0, 0)).save(out, "PNG")
    assert send(client, address, out.getvalue()).status_code == 302
    with scopes_disabled(), Image.open(BytesIO(bytes(Logo.objects.get().png))) as drawn:
        assert drawn.mode == "RGB"
        assert drawn.size == (600, 300)
        assert drawn.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_mark_is_refused_in_a_second_and_in_little_memory(client, address, name):
    content = BAD[name]()
    client.get(address)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    answer = send(client, address, content)
    taken, more = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert answer.status_code == 422
    assert answer.context["form"]["picture"].errors
    assert taken < 1.0
    assert more < 200_000
    with scopes_disabled():
        assert not Logo.objects.exists()


def test_it_needs_words_and_only_administrators_set_it(client, address, cast, client_of):
    assert send(client, address, picture(), alt="").status_code == 422
    assert client.post(address, {"alt": "x"}).status_code == 422
    for role in ("member", "privacy_officer", "owner", "outsider"):
        assert send(client_of(cast.people[role]), address, picture()).status_code == 404
    with scopes_disabled():
        assert not Logo.objects.exists()


def test_it_stands_on_the_reports_and_is_gone_when_it_is_removed(wave, ordered, cast, client_of):
    administrator, address = client_of(cast.administrator), reverse("logo", args=[cast.tenant.pk])
    assert send(administrator, address, picture(), alt="Våpenet").status_code == 302
    owner = client_of(cast.owner)
    query = {"audience": "staff", "language": "nb", "kind": "html"}
    page = owner.get(at("report", wave), query).content.decode()
    assert 'alt="Våpenet"' in page
    assert "<p>Eksempel kommune</p>" in page
    package = ordered(owner, audiences=["staff"], kinds=["html", "pdf"])
    files = opened(owner.get(at("package_file", wave, package.pk)))
    assert any('alt="Våpenet"' in content.decode() for name, content in files.items() if name.endswith(".html"))
    administrator.post(reverse("remove_logo", args=[cast.tenant.pk]))
    page = owner.get(at("report", wave), query).content.decode()
    assert "Våpenet" not in page
    assert "<p>Eksempel kommune</p>" in page
