"""What tests of several packages share."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

import docgen

_OUTPUT = Draft202012Validator(
    json.loads((Path(docgen.__file__).parent / "output.schema.json").read_text("utf-8"))
)

# The seconds until something that never happens fails a test; nothing that a test measures.
PATIENCE = 120.0

# Pages that hold what no page should, by name.
HOSTILE = {
    "empty": b"",
    "binary": bytes(range(256)),
    "nul": b"# a\0b\n",
    "latin-1": "# é\n".encode("latin-1"),
    "bad-yaml": b"---\na: b: c\n---\n# x\n",
    "open-front-matter": b"---\ntitle: x\n",
    "many-aliases": b"---\na0: &a0 [x, x]\n"
    + b"".join(
        b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)
    )
    + b"title: *a11\n---\n# x\n",
    "open-fence": b"# x\n\n```http\nGET /x\n\n## Response\n",
    "many-open-fences": b"```http\n\n# h\n\n" * 2000,
    "open-comment": b'# x\n\n<!-- { "blockType": \n\n# y\n',
    "long-line": b"|" + b"a|" * 2_500_000,
    "deep-json": b"# x resource type\n\n## JSON representation\n\n```json\n"
    + b"[" * 50_000
    + b"\n```\n",
}


def until(is_so: Callable[[], bool], told: Callable[[], str] = str) -> None:
    """Waits for it; what `told` gives is the message when it never comes."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < PATIENCE, told()
        time.sleep(0.01)


def content(folder: Path) -> dict[str, bytes]:
    """The files below a folder, by path."""
    files = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def valid_report(text: str) -> dict[str, Any]:
    """What a command printed as JSON, which its schema describes."""
    report = json.loads(text)
    _OUTPUT.validate(report)
    return report
