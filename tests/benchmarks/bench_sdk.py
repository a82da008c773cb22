"""`make bench-sdk`: the SDK that docgen makes of Graph v1.0 beside msgraph-sdk of PyPI, in one run.

Both are installed by pip into environments of their own, which are kept in the user's cache. Their runs are interleaved; the
table shows medians, how many times better ours is, and beside them orjson without any types, which is the limit.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path
from processes import CORPUS, docgen, environment, run

from docgen.driver.workspace import read_folder
from docgen.spec.model import Spec

WORKERS = Path(__file__).parent / "sdk"
ROUNDS = 5
_PACKAGE = "docgen_graph"


def main() -> int:
    if not CORPUS.is_dir():
        print(f"{CORPUS} is not here", file=sys.stderr)
        return 1
    home = user_cache_path("docgen") / "bench-sdk"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        theirs = environment(home / "theirs", "msgraph-sdk")
        ours = environment(home / "ours", "httpx2", "orjson")
        _install_ours(ours, folder)
        _write_pages(read_folder(CORPUS, "graph", name="graph").built.spec, folder)
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for _ in range(ROUNDS):
            for task in ("import", "first", "steady"):
                for side, python in (("theirs", theirs), ("ours", ours)):
                    done = run(python, WORKERS / f"{side}.py", task, folder)
                    found.setdefault((side, task), []).append(json.loads(done))
        checks = {
            "theirs": _checking(theirs, _THEIRS, folder),
            "ours": _checking(ours, _OURS, folder),
        }
        sizes = {
            "theirs": _size(_site(theirs) / "msgraph"),
            "ours": _size(_site(ours) / _PACKAGE),
        }
    _print(found, checks, sizes)
    return 0


def _install_ours(python: Path, folder: Path) -> None:
    where = ("--package", _PACKAGE, "--output", folder / "out")
    docgen("generate", CORPUS, "--dialect", "graph", *where, "--distribution")
    project = next((folder / "out").rglob("pyproject.toml")).parent
    run(python, "-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", project)


def _write_pages(spec: Spec, folder: Path) -> None:
    """Pages of 100 users and 100 messages, from the largest documented sample of each."""
    for name in ("user", "message"):
        body = max(
            _samples(spec, f"microsoft.graph.{name}"), key=lambda item: len(json.dumps(item))
        )
        items = [{**body, "id": f"{number:036}"} for number in range(100)]
        (folder / f"{name}s.json").write_text(json.dumps({"value": items}), "utf-8")


def _samples(spec: Spec, name: str) -> Iterator[dict[str, Any]]:
    """The objects of this type that sample responses show, by themselves or in a collection."""
    for operation in spec.operations:
        returned = operation.returned
        if returned is None:
            continue
        for sample in operation.samples:
            value = sample.response.json if sample.response else None
            if isinstance(value, dict) and returned.name == name and "id" in value:
                yield value
            elif isinstance(value, dict) and returned.is_array and returned.items[0].name == name:
                yield from (item for item in value.get("value", ()) if "id" in item)


def _site(python: Path) -> Path:
    return next((python.parents[1] / "lib").glob("python*/site-packages"))


def _size(package: Path) -> tuple[float, int, int]:
    """MiB with compiled modules, number of files without them, and the longest path."""
    run(sys.executable, "-m", "compileall", "-q", package)
    files = [path for path in package.rglob("*") if path.is_file()]
    sources = [path for path in files if path.suffix != ".pyc"]
    longest = max(len(path.relative_to(package.parent).as_posix()) for path in sources)
    return sum(path.stat().st_size for path in files) / 2**20, len(sources), longest


_OURS = f"""from {_PACKAGE} import Client

client = Client("token")
for user in client.users.list(select=["id", "displayName"], top=10):
    print(user.display_name)
for message in client.me.messages.list(filter="isRead eq false"):
    print(message.subject, message.received_date_time)
user = client.users["a"].get()
user.job_title = "Engineer"
client.users["a"].update(user)
"""
_THEIRS = """from typing import Any
from msgraph.graph_service_client import GraphServiceClient

async def main(credential: Any) -> None:
    client = GraphServiceClient(credentials=credential, scopes=["a"])
    users = await client.users.get()
    for user in (users.value if users else None) or []:
        print(user.display_name)
    messages = await client.me.messages.get()
    for message in (messages.value if messages else None) or []:
        print(message.subject, message.received_date_time)
    user = await client.users.by_user_id("a").get()
    if user:
        user.job_title = "Engineer"
        await client.users.by_user_id("a").patch(user)
"""


def _checking(python: Path, script: str, folder: Path) -> float:
    """Seconds that pyright takes for a short script."""
    file = folder / f"{'ours' if script is _OURS else 'theirs'}_script.py"
    file.write_text(script, "utf-8")
    start = time.perf_counter()
    command = ["-m", "pyright", "--pythonpath", python, file]
    done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True)
    assert "0 errors" in done.stdout, done.stdout
    return time.perf_counter() - start


def _print(found: Any, checks: dict[str, float], sizes: dict[str, tuple[float, int, int]]) -> None:
    def median(side: str, task: str, key: str) -> float:
        return statistics.median(run[key] for run in found[side, task])

    rows: list[tuple[str, float, float, float, float | None]] = [
        ("installed, MiB", sizes["theirs"][0], sizes["ours"][0], 20, None),
        ("files", sizes["theirs"][1], sizes["ours"][1], 1, None),
        ("longest path, characters", sizes["theirs"][2], sizes["ours"][2], 1, None),
        ("import, ms", *_both(median, "import", "seconds", 1e3), 8, None),
        ("memory after it, MiB", *_both(median, "import", "rss", 1), 1, None),
        ("client constructed, us", *_both(median, "steady", "construct", 1e6), 1, None),
        ("request built, us", *_both(median, "steady", "request", 1e6), 8, None),
        ("first page in a new process, ms", *_both(median, "first", "seconds", 1e3), 20, None),
        ("memory after it, MiB", *_both(median, "first", "rss", 1), 4, None),
    ]
    for name, key, target in (
        ("100 users decoded, us", "decode_users", 100),
        ("100 messages decoded, us", "decode_messages", 100),
        ("a user encoded, us", "encode_user", 1),
        ("a message encoded, us", "encode_message", 1),
        ("5 attributes of 100 users read, us", "read_users", 0),
        ("5 attributes of 100 messages read, us", "read_messages", 0),
    ):
        limit = f"limit_{key}" in found["ours", "steady"][0]
        least = median("ours", "steady", f"limit_{key}") * 1e6 if limit else None
        rows.append((name, *_both(median, "steady", key, 1e6), target, least))
    rows.append(("pyright on a short script, s", checks["theirs"], checks["ours"], 1, None))
    print(
        f"{'Graph v1.0, median of ' + str(ROUNDS):40}{'msgraph':>10}{'ours':>10}{'better':>9}{'target':>8}{'limit':>9}{'of it':>7}"
    )
    for name, theirs, ours, target, least in rows:
        ratio = theirs / ours
        limit = f"{least:9.1f}{ours / least:7.2f}" if least else ""
        below = "  below" if target and ratio < target else ""
        print(f"{name:40}{theirs:>10.1f}{ours:>10.1f}{ratio:>8.1f}x{target or '':>8}{limit}{below}")


def _both(median: Any, task: str, key: str, scale: float) -> tuple[float, float]:
    return median("theirs", task, key) * scale, median("ours", task, key) * scale


if __name__ == "__main__":
    raise SystemExit(main())
