"""`make release`: builds the distributions, tries the wheel in fresh environments and prints what to upload.

    python tools/release.py

Run by an environment that has `build` and `twine`. Exit code 1 when a check fails; nothing is uploaded.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from repository import is_known

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
PYTHONS = ("3.11", "3.12", "3.13")
PAGES = ROOT / "specs/parcels/pages"
TRY = """
from parcels import Client
print(Client("key").parcels.list.request(status="draft"))
"""


def main() -> int:
    problems = [*version_problems(), *address_problems()]
    shutil.rmtree(DIST, ignore_errors=True)
    run(sys.executable, "-m", "build", "--outdir", str(DIST), str(ROOT))
    wheel, source = next(DIST.glob("*.whl")), next(DIST.glob("*.tar.gz"))
    run(sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(source))
    problems += content_problems(wheel, source)
    for version in PYTHONS:
        python = find_python(version)
        if python is None:
            print(f"Python {version}: skipped, as this machine has none")
            continue
        for file in (wheel, source) if version == PYTHONS[0] else (wheel,):
            try_out(python, file)
            print(f"Python {version}: {file.name} installs, generates an SDK and verifies it")
    for problem in problems:
        print(f"before the upload: {problem}")
    if problems:
        return 1
    version = version_of_code()
    print(f"git tag --annotate v{version} --message {version} && git push origin v{version}")
    print(f"{sys.executable} -m twine upload {wheel.relative_to(ROOT)} {source.relative_to(ROOT)}")
    return 0


def version_of_code() -> str:
    match = re.search(r'__version__ = "(.+)"', (ROOT / "docgen/__init__.py").read_text("utf-8"))
    assert match
    return match[1]


def version_problems() -> Iterator[str]:
    """Whether the version is in CHANGELOG.md, with a date, and not released yet."""
    version = version_of_code()
    log = (ROOT / "CHANGELOG.md").read_text("utf-8")
    if not re.search(rf"^## {re.escape(version)} - \d{{4}}-\d\d-\d\d$", log, re.MULTILINE):
        yield f"CHANGELOG.md has no section: ## {version} - YEAR-MONTH-DAY"
    unreleased = re.search(r"^## Unreleased\n(.*?)(?=^## |\Z)", log, re.MULTILINE | re.DOTALL)
    if unreleased and unreleased[1].strip():
        yield f"CHANGELOG.md has changes under Unreleased; move them to {version}"
    git = ("git", "-C", str(ROOT))
    if subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True).stdout:
        yield "the working tree has changes that are not committed"
    tag = subprocess.run([*git, "tag", "--list", f"v{version}"], capture_output=True, text=True)
    if tag.stdout.strip():
        yield f"the tag v{version} exists; raise __version__ in docgen/__init__.py"


def address_problems() -> Iterator[str]:
    """Whether the address of the repository is known."""
    if not is_known():
        yield "the repository has no address yet; run: make repository URL=https://github.com/ACCOUNT/docgen"


def content_problems(wheel: Path, source: Path) -> Iterator[str]:
    """Files that are missing from the distributions, and links of the README that an index cannot follow."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (about,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(about).decode()
    for name in ("docgen/templates/python/target.toml", "docgen/configuration.schema.json"):
        if name not in names:
            yield f"{wheel.name} has no {name}"
    with tarfile.open(source) as archive:
        if any("/tests/" in name or "/generated/" in name for name in archive.getnames()):
            yield f"{source.name} has tests or generated code"
    for target in re.findall(r"\]\(([^)]+)\)", metadata):
        if not target.startswith(("https://", "#")):
            yield f"the README on an index links to {target}"


def find_python(version: str) -> str | None:
    """The path of a Python of this version: of PATH, or installed by pyenv."""
    found = [shutil.which(f"python{version}")]
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found += [str(path) for path in root.glob(f"versions/{version}.*/bin/python{version}")]
    for path in filter(None, found):
        # A shim of pyenv is in PATH also where its version is not selected.
        if subprocess.run([path, "--version"], capture_output=True).returncode == 0:
            return path
    return None


def try_out(python: str, file: Path) -> None:
    """Installs a distribution into a fresh environment, and generates, verifies and uses an SDK."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scripts = folder / "environment/bin"
        run(python, "-m", "venv", str(folder / "environment"))
        run(str(scripts / "pip"), "install", "--quiet", "--disable-pip-version-check", str(file))
        pages = folder / "pages"
        shutil.copytree(PAGES, pages)
        docgen = str(scripts / "docgen")
        options = ("--package", "parcels", "--output", str(folder), "--no-cache")
        run(docgen, "generate", str(pages), *options)
        run(docgen, "verify", str(pages), "--no-cache", "-o", str(folder / "verify.txt"))
        run(str(scripts / "python"), "-c", TRY, cwd=folder)


def run(*command: str, cwd: Path | None = None) -> None:
    """Runs a command outside of the repository's own modules; stops where it fails."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd or Path.home(), env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
