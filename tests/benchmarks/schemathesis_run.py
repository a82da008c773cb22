"""`make test-server`: schemathesis against `docgen serve --require-auth`, with docgen's own OpenAPI document.

    python tests/benchmarks/schemathesis_run.py [API ...]

API is a folder of specs/; all without one. schemathesis is installed into an environment of its own below ~/.cache/docgen.
Prints its summary of each API; the exit code is 1 when it reports anything.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from docgen.driver.workspace import read_api
from docgen.mock.server import CREDENTIAL, serving
from docgen.openapi.document import openapi_text
from docgen.project.configuration import Api

ROOT = Path(__file__).parents[2]
ENVIRONMENT = Path.home() / ".cache/docgen/schemathesis"
OPTIONS = ("--max-examples=25", "--phases=examples,coverage,fuzzing", "--workers=1", "--no-color", "--seed=1")  # fmt: skip


def schemathesis() -> Path:
    """The command, installed once."""
    command = ENVIRONMENT / "bin/schemathesis"
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        subprocess.run([str(ENVIRONMENT / "bin/pip"), "install", "-q", "schemathesis"], check=True)
    return command


def tested(name: str, command: Path) -> int:
    """The exit code of schemathesis for one API."""
    spec = read_api(Api(pages=ROOT / "specs" / name / "pages")).built.spec
    keys = [s.parameter for s in spec.security_schemes if s.location == "header"]
    field = f"{keys[0]}: {CREDENTIAL}" if keys else f"Authorization: Bearer {CREDENTIAL}"
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(spec, requires_credentials=True) as served,
    ):
        document = Path(folder, "openapi.json")
        document.write_text(openapi_text(spec), "utf-8")
        run = [str(command), "run", str(document), "--url", served.url, "-H", field, *OPTIONS]
        done = subprocess.run(run, capture_output=True, text=True)
    print(f"{name}:{done.stdout.partition('= SUMMARY =')[2] or done.stdout[-2000:]}")
    return done.returncode


def main() -> int:
    names = sys.argv[1:] or sorted(path.name for path in (ROOT / "specs").iterdir())
    try:
        command = schemathesis()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"test-server: skipped; schemathesis cannot be installed: {error}")
        return 0
    return max(tested(name, command) for name in names)


if __name__ == "__main__":
    raise SystemExit(main())
