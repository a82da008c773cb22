"""`docgen check`: whether generated files are what the pages say."""

from __future__ import annotations

import argparse
import difflib
from pathlib import Path

from docgen.commands.apis import asked_apis, build_all
from docgen.packages import MANIFEST, manifest, written_files
from docgen.workspace import memory

_LONGEST_DIFF = 60  # lines


def run(options: argparse.Namespace) -> int:
    """0 when every file is what the pages say, 1 otherwise."""
    drift = 0
    for api in asked_apis(options):
        with memory(api) as known:
            if known.run() is not None:
                continue
        _, files, exports = build_all(api)
        package = api.folder
        wanted = {**{package / path: text for path, text in files.items()}, **exports}
        extra = [package / name for name in written_files(package) if name not in files]
        wanted[package / MANIFEST] = manifest(files)
        diff: list[str] = []
        for path, text in wanted.items():
            try:
                found = path.read_bytes().decode("utf-8", "replace")
            except OSError:
                drift += 1
                print(f"missing: {path}")
                continue
            if found != text:
                drift += 1
                print(f"differs: {path}")
                diff += difflib.unified_diff(
                    found.split("\n"),
                    text.split("\n"),
                    str(path),
                    f"{path} (generated)",
                    lineterm="",
                )
        for path in extra:
            drift += 1
            print(f"no longer generated: {path}")
        for line in diff[:_LONGEST_DIFF]:
            print(line)
        if len(diff) > _LONGEST_DIFF:
            print(f"... {len(diff) - _LONGEST_DIFF} more lines")
    if drift:
        config = "" if options.config == Path("docgen.toml") else f" --config {options.config}"
        print(f"{drift} files are not what the pages say; mend with: docgen generate{config}")
    else:
        print("generated files are what the pages say")
    return 1 if drift else 0
