"""`docgen survey`: the words of pages, how each is taken, and the dialect file that it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.cli.main import main
from docgen.reading.dialects.dialect import read_dialect

PAGE = """# Get a lamp

`GET /lamps/{id}`

## Query parameters

| Name | Type | Hue range |
|:---|:---|:---|
| `color` | string | 1 |
| `size` | qux thing! | 2 |

## Rate of light

Warm ones:

- a

**What you send** (JSON)

_What you get_:
"""


def test_words_are_counted_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    pages, style = tmp_path / "pages", tmp_path / "style.toml"
    pages.mkdir()
    for name in "ab":
        (pages / f"{name}.md").write_text(PAGE)
    command = ["survey", str(pages), "--dialect", "plain", "--write", str(style)]
    assert main(command) == 0
    printed = capsys.readouterr().out
    for line in (
        "      2  query parameters  (query_parameters)",
        "      2  rate of light  (not understood)",
        "      2  warm ones  (not understood)",
        "      2  what you send  (not understood)",
        "      2  what you get  (not understood)",
        "      2  hue range  (not understood)",
        "      2  type  (type)",
        "      2  string  (string)",
    ):
        assert f"\n{line}\n" in printed
    text = style.read_text()
    assert '# ... = ["+", "rate-of-light"]  # 2' in text
    assert '# ... = ["+", "hue range"]  # 2' in text
    assert read_dialect("style", text).description == "..."
    assert main(command) == 2


LOST = """# Add a lamp

`POST /lamps`

### What you send

| Member | Type |
|:---|:---|
| `color` | string |

### Body

| Name | Type |
|:---|:---|
| `owner` | Keeper |
| `size` | integer |

### 404: Not found

| Code | Meaning |
|:---|:---|
| `gone` | It was sold. |
"""


def test_what_lint_does_not_read_is_not_called_understood(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "lamps.md").write_text(LOST)
    main(["lint", str(tmp_path), "--dialect", "plain", "--level", "note"])
    told = capsys.readouterr().out
    assert 'the table "Member | Type" in "What you send" is not read' in told
    assert 'unknown type "Keeper"' in told
    main(["survey", str(tmp_path), "--dialect", "plain"])
    printed = capsys.readouterr().out
    for line in (
        "      1  what you send  (not understood)",
        "      1  body  (request_body)",
        "      1  404: not found  (error)",
        "      2  type  (type; 1 not read)",
        "      1  member  (member; 1 not read)",
        "      1  keeper  (not understood)",
        "      1  integer  (int32)",
    ):
        assert f"\n{line}\n" in printed, printed
