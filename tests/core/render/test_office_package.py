from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from samspill.render.office_package import archive, steady


def zipped(year: int) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as package:
        from zipfile import ZipInfo

        package.writestr(ZipInfo("b.xml", (year, 5, 17, 12, 0, 0)), "<b/>")
        package.writestr(ZipInfo("a.xml", (year, 5, 17, 12, 0, 0)), "<a/>")
    return target.getvalue()


def test_archives_made_at_different_times_become_the_same_bytes() -> None:
    assert zipped(2026) != zipped(2027)
    assert steady(zipped(2026)) == steady(zipped(2027))


def test_parts_keep_order_and_content() -> None:
    with ZipFile(BytesIO(steady(zipped(2026)))) as package:
        assert package.namelist() == ["b.xml", "a.xml"]
        assert package.read("a.xml") == b"<a/>"
        assert package.testzip() is None


def test_an_archive_holds_its_parts() -> None:
    with ZipFile(BytesIO(archive({"æ.csv": b"1,2"}))) as package:
        assert package.read("æ.csv") == b"1,2"
