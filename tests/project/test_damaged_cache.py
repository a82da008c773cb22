"""A run with a damaged cache gives what a run without one gives. `make damage COUNT=1000` tries that many."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest
from support import content

from docgen.cli.main import main

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("COUNT") or 40)
PAGES = Path(__file__).parents[1] / "cases/enum-of-flags"
EDIT = "\n\nA sentence more.\n"


def damaged(data: bytes, random: Random) -> bytes:
    """A file as a bad disk leaves it: other bytes, zeros, another order of blocks, an early end."""
    changed = bytearray(data)
    size = len(changed)
    used = [at for at, byte in enumerate(data) if byte]  # most of a small file is empty
    for _ in range(random.choice((1, 1, 3, 20, 200))):
        at, length = random.choice(used), random.choice((1, 1, 16, 512, 4096))
        end = min(at + length, size)
        match random.randrange(5):
            case 0:
                changed[at:end] = random.randbytes(end - at)
            case 1:
                changed[at:end] = bytes(end - at)
            case 2:
                changed[at] ^= 1 << random.randrange(8)
            case 3:
                other = min(random.choice(used), size - (end - at))
                changed[at:end] = changed[other : other + end - at]
            case _ if random.random() < 0.1:
                return bytes(changed[:at])
            case _:
                changed[at] = random.randrange(256)
    return bytes(changed)


def generated(
    folder: Path, cache: Path | None, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, dict[str, bytes]]:
    """What a run prints and writes. Nothing of the run before it is there but its files and the cache."""
    output = folder / "out"
    options = ["--package", "shop", "--output", str(output), "--jobs", "1"]
    options += ["--cache-dir", str(cache)] if cache else ["--no-cache"]
    code = main(["generate", str(folder / "pages"), *options])
    printed = capsys.readouterr()
    assert code in (0, 1), printed.err
    return code, printed.out, content(output / "shop")


def test_a_damaged_cache_is_not_believed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    pages = tmp_path / "pages"
    shutil.copytree(PAGES, pages)
    edited = min(pages.glob("*.md"))
    text = edited.read_text("utf-8")
    good = tmp_path / "good"
    before = generated(tmp_path, None, capsys)
    assert generated(tmp_path, good, capsys) == before
    output = content(tmp_path / "out" / "shop")
    edited.write_text(text + EDIT, "utf-8")
    after = generated(tmp_path, None, capsys)
    (file,) = good.glob("*.sqlite")
    data = file.read_bytes()
    random = Random(5)
    for number in range(COUNT):
        cache = tmp_path / "bad"
        shutil.rmtree(cache, ignore_errors=True)
        cache.mkdir()
        (cache / file.name).write_bytes(damaged(data, random))
        is_edited = number % 2 == 1
        edited.write_text(text + EDIT * is_edited, "utf-8")
        for path, written in output.items():
            target = tmp_path / "out" / "shop" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(written)
        # The second run takes what the first one wrote into what was left of the cache.
        for _ in range(2):
            assert generated(tmp_path, cache, capsys) == (after if is_edited else before), number
