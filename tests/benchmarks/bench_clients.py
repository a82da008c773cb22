"""`make bench-clients`: SDKs that docgen makes beside the clients that people wrote, in one run.

python-gitlab, Mastodon.py and hvac are installed by pip into an environment of their own, which is kept in the user's cache.
Runs are interleaved, each in a new process; the table shows medians of CPU seconds, which other work on the machine changes
least, and how many times better ours is. Issues are the largest documented sample, a hundred times.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from platformdirs import user_cache_path
from processes import docgen, environment, load, run

from docgen.driver.workspace import read_folder
from docgen.spec.model import Spec

CORPORA = Path(__file__).parents[3] / "shared/corpora"
FOLDERS = {
    "gitlab": "gitlab/doc",
    "mastodon": "mastodon/content",
    "discord": "discord/developers",
    "openbao": "openbao/website",
}
ROUNDS = 9
LARGEST = 1.5  # MB of a package
SLOWEST = 1.5  # times as long as orjson without types

MEASURED = "import time; start = time.process_time(); {}; print(time.process_time() - start)"
LISTED = "; assert sum(1 for issue in {} if issue.title) == 100"
DECODED = """
import json, sys, timeit, orjson
from gitlab_api import Client
request = Client("token").projects["1"].issues.list.request()
content = open(sys.argv[1], "rb").read()
ours = lambda: request.decode(200, {}, content).value
print(json.dumps([min(timeit.repeat(f, number=20, repeat=15)) / 20 for f in (ours, lambda: orjson.loads(content))]))
"""


@dataclass(frozen=True)
class Row:
    """The same task for both sides."""

    name: str
    theirs: str  # Python
    ours: str
    target: float  # times better


def main() -> int:
    if not CORPORA.is_dir():
        print(f"{CORPORA} is not here", file=sys.stderr)
        return 1
    home = user_cache_path("docgen") / "bench-clients"
    theirs = environment(home / "theirs", "python-gitlab", "Mastodon.py", "hvac")
    ours = environment(home / "ours", "httpx2", "orjson")
    print(f"before: {load()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for package, pages in FOLDERS.items():
            docgen("generate", CORPORA / pages, "--package", f"{package}_api", "--output", folder)
        run(ours, "-m", "compileall", "-q", folder)
        issues = folder / "issues.json"
        issues.write_text(
            json.dumps(
                _issues(read_folder(CORPORA / FOLDERS["gitlab"], "plain", name="gitlab").built.spec)
            )
        )
        has_failed = False
        with served(issues.read_bytes()) as address:
            for row in _rows(address):
                has_failed |= _compare(row, theirs, ours, folder)
        has_failed |= _decode(ours, folder, issues) > SLOWEST
        for package in FOLDERS:
            has_failed |= _size(folder / f"{package}_api") > LARGEST
    print(f"after: {load()}")
    return int(has_failed)


def _rows(address: str) -> tuple[Row, ...]:
    of_theirs = f"gitlab.Gitlab({address!r}, private_token='t').projects.get(1, lazy=True).issues"
    of_ours = f"Client('t', base_url='{address}/api/v4').projects['1'].issues"
    first = LISTED.format(f"{of_theirs}.list(per_page=100, get_all=False)")
    own = LISTED.format(f"next({of_ours}.list(per_page=100).pages())")
    return (
        Row("import of GitLab's", "import gitlab", "from gitlab_api import Client", 8),
        Row(
            "100 issues in a new process",
            f"import gitlab{first}",
            f"from gitlab_api import Client{own}",
            5,
        ),
        Row("import of Mastodon's", "import mastodon", "from mastodon_api import Client", 5),
        Row("import of OpenBao's", "import hvac", "from openbao_api import Client", 5),
    )


def _issues(spec: Spec) -> list[dict[str, Any]]:
    """A hundred of the largest documented issue."""
    shown = [
        value
        for operation in spec.operations
        if operation.path.endswith("/issues") and operation.method == "GET"
        for sample in operation.samples
        if sample.response and isinstance(sample.response.json, list)
        for value in sample.response.json
    ]
    largest = max(shown, key=lambda value: len(json.dumps(value)))
    return [{**largest, "id": number, "iid": number} for number in range(100)]


@contextmanager
def served(content: bytes) -> Iterator[str]:
    """The address of a service that answers everything with a JSON text."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def _compare(row: Row, theirs: Path, ours: Path, folder: Path) -> bool:
    """Prints a row. Whether it is below its target."""
    found: dict[str, list[float]] = {"theirs": [], "ours": []}
    for _ in range(ROUNDS):
        for side, python, code in (("theirs", theirs, row.theirs), ("ours", ours, row.ours)):
            printed = run(python, "-c", MEASURED.format(code), cwd=folder)
            found[side].append(float(printed) * 1e3)
    of_theirs, of_ours = (statistics.median(found[side]) for side in ("theirs", "ours"))
    ratio = of_theirs / of_ours
    below = "  below" if ratio < row.target else ""
    print(
        f"{row.name:32}{of_theirs:9.1f} ms{of_ours:9.1f} ms{ratio:7.1f}x  target {row.target}x{below}"
    )
    return bool(below)


def _decode(python: Path, folder: Path, issues: Path) -> float:
    """Prints how long 100 issues take. The times that orjson takes."""
    ours, limit = json.loads(run(python, "-c", DECODED, issues, cwd=folder))
    ratio = ours / limit
    print(
        f"{'100 issues decoded':32}{ours * 1e6:9.0f} us{limit * 1e6:9.0f} us{ratio:7.2f} of orjson's, at most {SLOWEST}"
    )
    return ratio


def _size(package: Path) -> float:
    """Prints how large a package is. In MB, without compiled modules."""
    files = [p for p in package.rglob("*") if p.is_file() and p.suffix != ".pyc"]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"{package.name:32}{size:9.2f} MB{len(files):9} files, at most {LARGEST} MB")
    return size


if __name__ == "__main__":
    raise SystemExit(main())
