"""A disk that is full, and one that has become read-only: nobody is thanked for what is not kept, and then all goes on.

`python tests/faults/disk.py` (as root: it mounts small disks of its own).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cluster import cluster
from serving import Served, served

TRIES = 30


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[tuple[Path, str]]:
    """Mount a file as a disk; give its folder and its device."""
    image, folder = place / "disk", place / "mounted"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(megabytes * 1_000_000)
    subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(image)], check=True)
    device = subprocess.run(["losetup", "--show", "-f", str(image)], check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["mount", "-o", "errors=remount-ro", device, str(folder)], check=True)
    try:
        yield folder, device
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        subprocess.run(["losetup", "-d", device], check=False)


def fill(folder: Path) -> Path:
    """Fill a disk to the last byte."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1_000_000, 4_096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return ballast


def full(place: Served, folder: Path) -> list[str]:
    """Send on a full disk, make room, and send again; return what went wrong."""
    wrong = [] if place.send(0) == (200, "kept") else ["nothing is kept before"]
    ballast = fill(folder)
    thanked = [number for number in range(1, TRIES) if place.send(number) == (200, "kept")]
    ballast.unlink()
    return wrong + _after(place, thanked, "full")


def read_only(place: Served, device: str) -> list[str]:
    """Send on a disk that has become read-only; start again on one that is not."""
    before = place.count()["ballots"]
    subprocess.run(["blockdev", "--setro", device], check=True)
    thanked = [number for number in range(TRIES, 2 * TRIES) if place.send(number) == (200, "kept")]
    place.stop()
    subprocess.run(["blockdev", "--setrw", device], check=True)
    mounted = place.folder
    subprocess.run(["umount", "-l", str(mounted)], check=True)
    subprocess.run(["e2fsck", "-fy", device], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run(["mount", device, str(mounted)], check=True)
    place.start()
    found = place.count()["ballots"]
    wrong = [] if found == before + len(thanked) else [f"read-only: thanked for {len(thanked)}, kept {found - before}"]
    again = [number for number in range(TRIES, 2 * TRIES) if place.send(number) != (200, "kept")]
    print(
        f"read-only: of {TRIES} sent {len(thanked)} were thanked for and {found - before} kept; then all but {len(again)} kept"
    )
    return wrong + [f"read-only: {number} is not kept afterwards" for number in again]


def _after(place: Served, thanked: list[int], what: str) -> list[str]:
    kept = place.count()["ballots"] - 1
    wrong = [] if kept == len(thanked) else [f"{what}: thanked for {len(thanked)}, kept {kept}"]
    again = [number for number in range(1, TRIES) if place.send(number) != (200, "kept")]
    wrong += [f"{what}: {number} is not kept afterwards" for number in again]
    print(f"{what}: of {TRIES - 1} sent {len(thanked)} were thanked for and {kept} kept; afterwards all but {len(again)} kept")
    return wrong


def main() -> int:
    """Starve both databases, and return 1 where somebody was thanked for nothing or could not go on."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    wrong: list[str] = []
    with (
        tempfile.TemporaryDirectory(prefix="samspill-disk-") as folder,
        small_disk(Path(folder), 60) as (disk, device),
        served(disk, 2 * TRIES) as place,
    ):
        wrong += full(place, disk)
        wrong += read_only(place, device)
    with tempfile.TemporaryDirectory(prefix="samspill-disk-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        Path(folder).chmod(0o777)
        with small_disk(Path(folder), 400) as (disk, _), cluster(disk) as own, served(data, 2 * TRIES, own.address) as place:
            wrong += full_postgres(place, disk, own)
    for line in wrong:
        print("WRONG", line)
    return int(bool(wrong))


def full_postgres(place: Served, disk: Path, own: object) -> list[str]:
    """Fill the disk of PostgreSQL, which may give up: it is started again when there is room."""
    wrong = [] if place.send(0) == (200, "kept") else ["nothing is kept before"]
    ballast = fill(disk)
    thanked = [number for number in range(1, TRIES) if place.send(number) == (200, "kept")]
    ballast.unlink()
    with suppress(subprocess.CalledProcessError):
        own.start()
    return wrong + _after(place, thanked, "full, PostgreSQL")


if __name__ == "__main__":
    sys.exit(main())
