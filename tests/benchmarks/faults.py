"""`make faults SEED=1`: faults of the documentation that `docgen verify` tells, drawn for a second look.

Prints 40 messages that are docs faults and 10 that are replayed with a finding, of all corpora, the same
for the same seed: each finding with its place and the line there, and what differs. Judges nothing.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CORPORA = Path(__file__).parents[3] / "shared/corpora"
FOLDERS = ("graph/v1.0", "onedrive/rest-api", "business-central/api-reference/v2.0")
DRAWN = {"docs fault": 40, "replayed": 10}  # messages of each verdict


def found(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The messages of a corpus that something is told of, with "request" or "response"."""
    command = [sys.executable, "-m", "docgen", "verify", str(folder), "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if not run.stdout:
        raise SystemExit(run.stderr)
    for api in json.loads(run.stdout)["apis"]:
        for sample in api["samples"]:
            for kind in ("request", "response"):
                if sample.get(kind, {}).get("diagnostics"):
                    yield kind, sample[kind]


def described(kind: str, message: dict[str, Any]) -> Iterator[str]:
    """What is told of one message, each finding at its place with the line that stands there."""
    for told in message["diagnostics"]:
        path = Path(told["path"])
        line = path.read_text("utf-8").split("\n")[told["line"] - 1].strip()
        place = f"{path.relative_to(CORPORA)}:{told['line']}:{told['column']}"
        yield f"{place}: {told['code']}: {told['message']}"
        yield f"    {line[:160]}"
    if difference := message.get("difference"):
        yield f"    {kind}: {difference}"


def main() -> int:
    if not CORPORA.is_dir():
        print(f"{CORPORA} is not here", file=sys.stderr)
        return 1
    chance = random.Random(int(os.environ.get("SEED", "1")))
    messages = [message for folder in FOLDERS for message in found(CORPORA / folder)]
    for verdict, count in DRAWN.items():
        faults = [(kind, told) for kind, told in messages if told["verdict"] == verdict]
        print(f"{min(count, len(faults))} of {len(faults)}: {verdict}")
        for number, fault in enumerate(chance.sample(faults, min(count, len(faults))), 1):
            print(f"{number}. " + "\n".join(described(*fault)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
