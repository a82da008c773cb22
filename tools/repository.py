"""`make repository URL=https://github.com/ACCOUNT/docgen`: writes the address of the repository wherever it is named.

The one place that says it is `Source` of `[project.urls]` in pyproject.toml; docs/ name it in `uses:` of a workflow. Until it is known, its account is OWNER.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACEHOLDER = "OWNER"


def account_and_name(text: str) -> str:
    """`ACCOUNT/NAME` of the address in a pyproject.toml."""
    source = tomllib.loads(text)["project"]["urls"]["Source"]
    return source.removeprefix("https://github.com/")


def is_known(root: Path = ROOT) -> bool:
    """Whether somebody wrote the address."""
    text = (root / "pyproject.toml").read_text("utf-8")
    return not account_and_name(text).startswith(f"{PLACEHOLDER}/")


def write_address(url: str, root: Path = ROOT) -> list[Path]:
    """Writes an address in place of the present one; the files that changed. Raises `ValueError` for another address."""
    match = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?", url)
    if match is None:
        raise ValueError(f"{url} is not like https://github.com/ACCOUNT/docgen")
    project = root / "pyproject.toml"
    present = re.escape(account_and_name(project.read_text("utf-8")))
    place = re.compile(rf"((?:github|githubusercontent)\.com/|\buses: ){present}(?![\w-])")
    changed: list[Path] = []
    for file in (project, *sorted((root / "docs").rglob("*.md"))):
        before = file.read_text("utf-8")
        after = place.sub(rf"\g<1>{match[1]}", before)
        if after != before:
            file.write_text(after, "utf-8")
            changed.append(file)
    return changed


def main() -> int:
    try:
        changed = write_address(sys.argv[1] if len(sys.argv) == 2 else "")
    except ValueError as error:
        print(
            f"{error}; run: make repository URL=https://github.com/ACCOUNT/docgen", file=sys.stderr
        )
        return 2
    for file in changed:
        print(f"wrote {file.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
