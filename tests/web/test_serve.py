"""The commands of the workspace: a server and a worker that come up, do what is due, and go down together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("samspill")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder: Path, **more: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    return {**own, "SAMSPILL_DATA": str(folder), "LANG": "nb_NO.UTF-8", **more}


def answer(address: str, tries: int = 150) -> str:
    for _ in range(tries):
        try:
            with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310 -- our own server
                return page.read().decode()
        except OSError:
            time.sleep(0.2)
    raise AssertionError(address)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except FileNotFoundError:
        return ""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes by /proc, which this system lacks")
def test_serve_comes_up_renews_a_killed_worker_and_goes_down(tmp_path):
    port = free_port()
    arguments = [COMMAND, "serve", "--port", str(port), "--workers", "1"]
    served = subprocess.Popen(arguments, env=environment(tmp_path), stderr=subprocess.DEVNULL)
    try:
        assert answer(f"http://127.0.0.1:{port}/health/") == "ok"
        assert "Samspill" in answer(f"http://127.0.0.1:{port}/")
        (worker,) = [pid for pid in children(served.pid) if "db_worker" in command_of(pid)]
        os.kill(worker, signal.SIGKILL)
        deadline = time.monotonic() + 20
        renewed: list[int] = []
        while not renewed and time.monotonic() < deadline:
            time.sleep(0.2)
            renewed = [pid for pid in children(served.pid) if "db_worker" in command_of(pid) and pid != worker]
        assert len(renewed) == 1
        family = children(served.pid)
        served.send_signal(signal.SIGTERM)
        assert served.wait(20) == 0
        assert not any("samspill" in command_of(pid) or "db_worker" in command_of(pid) for pid in family)
    finally:
        served.kill()
        served.wait()
    assert (tmp_path / "samspill.sqlite3").exists()
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def run(*arguments: object, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_wrong_settings_are_all_told_before_anything_starts(tmp_path):
    wrong = {"SAMSPILL_ZONE": "Norge/Oslo", "SAMSPILL_PROXIES": "mange", "SAMSPILL_SECRET": "hest123", "SAMSPILL_ADRESS": "x"}
    done = subprocess.run(
        [COMMAND, "serve"], env=environment(tmp_path / "data", **wrong), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    for name in wrong:
        assert name in done.stderr
    assert "SAMSPILL_ADDRESS" in done.stderr
    assert "hest123" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_demonstration_is_made_once_and_kept(tmp_path):
    for _ in range(2):
        done = run("demo", "--no-serve", "--out", tmp_path / "demo", "--lang", "nb", folder=tmp_path / "unused")
        assert done.returncode == 0, done.stderr
        assert "kari@eksempel.no" in done.stderr
    import sqlite3

    with sqlite3.connect(tmp_path / "demo/data/samspill.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM projects_project").fetchone() == (3,)


def test_an_organisation_gets_a_link_that_lets_its_administrator_in(tmp_path):
    arguments = ("organisation", "Eksempel kommune", "--administrator", "ada@eksempel.no", "--lang", "nb")
    done = run(*arguments, folder=tmp_path, SAMSPILL_ADDRESS="https://samspill.eksempel.no")
    assert done.returncode == 0, done.stderr
    assert "https://samspill.eksempel.no/account/link/" in done.stderr


@pytest.mark.parametrize("url", ["foo://x/y", "postgres://host", "samspill.sqlite3"])
def test_an_address_of_a_database_that_is_none_is_told_without_its_password(tmp_path, url):
    done = run("serve", folder=tmp_path, SAMSPILL_DATABASE_URL=url.replace("//", "//kari:hest123@"))
    assert done.returncode == 2
    assert "SAMSPILL_DATABASE_URL" in done.stderr
    assert "hest123" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_told(tmp_path):
    done = run("serve", folder=tmp_path, SAMSPILL_DATABASE_URL=f"postgres://kari:hest123@127.0.0.1:{free_port()}/x")
    assert done.returncode == 2
    assert "Databasen svarer ikke" in done.stderr
    assert "hest123" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = run("serve", "--port", other.getsockname()[1], folder=tmp_path)
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
